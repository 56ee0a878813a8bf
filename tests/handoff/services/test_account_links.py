"""Invitations and forgotten passwords, on the real store."""

import asyncio
from datetime import timedelta

import pytest
from redis.asyncio import Redis
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.account_links import PostgresAccountLinks
from handoff.adapters.postgres.tables import account_links, deliveries
from handoff.adapters.signatures import ArgonPasswords, SignedLinks
from handoff.adapters.valkey.limits import ValkeyLimits
from handoff.adapters.valkey.pseudonyms import Pseudonyms
from handoff.domain.errors import InvalidInput, NotAllowed, TooManyAttempts
from handoff.domain.people import StaffMember
from handoff.services.account_links import (
    ANSWER_SECONDS,
    REQUESTS_PER_ACCOUNT,
    REQUESTS_PER_NETWORK,
    AccountLinks,
    Invited,
    LinkBook,
)
from handoff.services.ports.limits import ClientNetwork
from tests.handoff.services.accounts import PASSWORD, SECRET, Accounts
from tests.handoff.services.conftest import Clock

OTHER = "another staple entirely"
HOME = ClientNetwork("192.0.2.7")


class Office:
    """Accounts and their links, with a mail server or without."""

    def __init__(self, engine: AsyncEngine, clock: Clock, limits: ValkeyLimits) -> None:
        self.engine, self.clock, self.limits = engine, clock, limits
        self.signer = SignedLinks(SECRET)
        self.accounts = Accounts(engine, limits._valkey, clock, ArgonPasswords())
        self.sessions, self.directory = self.accounts.sessions, self.accounts.directory
        staff = self.accounts.staff
        book = LinkBook(PostgresAccountLinks(engine), staff, self.signer, "https://help.example")
        parts = (self.directory, book, self.accounts.log, clock, new_id)
        self.links = AccountLinks(*parts, mails=True, answer_seconds=0)
        self.unhurried = AccountLinks(*parts, mails=True)
        self.mailless = AccountLinks(*parts, mails=False)

    async def hire(self, password: str | None = PASSWORD) -> StaffMember:
        return await self.accounts.hire(password=password)

    async def forgotten(self, email: str, network: ClientNetwork = HOME) -> None:
        await self.links.forgotten(email, "en", network, self.limits)

    async def mailed(self, email: str) -> list[str]:
        """The secrets that were mailed to the address, oldest first."""
        query = (
            select(deliveries.c.link_id)
            .where(deliveries.c.to == email)
            .order_by(deliveries.c.created_at, deliveries.c.id)
        )
        async with self.engine.connect() as connection:
            return [self.signer.sign(x) for x in (await connection.execute(query)).scalars()]

    async def log_in(self, email: str, password: str) -> str:
        return (await self.accounts.log_in(email, password)).token


@pytest.fixture
def office(engine: AsyncEngine, clock: Clock, valkey: Redis) -> Office:
    return Office(engine, clock, ValkeyLimits(valkey, Pseudonyms("secret-of-the-tests")))


def token_of(invited: Invited) -> str:
    return invited.url.rpartition("/")[2]


async def refused(attempt: object) -> str:
    with pytest.raises((NotAllowed, InvalidInput)) as refusal:
        await attempt  # type: ignore[misc]
    return refusal.value.code


async def test_an_invited_member_chooses_a_password_and_is_in(office: Office) -> None:
    """The link in the mail lets the member in; before that nobody gets in."""
    email = f"Sara-{new_id()}@Books.example"
    invited = await office.links.invite(email, "Sara", "supervisor", "fa")
    member = invited.member
    assert (member.email, member.role) == (email.casefold(), "supervisor")
    assert await refused(office.log_in(member.email, "")) == "login_failed"
    assert await office.mailed(member.email) == [token_of(invited)]
    assert await office.links.look(token_of(invited)) == ("invitation", member)
    await office.links.choose_password(token_of(invited), PASSWORD)
    assert await office.log_in(member.email, PASSWORD)


