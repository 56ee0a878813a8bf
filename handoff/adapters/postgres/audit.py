"""The audit of reads in PostgreSQL: which member read a conversation or a customer not theirs."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime

from sqlalchemy import RowMapping, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from handoff.adapters.postgres.engine import single_statements
from handoff.adapters.postgres.tables import audit
from handoff.services.ports.audit import AuditedRead, ReadQuery


class PostgresAudit:
    """Implements `AuditTrail`. PostgreSQL itself refuses to change an entry, but for searched words that
    name an erased customer, and to drop one younger than six days."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._single = single_statements(engine)

    async def append(self, reads: Sequence[AuditedRead]) -> None:
        async with self._single.connect() as connection:
            await note(connection, reads)

    async def find(self, query: ReadQuery) -> Sequence[AuditedRead]:
        found = select(audit).order_by(audit.c.id.desc()).limit(query.limit)
        if query.staff_id is not None:
            found = found.where(audit.c.staff_id == query.staff_id)
        if query.subject is not None:
            found = found.where(audit.c.subject == query.subject)
        if query.since is not None:
            found = found.where(audit.c.at >= query.since)
        async with self._single.connect() as connection:
            return [read_of(row) for row in (await connection.execute(found)).mappings()]

    async def forget(self, before: datetime) -> int:
        async with self._single.connect() as connection:
            gone = await connection.execute(delete(audit).where(audit.c.at < before))
        return gone.rowcount


async def note(connection: AsyncConnection, reads: Sequence[AuditedRead]) -> None:
    """Writes the entries within the caller's transaction: they stay if what they tell of does."""
    if reads:
        await connection.execute(insert(audit).values([asdict(read) for read in reads]))


def read_of(row: RowMapping) -> AuditedRead:
    return AuditedRead(**{field.name: row[field.name] for field in fields(AuditedRead)})
