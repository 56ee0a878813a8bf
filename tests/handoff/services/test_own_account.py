"""What members do to their own account besides the second step: another password, and their sessions."""

from dataclasses import replace

import pytest
from argon2 import PasswordHasher
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.signatures import ArgonPasswords
from handoff.domain.errors import InvalidInput, NotAllowed, NotFound, TooManyAttempts
from handoff.domain.people import Names
from handoff.services.own_account import RENAMES_AT_MOST
from handoff.services.ports.security_log import SecurityQuery
from handoff.services.signals import MemberChanged
from tests.handoff.services.accounts import FIREFOX, PASSWORD, Accounts
from tests.handoff.services.conftest import Clock

OTHER = "another staple entirely"


@pytest.fixture
def accounts(engine: AsyncEngine, valkey: Redis, clock: Clock) -> Accounts:
    quick = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
    return Accounts(engine, valkey, clock, ArgonPasswords(quick))


async def _ended(accounts: Accounts, token: str) -> object:
    with pytest.raises(NotAllowed) as refused:
        await accounts.sessions.who_is(token)
    return refused.value.data.get("ended")


async def test_a_member_changes_their_own_password(accounts: Accounts) -> None:
    """The current one is asked for; other sessions end, the one in which they do it goes on."""
    sara = await accounts.hire()
    here = (await accounts.log_in(sara.email)).token
    there = (await accounts.log_in(sara.email)).token
    signed_in = await accounts.sessions.who_is(here)
    change = accounts.own.change_password
    with pytest.raises(NotAllowed, match="not your password"):
        await change(signed_in, "wrong horse!", OTHER, FIREFOX)
    with pytest.raises(InvalidInput):
        await change(signed_in, PASSWORD, "short", FIREFOX)
    assert (await accounts.sessions.who_is(there)).member == sara
    await change(signed_in, PASSWORD, OTHER, FIREFOX)
    assert (await accounts.sessions.who_is(here)).member == sara
    assert await _ended(accounts, there) == "password_changed"
    await accounts.log_in(sara.email, OTHER)
    with pytest.raises(NotAllowed):
        await accounts.log_in(sara.email)


async def test_guessing_the_current_password_is_slowed_down(accounts: Accounts) -> None:
    """As at the login page: somebody at a console that was left open does not get further."""
    sara = await accounts.hire()
    signed_in = await accounts.sessions.who_is((await accounts.log_in(sara.email)).token)
    codes = set()
    for _ in range(8):
        with pytest.raises(Exception, match=r".") as refused:
            await accounts.own.change_password(signed_in, "wrong horse!", OTHER, FIREFOX)
        codes.add(getattr(refused.value, "code", None))
    assert codes == {"password_wrong", "rate_limited"}


async def test_a_member_ends_their_own_sessions(accounts: Accounts) -> None:
    """A member ends one, or all others, and nobody else's. The record says who did it."""
    sara, omid = await accounts.hire(), await accounts.hire()
    tokens = [(await accounts.log_in(sara.email)).token for _ in range(4)]
    here, lost, *rest = [await accounts.sessions.who_is(token) for token in tokens]
    assert len(await accounts.own.sessions(sara)) == 4
    with pytest.raises(NotFound):
        await accounts.own.end_session(omid, lost.session.id, FIREFOX)
    await accounts.own.end_session(sara, lost.session.id, FIREFOX)
    assert len(await accounts.own.sessions(sara)) == 3
    await accounts.own.end_other_sessions(here, FIREFOX)
    await accounts.own.end_other_sessions(here, FIREFOX)
    assert [each.id for each in await accounts.own.sessions(sara)] == [here.session.id]
    assert [await _ended(accounts, token) for token in tokens[1:]] == ["ended"] * 3
    entries = await accounts.trail.find(SecurityQuery(staff_id=sara.id, limit=2))
    assert [(each.event, each.by, each.detail) for each in entries] == [
        ("session_ended", "member", "others"),
        ("session_ended", "member", lost.session.id),
    ]
    assert len(rest) == 2


async def test_a_member_renames_themselves(accounts: Accounts) -> None:
    """Their consoles hear of it, and the security log has who did it."""
    sara = await accounts.hire()
    names = Names(en="Sara Karimi", fa="سارا کریمی")
    renamed = await accounts.own.rename(sara, names, FIREFOX)
    assert renamed == replace(sara, names=names)
    assert accounts.heard == [MemberChanged(member=renamed)]
    entries = await accounts.trail.find(SecurityQuery(staff_id=sara.id))
    assert [entry.by for entry in entries if entry.event == "renamed"] == ["member"]
    with pytest.raises(InvalidInput):
        await accounts.own.rename(sara, Names(fa="سارا\u2067"), FIREFOX)
    assert len(accounts.heard) == 1


async def test_names_that_are_what_they_were_change_nothing(accounts: Accounts) -> None:
    """No console hears of it, and the security log has no entry, from wherever they are given."""
    sara = await accounts.hire()
    same = Names(en=f" {sara.names.en} ", fa=sara.names.fa)
    assert await accounts.own.rename(sara, same, FIREFOX) == sara
    assert await accounts.directory.rename(sara, same) == sara
    assert accounts.heard == []
    entries = await accounts.trail.find(SecurityQuery(staff_id=sara.id))
    assert "renamed" not in [entry.event for entry in entries]


async def test_a_member_changes_their_names_so_often_within_an_hour(accounts: Accounts) -> None:
    """A console that goes wild fills no log and tells no more consoles; another member's share is their own."""
    sara, omid = await accounts.hire(), await accounts.hire()
    for number in range(RENAMES_AT_MOST):
        sara = await accounts.own.rename(sara, Names(en=f"Sara {'I' * (number + 1)}"), FIREFOX)
    with pytest.raises(TooManyAttempts):
        await accounts.own.rename(sara, Names(en="Sara"), FIREFOX)
    assert (await accounts.directory.find(sara.email)).names == sara.names
    assert (await accounts.own.rename(omid, Names(en="Omid"), FIREFOX)).names == Names(en="Omid")