async def test_an_invitation_can_be_repeated_until_it_is_accepted(office: Office) -> None:
    """The new link makes the old one void; an account with a password is nobody's to invite."""
    email = f"sara-{new_id()}@books.example"
    first = await office.links.invite(email, "Sara", "agent", "en")
    second = await office.links.invite(email, "Sarah", "admin", "en")
    assert second.member == first.member, "what is known stays"
    assert await refused(office.links.look(token_of(first))) == "link_invalid"
    await office.links.choose_password(token_of(second), PASSWORD)
    again = office.links.invite(email, "Sara", "agent", "en")
    assert await refused(again) == "email_taken"


async def test_without_a_mail_server_an_invitation_is_a_link_to_pass_on(office: Office) -> None:
    """No mail waits for a server that is not there."""
    email = f"sara-{new_id()}@books.example"
    invited = await office.mailless.invite(email, "Sara", "agent", "en")
    assert await office.mailed(email) == []
    await office.links.choose_password(token_of(invited), PASSWORD)


async def test_a_forgotten_password_is_replaced_and_every_session_ends(office: Office) -> None:
    """Anybody who may have known the old password is signed out."""
    member = await office.hire()
    session = await office.log_in(member.email, PASSWORD)
    await office.forgotten(f" {member.email.upper()}")
    [token] = await office.mailed(member.email)
    assert await office.links.look(token) == ("password_reset", member)
    await office.links.choose_password(token, OTHER)
    assert await refused(office.sessions.who_is(session)) == "unauthenticated"
    assert await refused(office.log_in(member.email, PASSWORD)) == "login_failed"
    assert await office.log_in(member.email, OTHER)


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
    assert await refused(office.links.choose_password(old, OTHER)) == "link_invalid"
    await office.links.choose_password(new, OTHER)


async def test_links_end(office: Office) -> None:
    """Those for a forgotten password after an hour, invitations after a week."""
    member = await office.hire()
    await office.forgotten(member.email)
    [token] = await office.mailed(member.email)
    invited = await office.links.invite(f"{new_id()}@books.example", "Omid", "agent", "en")
    office.clock.elapse(3600)
    assert await refused(office.links.choose_password(token, OTHER)) == "link_invalid"
    await office.links.look(token_of(invited))
    office.clock.elapse(timedelta(days=7).total_seconds() - 3600)
    assert await refused(office.links.look(token_of(invited))) == "link_invalid"


async def test_a_disabled_member_gets_no_link_and_no_way_in(office: Office) -> None:
    """An existing link does not help either."""
    member = await office.hire()
    await office.forgotten(member.email)
    [token] = await office.mailed(member.email)
    await office.directory.disable(member.email)
    assert await refused(office.links.choose_password(token, OTHER)) == "link_invalid"
    await office.forgotten(member.email)
    assert len(await office.mailed(member.email)) == 1
    again = office.links.invite(member.email, "Sara", "agent", "en")
    assert await refused(again) == "email_taken"


@pytest.mark.parametrize("token", ["", "x", "a.b", "0" * 200, "é.é", f"{new_id()}.sig"])
async def test_a_forged_link_opens_nothing(office: Office, token: str) -> None:
    """Whatever it looks like."""
    assert await refused(office.links.look(token)) == "link_invalid"


async def test_a_link_of_another_secret_opens_nothing(office: Office) -> None:
    """It is refused though its id is in the table."""
    invited = await office.links.invite(f"{new_id()}@books.example", "Omid", "agent", "en")
    link_id = office.signer.verify(token_of(invited))
    forged = SignedLinks("another secret, long").sign(link_id)
    assert await refused(office.links.look(forged)) == "link_invalid"


async def test_the_tables_hold_no_secret(office: Office, engine: AsyncEngine) -> None:
    """A reader of the tables, or of a backup, cannot open an account."""
    invited = await office.links.invite(f"{new_id()}@books.example", "Omid", "agent", "en")
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
