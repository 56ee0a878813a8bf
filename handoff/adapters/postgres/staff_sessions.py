"""Sessions of the staff in PostgreSQL."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import RowMapping, Select, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.postgres.engine import single_statements
from handoff.adapters.postgres.staff import member_of
from handoff.adapters.postgres.tables import staff, staff_sessions
from handoff.domain.people import StaffMember
from handoff.domain.sessions import EndReason, StaffSession

_FIELDS = ("id", "staff_id", "opened_at", "seen_at", "browser", "ended")
_COLUMNS = [staff_sessions.c[name].label(f"session_{name}") for name in _FIELDS]


class PostgresStaffSessions:
    """Implements `SessionStore`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._single = single_statements(engine)

    async def open(self, session: StaffSession, token_hash: str) -> None:
        row = {name: getattr(session, name) for name in _FIELDS}
        async with self._single.connect() as connection:
            await connection.execute(insert(staff_sessions).values(token_hash=token_hash, **row))

    async def find(self, token_hash: str) -> tuple[StaffSession, StaffMember] | None:
        query = _sessions().where(staff_sessions.c.token_hash == token_hash)
        async with self._single.connect() as connection:
            row = (await connection.execute(query)).mappings().first()
        return (_session(row), member_of(row)) if row else None

    async def get(self, session_ids: Collection[str]) -> Sequence[StaffSession]:
        if not session_ids:
            return []
        return await self._read(_sessions().where(staff_sessions.c.id.in_(session_ids)))

    async def of(self, staff_id: str) -> Sequence[StaffSession]:
        query = _sessions().where(staff_sessions.c.staff_id == staff_id)
        return await self._read(query.order_by(staff_sessions.c.seen_at.desc()))

    async def _read(self, query: Select[*tuple[object, ...]]) -> Sequence[StaffSession]:
        async with self._single.connect() as connection:
            return [_session(row) for row in (await connection.execute(query)).mappings()]

    async def seen(self, session_id: str, at: datetime) -> None:
        later = (staff_sessions.c.id == session_id) & (staff_sessions.c.seen_at < at)
        async with self._single.connect() as connection:
            await connection.execute(update(staff_sessions).where(later).values(seen_at=at))

    async def end(self, session_ids: Collection[str], reason: EndReason) -> None:
        lasting = staff_sessions.c.id.in_(session_ids) & staff_sessions.c.ended.is_(None)
        async with self._single.connect() as connection:
            await connection.execute(update(staff_sessions).where(lasting).values(ended=reason))

    async def purge(self, opened_before: datetime, seen_before: datetime) -> None:
        old = or_(
            staff_sessions.c.opened_at < opened_before, staff_sessions.c.seen_at < seen_before
        )
        async with self._single.connect() as connection:
            await connection.execute(delete(staff_sessions).where(old))


def _sessions() -> Select[*tuple[object, ...]]:
    """Sessions with whose they are."""
    return select(*_COLUMNS, staff).join(staff, staff.c.id == staff_sessions.c.staff_id)


def _session(row: RowMapping) -> StaffSession:
    known = {name: row[f"session_{name}"] for name in _FIELDS}
    return StaffSession(**known, disabled=row["disabled"])
