"""What is noted of accounts, what is not, and how much of it."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.postgres.security_log import PostgresSecurityLog
from handoff.adapters.signatures import ArgonPasswords
from handoff.domain.errors import Refusal
from handoff.services.guessing import FREE_PER_ACCOUNT
from handoff.services.own_account import Proven
from handoff.services.ports.security_log import SecurityEntry, SecurityQuery
from handoff.services.security_log import FAILURES_A_MINUTE, ONE_SLOWDOWN, SecurityLog
from tests.handoff.conftest import Written
from tests.handoff.services.accounts import ELSEWHERE, FIREFOX, PASSWORD, Accounts, App
from tests.handoff.services.conftest import Clock


@pytest.fixture
def accounts(engine: AsyncEngine, valkey: Redis, clock: Clock) -> Accounts:
    quick = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
    return Accounts(engine, valkey, clock, ArgonPasswords(quick))


async def _told(accounts: Accounts, staff_id: str | None) -> list[tuple[str, str, str | None]]:
    """Event, doer and detail, the oldest first."""
    entries = await accounts.trail.find(SecurityQuery(staff_id=staff_id, limit=1000))
    return [(each.event, each.by, each.detail) for each in reversed(entries)]


async def _refused(attempt: object) -> None:
    with pytest.raises(Refusal):
        await attempt  # type: ignore[misc]


async def test_the_life_of_an_account_is_noted(accounts: Accounts, clock: Clock) -> None:
    """The record says from the beginning who did what, and how."""
    sara = await accounts.hire()
    came = await accounts.log_in(sara.email)
    here = await accounts.sessions.who_is(came.token)
    begun = await accounts.own.begin(sara, Proven(password=PASSWORD), FIREFOX, "Book Corner")
    app = App(begun.secret, clock)
    codes = await accounts.own.confirm(here, begun.sealed, app.code(), FIREFOX)
    clock.elapse(60)
    half = await accounts.half_in(sara.email)
    await _refused(accounts.logins.give_code(half.token, "000000", FIREFOX))
    await accounts.logins.give_code(half.token, app.code(), FIREFOX)
    await accounts.logins.give_code(half.token, codes[0], FIREFOX)
    clock.elapse(60)
    shown = Proven(password=PASSWORD, code=app.code())
    await accounts.own.renew_recovery(sara, shown, FIREFOX)
    clock.elapse(60)
    await accounts.own.turn_off(here, Proven(password=PASSWORD, code=app.code()), FIREFOX)
    await accounts.logins.log_out(here, FIREFOX)
    await accounts.directory.set_role(sara.email, "supervisor")
    await accounts.directory.set_password(sara, "another horse, another word")
    await accounts.directory.disable(sara.email)
    await accounts.directory.enable(sara.email)
    assert await _told(accounts, sara.id) == [
        ("added", "operator", "agent"),
        ("signed_in", "member", "password"),
        ("second_factor_on", "member", "first"),
        ("code_failed", "anybody", None),
        ("signed_in", "member", "app"),
        ("recovery_used", "member", None),
        ("signed_in", "member", "recovery"),
        ("recovery_renewed", "member", None),
        ("second_factor_off", "member", None),
        ("signed_out", "member", None),
        ("role_changed", "operator", "supervisor"),
        ("password_changed", "operator", None),
        ("disabled", "operator", None),
        ("enabled", "operator", None),
    ]


async def test_failures_are_noted_with_account_and_network(accounts: Accounts) -> None:
    """The same network has the same name, and it is not its address; slowing down is noted once."""
    sara = await accounts.hire()
    for _ in range(FREE_PER_ACCOUNT + 4):
        await _refused(accounts.logins.log_in(sara.email, "wrong horse!", FIREFOX))
    await _refused(accounts.logins.log_in(sara.email, "wrong horse!", ELSEWHERE))
    entries = (await accounts.trail.find(SecurityQuery(staff_id=sara.id)))[:-1]
    events = [each.event for each in reversed(entries)]
    assert events[:FREE_PER_ACCOUNT] == ["login_failed"] * FREE_PER_ACCOUNT
    assert events.count("slowed_down") == 1
    networks = {each.network for each in entries}
    assert len(networks) == 2
    assert not networks & {FIREFOX.network.name, ELSEWHERE.network.name, None}


async def test_nothing_that_was_typed_is_noted(
    accounts: Accounts, written: Written, clock: Clock
) -> None:
    """An account that nobody has is unknown: people type passwords there. The gateway's log has the
    same, and as little."""
    sara = await accounts.hire()
    app, codes = await accounts.equip(sara)
    clock.elapse(60)
    await _refused(accounts.logins.log_in("my secret password", "some horse", FIREFOX))
    half = await accounts.half_in(sara.email)
    await accounts.logins.give_code(half.token, codes[0], FIREFOX)
    entries = await accounts.trail.find(SecurityQuery(limit=10))
    assert ("login_failed", None) in {(each.event, each.staff_id) for each in entries}
    for kept in (str(entries), written.everything):
        for secret in ("secret password", "some horse", codes[0], app.code(), FIREFOX.network.name):
            assert secret not in kept
        assert sara.id in kept
    for line in ("security.login_failed", "security.signed_in", "security.recovery_used"):
        assert line in written.everything


async def test_failures_fill_no_disk(engine: AsyncEngine, accounts: Accounts, clock: Clock) -> None:
    """Beyond some a minute the record has their number; what is no failure is always noted."""
    sara = await accounts.hire()
    log, trail = SecurityLog(PostgresSecurityLog(engine), clock), accounts.trail
    for _ in range(FAILURES_A_MINUTE + 7):
        await log.note("login_failed", sara)
    await log.note("signed_in", sara)
    clock.elapse(60)
    await log.note("code_failed", sara)
    told = [event for event, *_ in await _told(accounts, sara.id)]
    assert told.count("login_failed") == FAILURES_A_MINUTE
    assert told[-2:] == ["signed_in", "code_failed"]
    _, left_out = (await trail.find(SecurityQuery(limit=2)))[:2]
    assert (left_out.event, left_out.detail) == ("left_out", "7")


async def test_who_goes_on_while_slowed_down_is_noted_again_later(
    accounts: Accounts, clock: Clock
) -> None:
    """Each network is noted once in ten minutes."""
    sara = await accounts.hire()
    for caller in (FIREFOX, FIREFOX, ELSEWHERE):
        await accounts.log.note("slowed_down", sara, caller=caller)
    clock.elapse(ONE_SLOWDOWN.total_seconds())
    await accounts.log.note("slowed_down", sara, caller=FIREFOX)
    assert len(await _told(accounts, sara.id)) == 1 + 3


async def test_what_was_kept_long_enough_is_forgotten(
    engine: AsyncEngine, accounts: Accounts, clock: Clock
) -> None:
    """A gateway knows how long that is; the command line forgets nothing."""
    old = SecurityEntry(
        at=clock() - timedelta(days=401), event="signed_in", staff_id=None, by="member"
    )
    await accounts.trail.append(old)
    await SecurityLog(accounts.trail, clock).forget()
    assert old in await accounts.trail.find(SecurityQuery(limit=1000))
    await accounts.log.forget()
    assert old not in await accounts.trail.find(SecurityQuery(limit=1000))
