"""The record of what happens to the staff's accounts, in PostgreSQL."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.postgres.engine import single_statements
from handoff.adapters.postgres.tables import security_log
from handoff.services.ports.security_log import SecurityEntry, SecurityQuery

_COLUMNS = [security_log.c[name] for name in ("at", "event", "staff_id", "by", "network", "detail")]


class PostgresSecurityLog:
    """Implements `SecurityTrail`. PostgreSQL itself refuses to change an entry, and to drop one younger
    than 29 days."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._single = single_statements(engine)

    async def append(self, entry: SecurityEntry) -> None:
        async with self._single.connect() as connection:
            await connection.execute(insert(security_log).values(asdict(entry)))

    async def find(self, query: SecurityQuery) -> Sequence[SecurityEntry]:
        found = select(*_COLUMNS).order_by(security_log.c.id.desc()).limit(query.limit)
        if query.staff_id is not None:
            found = found.where(security_log.c.staff_id == query.staff_id)
        if query.since is not None:
            found = found.where(security_log.c.at >= query.since)
        async with self._single.connect() as connection:
            return [SecurityEntry(**row) for row in (await connection.execute(found)).mappings()]

    async def forget(self, before: datetime) -> int:
        async with self._single.connect() as connection:
            gone = await connection.execute(delete(security_log).where(security_log.c.at < before))
        return gone.rowcount
