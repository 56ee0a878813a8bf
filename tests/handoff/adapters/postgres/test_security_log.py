"""The record of what happens to accounts: found again, and not to be tampered with by mistake."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.security_log import PostgresSecurityLog
from handoff.domain.people import Names
from handoff.services.ports.security_log import SecurityEntry, SecurityQuery
from handoff.wiring.operating import staff_directory


@pytest.fixture(scope="module")
def trail(engine: AsyncEngine) -> PostgresSecurityLog:
    return PostgresSecurityLog(engine)


async def _hired(engine: AsyncEngine) -> str:
    email = f"{new_id()}@books.example"
    return (await staff_directory(engine).add(email, Names(en="Sara"), "agent", None)).id


async def test_entries_are_found_again(trail: PostgresSecurityLog, engine: AsyncEngine) -> None:
    """Newest first: of an account, since a moment, as many as wanted; those of no account as well."""
    sara = await _hired(engine)
    now = datetime.now(UTC)
    old = SecurityEntry(at=now - timedelta(days=9), event="signed_in", staff_id=sara, by="member")
    new = SecurityEntry(
        at=now, event="role_changed", staff_id=sara, by="operator", network="ab12", detail="admin"
    )
    nobody = SecurityEntry(at=now, event="login_failed", staff_id=None, by="anybody")
    for entry in (old, new, nobody):
        await trail.append(entry)
    assert (await trail.find(SecurityQuery(staff_id=sara)))[:2] == [new, old]
    assert old not in await trail.find(SecurityQuery(since=now - timedelta(days=1)))
    assert await trail.find(SecurityQuery(limit=1)) == [nobody]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE security_log SET by = 'nobody'",
        "DELETE FROM security_log",
        "TRUNCATE security_log",
    ],
)
async def test_postgresql_refuses_to_change_it(
    trail: PostgresSecurityLog, engine: AsyncEngine, statement: str
) -> None:
    """Nobody does so by mistake, with whatever program."""
    entry = SecurityEntry(at=datetime.now(UTC), event="signed_in", staff_id=None, by="member")
    await trail.append(entry)
    with pytest.raises(DBAPIError, match="append-only"):
        async with engine.begin() as connection:
            await connection.execute(text(statement))


async def test_what_was_kept_long_enough_goes(
    trail: PostgresSecurityLog, engine: AsyncEngine
) -> None:
    """And nothing else does."""
    sara = await _hired(engine)
    now = datetime.now(UTC)
    old = SecurityEntry(at=now - timedelta(days=401), event="signed_in", staff_id=sara, by="member")
    young = SecurityEntry(
        at=now - timedelta(days=399), event="signed_in", staff_id=sara, by="member"
    )
    for entry in (old, young):
        await trail.append(entry)
    assert await trail.forget(now - timedelta(days=400)) == 1
    kept = await trail.find(SecurityQuery(staff_id=sara))
    assert (young in kept, old in kept) == (True, False)
