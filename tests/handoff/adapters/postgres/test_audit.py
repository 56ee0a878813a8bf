"""The audit of reads in PostgreSQL: found again, and not to be tampered with by mistake."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.audit import PostgresAudit
from handoff.adapters.postgres.staff import PostgresStaff
from handoff.domain.people import Names, StaffMember
from handoff.services.ports.audit import AuditedRead, ReadQuery

LONG_AGO = timedelta(days=200)


@pytest.fixture(scope="module")
def trail(engine: AsyncEngine) -> PostgresAudit:
    return PostgresAudit(engine)


async def _hired(staff: PostgresStaff) -> str:
    member = StaffMember(
        id=new_id(),
        email=f"{new_id()}@books.example",
        names=Names(en="Leila"),
        role="supervisor",
        capacity=0,
        available=False,
        disabled=False,
    )
    await staff.add(member, "no password")
    return member.id


async def _written(trail: PostgresAudit, staff: PostgresStaff) -> Sequence[AuditedRead]:
    """Two readers of one conversation, one of whom searched long ago."""
    leila, omid, now = await _hired(staff), await _hired(staff), datetime.now(UTC)
    reads = [
        AuditedRead(at=now - LONG_AGO, staff_id=leila, kind="search", subject="words=سفارش"),
        AuditedRead(at=now, staff_id=leila, kind="conversation", subject=new_id(), holder=omid),
    ]
    reads.append(AuditedRead(at=now, staff_id=omid, kind="conversation", subject=reads[1].subject))
    await trail.append(reads)
    return reads


async def test_entries_are_found_again(trail: PostgresAudit, staff_store: PostgresStaff) -> None:
    """Newest first: of a reader, of what was read, since a moment, as many as wanted."""
    search, hers, his = await _written(trail, staff_store)
    assert await trail.find(ReadQuery(staff_id=hers.staff_id)) == [hers, search]
    assert await trail.find(ReadQuery(subject=hers.subject)) == [his, hers]
    since = hers.at - timedelta(days=1)
    assert await trail.find(ReadQuery(staff_id=hers.staff_id, since=since)) == [hers]
    assert await trail.find(ReadQuery(limit=1)) == [his]


async def test_old_entries_go(trail: PostgresAudit, staff_store: PostgresStaff) -> None:
    """Those before the given moment, and no others."""
    _, hers, his = await _written(trail, staff_store)
    assert await trail.forget(datetime.now(UTC) - timedelta(days=180)) >= 1
    assert await trail.find(ReadQuery(limit=2)) == [his, hers]
    assert await trail.find(ReadQuery(staff_id=hers.staff_id)) == [hers]


@pytest.mark.parametrize(
    "change",
    ["UPDATE audit SET subject = 'nothing'", "DELETE FROM audit", "TRUNCATE audit"],
)
async def test_nothing_else_changes_it(
    trail: PostgresAudit, staff_store: PostgresStaff, engine: AsyncEngine, change: str
) -> None:
    """A statement by hand is refused whole, also when some of what it would drop is old."""
    await _written(trail, staff_store)
    before = await trail.find(ReadQuery())
    async with engine.connect() as connection:
        with pytest.raises(DBAPIError, match="append-only"):
            await connection.execute(text(change))
    assert await trail.find(ReadQuery()) == before
