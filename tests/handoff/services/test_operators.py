"""What operators do to the staff's accounts."""

import pytest
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.signatures import ArgonPasswords
from handoff.domain.errors import IllegalMove, NotAllowed, NotFound
from handoff.services.operators import Operators
from handoff.services.ports.security_log import SecurityQuery
from tests.handoff.services.accounts import Accounts
from tests.handoff.services.conftest import Clock


@pytest.fixture
def accounts(engine: AsyncEngine, valkey: Redis, clock: Clock) -> Accounts:
    return Accounts(engine, valkey, clock, ArgonPasswords())


@pytest.fixture
def operators(accounts: Accounts) -> Operators:
    return Operators(accounts.directory, accounts.factor_store, accounts.sessions, accounts.log)


async def test_an_operator_turns_the_second_step_off(
    accounts: Accounts, operators: Operators
) -> None:
    """Every session ends, a finder's as well; then the password is enough."""
    sara = await accounts.hire()
    with pytest.raises(IllegalMove):
        await operators.turn_second_factor_off(sara.email)
    await accounts.equip(sara)
    token = await accounts.sessions.open(sara, "Firefox")
    assert await operators.second_factor(sara.email) is not None
    assert await operators.turn_second_factor_off(sara.email.upper()) == sara
    with pytest.raises(NotAllowed):
        await accounts.sessions.who_is(token)
    await accounts.log_in(sara.email)
    assert await operators.second_factor(sara.email) is None
    for move in (operators.second_factor, operators.turn_second_factor_off, operators.sessions):
        with pytest.raises(NotFound):
            await move("nobody@books.example")


async def test_an_operator_ends_a_session_or_all(accounts: Accounts, operators: Operators) -> None:
    """Only the named member's sessions end, and the record says that it was an operator."""
    sara, omid = await accounts.hire(), await accounts.hire()
    tokens = [await accounts.sessions.open(sara, name) for name in ("Firefox", "Chrome", "Safari")]
    first = (await accounts.sessions.who_is(tokens[0])).session
    for email, session_id in ((omid.email, first.id), (sara.email, new_id())):
        with pytest.raises(NotFound):
            await operators.end_session(email, session_id)
    await operators.end_session(sara.email, first.id)
    assert {each.browser for each in await operators.sessions(sara.email)} == {"Chrome", "Safari"}
    assert await operators.end_sessions(sara.email) == 2
    assert await operators.end_sessions(sara.email) == 0
    entries = await accounts.trail.find(SecurityQuery(staff_id=sara.id))
    assert [(each.event, each.by, each.detail) for each in entries[:2]] == [
        ("session_ended", "operator", "all"),
        ("session_ended", "operator", first.id),
    ]
