"""Passwords that are chosen by a link, on the real store."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.tables import account_links, deliveries
from handoff.adapters.signatures import SignedLinks
from handoff.domain.errors import NotAllowed, TooManyAttempts
from handoff.services.account_links import (
    ANSWER_SECONDS,
    REQUESTS_PER_ACCOUNT,
    REQUESTS_PER_NETWORK,
)
from handoff.services.ports.limits import ClientNetwork
from tests.handoff.services.accounts import PASSWORD
from tests.handoff.services.office import HOME, OTHER, Office, refused, token_of, why_closed


async def test_a_forgotten_password_is_replaced_and_every_session_ends(office: Office) -> None:
    """Anybody who may have known the old password is signed out, and the link says why it is closed."""
    member = await office.hire()
    session = await office.log_in(member.email, PASSWORD)
    await office.forgotten(f" {member.email.upper()}")
    [token] = await office.mailed(member.email)
    assert await office.links.look(token) == ("password_reset", member)
    await office.links.choose_password(token, OTHER)
    assert await refused(office.sessions.who_is(session)) == "unauthenticated"
    assert await refused(office.log_in(member.email, PASSWORD)) == "login_failed"
    assert await office.log_in(member.email, OTHER)
    assert await why_closed(office.links.look(token)) == ("link_invalid", "used")


async def test_a_link_is_good_once(office: Office) -> None:
    """Concurrent uses do not get more."""
    member = await office.hire()
    await office.forgotten(member.email)
    [token] = await office.mailed(member.email)
    tries = (office.links.choose_password(token, f"{OTHER} {n}") for n in range(4))
    ends = await asyncio.gather(*tries, return_exceptions=True)
    assert [end for end in ends if end is None] == [None]
    assert {end.code for end in ends if isinstance(end, NotAllowed)} == {"link_invalid"}
    assert await refused(office.links.look(token)) == "link_invalid"


async def test_a_password_that_is_refused_leaves_the_link_open(office: Office) -> None:
    """The person tries another one."""
    member = await office.hire()
    await office.forgotten(member.email)
    [token] = await office.mailed(member.email)
    assert await refused(office.links.choose_password(token, "short")) == "password_short"
    assert (
        await refused(office.links.choose_password(token, "password1234")) == "password_guessable"
    )
    await office.links.choose_password(token, OTHER)


async def test_a_newer_link_makes_older_ones_void(office: Office) -> None:
    """A mail that lies in some inbox for long opens nothing."""
    member = await office.hire()
    await office.forgotten(member.email)
    office.clock.elapse(60)
    await office.forgotten(member.email)
    old, new = await office.mailed(member.email)
    closed = office.links.choose_password(old, OTHER)
    assert await why_closed(closed) == ("link_invalid", "replaced")
    await office.links.choose_password(new, OTHER)


async def test_a_password_by_another_way_closes_the_links(office: Office) -> None:
    """Nobody who finds the mail later chooses another one."""
    member = await office.hire()
    await office.forgotten(member.email)
    [token] = await office.mailed(member.email)
    await office.directory.set_password(member, OTHER)
    assert await why_closed(office.links.look(token)) == ("link_invalid", "replaced")


async def test_links_end(office: Office) -> None:
    """Those for a forgotten password after an hour."""
    member = await office.hire()
    await office.forgotten(member.email)
    [token] = await office.mailed(member.email)
    office.clock.elapse(3599)
    await office.links.look(token)
    office.clock.elapse(1)
    closed = office.links.choose_password(token, OTHER)
    assert await why_closed(closed) == ("link_invalid", "expired")


async def test_a_disabled_member_gets_no_link_and_no_way_in(office: Office) -> None:
    """An existing link does not help either."""
    member = await office.hire()
    await office.forgotten(member.email)
    [token] = await office.mailed(member.email)
    await office.directory.disable(member.email)
    closed = office.links.choose_password(token, OTHER)
    assert await why_closed(closed) == ("link_invalid", "withdrawn")
    await office.forgotten(member.email)
    assert len(await office.mailed(member.email)) == 1


@pytest.mark.parametrize("token", ["", "x", "a.b", "0" * 200, "é.é", f"{new_id()}.sig"])
async def test_a_forged_link_opens_nothing(office: Office, token: str) -> None:
    """Whatever it looks like."""
    assert await refused(office.links.look(token)) == "link_invalid"


async def test_a_link_of_another_secret_opens_nothing(office: Office) -> None:
    """It is refused though its id is in the table."""
    invited = await office.invite()
    link_id = office.signer.verify(token_of(invited))
    forged = SignedLinks("another secret, long").sign(link_id)
    assert await refused(office.links.look(forged)) == "link_invalid"


async def test_the_tables_hold_no_secret(office: Office, engine: AsyncEngine) -> None:
    """A reader of the tables, or of a backup, cannot open an account."""
    invited = await office.invite()
    secret = token_of(invited).rpartition(".")[2]
    async with engine.connect() as connection:
        for table in (account_links, deliveries):
            rows = await connection.execute(text(f"SELECT t::text FROM {table.name} t"))  # noqa: S608
            assert all(secret not in row for row in rows.scalars())


async def test_an_unknown_address_is_answered_as_a_known_one(office: Office) -> None:
    """Words and timing are the same; only the mailbox's owner learns more."""
    member = await office.hire()
    loop = asyncio.get_running_loop()
    times = []
    for email in (member.email, f"nobody-{new_id()}@books.example"):
        began = loop.time()
        await office.unhurried.forgotten(email, "en", HOME, office.limits)
        times.append(loop.time() - began)
    assert min(times) >= ANSWER_SECONDS
    assert len(await office.mailed(member.email)) == 1


async def test_requests_are_limited_by_account_whether_it_exists_or_not(office: Office) -> None:
    """The limit tells nothing, either."""
    for email in ((await office.hire()).email, f"nobody-{new_id()}@books.example"):
        networks = [ClientNetwork(f"192.0.2.{n}") for n in range(REQUESTS_PER_ACCOUNT + 1)]
        for network in networks[:-1]:
            await office.forgotten(email, network)
        with pytest.raises(TooManyAttempts):
            await office.forgotten(email, networks[-1])


async def test_requests_are_limited_by_network(office: Office) -> None:
    """Nobody has the whole staff mailed."""
    asked = (office.forgotten(f"{new_id()}@books.example") for _ in range(REQUESTS_PER_NETWORK))
    await asyncio.gather(*asked)
    with pytest.raises(TooManyAttempts):
        await office.forgotten(f"{new_id()}@books.example")
    await office.forgotten(f"{new_id()}@books.example", ClientNetwork("198.51.100.1"))


async def test_without_a_mail_server_nobody_is_told_that_a_mail_is_coming(office: Office) -> None:
    """Whatever address it is."""
    asked = office.mailless.forgotten("nobody@books.example", "en", HOME, office.limits)
    assert await refused(asked) == "mail_not_set_up"
