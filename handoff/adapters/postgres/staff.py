"""The staff in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, and_, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.postgres.engine import single_statements
from handoff.adapters.postgres.tables import conversations, staff
from handoff.domain.errors import InvalidInput, NotFound
from handoff.domain.people import StaffMember
from handoff.services.ports.people import StaffLoad


class PostgresStaff:
    """Implements `StaffStore`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._single = single_statements(engine)

    async def add(self, member: StaffMember, password_hash: str) -> None:
        row = _columns(member) | {"password_hash": password_hash}
        try:
            async with self._single.connect() as connection:
                await connection.execute(insert(staff).values(**row))
        except IntegrityError:
            raise InvalidInput("email_taken", "Somebody has this e-mail address") from None

    async def get(self, staff_id: str) -> StaffMember:
        query = select(staff).where(staff.c.id == staff_id)
        async with self._single.connect() as connection:
            row = (await connection.execute(query)).mappings().first()
        if row is None:
            raise NotFound("not_found", "No such member of the staff")
        return member_of(row)

    async def by_email(self, email: str) -> tuple[StaffMember, str] | None:
        query = select(staff).where(staff.c.email == email.casefold())
        async with self._single.connect() as connection:
            row = (await connection.execute(query)).mappings().first()
        return (member_of(row), row["password_hash"]) if row else None

    async def everyone(self) -> Sequence[StaffMember]:
        async with self._single.connect() as connection:
            rows = (await connection.execute(select(staff).order_by(staff.c.name))).mappings()
            return [member_of(row) for row in rows]

    async def update(self, member: StaffMember) -> None:
        values = {name: value for name, value in _columns(member).items() if name not in _MOVING}
        statement = update(staff).where(staff.c.id == member.id).values(**values)
        async with self._single.connect() as connection:
            await connection.execute(statement)

    async def set_password(self, staff_id: str, password_hash: str) -> None:
        await self._change(staff.c.id == staff_id, password_hash=password_hash)

    async def set_available(self, staff_id: str, *, available: bool) -> StaffMember:
        changed = await self._change(staff.c.id == staff_id, available=available, missed=0)
        if changed is None:
            raise NotFound("not_found", "No such member of the staff")
        return changed

    async def offer_missed(self, staff_id: str, away_at: int) -> StaffMember | None:
        missed = staff.c.missed + 1
        here = and_(staff.c.id == staff_id, staff.c.available)
        return await self._change(here, missed=missed, available=missed < away_at)

    async def offer_answered(self, staff_id: str) -> None:
        counted = and_(staff.c.id == staff_id, staff.c.available, staff.c.missed > 0)
        await self._change(counted, missed=0)

    async def _change(self, where: ColumnElement[bool], **values: object) -> StaffMember | None:
        statement = update(staff).where(where).values(**values).returning(staff)
        async with self._single.connect() as connection:
            row = (await connection.execute(statement)).mappings().first()
        return member_of(row) if row else None

    async def loads(self, staff_ids: Sequence[str]) -> Sequence[StaffLoad]:
        load = (
            select(conversations.c.agent_id, func.count().label("load"))
            .where(conversations.c.agent_id.in_(staff_ids), ~conversations.c.snoozed)
            .group_by(conversations.c.agent_id)
            .subquery()
        )
        query = (
            select(staff, func.coalesce(load.c.load, 0).label("load"))
            .outerjoin(load, load.c.agent_id == staff.c.id)
            .where(staff.c.id.in_(staff_ids))
        )
        async with self._single.connect() as connection:
            rows = (await connection.execute(query)).mappings()
            return [
                StaffLoad(member=member_of(row), load=row["load"], free_since=row["free_since"])
                for row in rows
            ]

    async def wrap_up(self, staff_id: str, until: datetime) -> None:
        statement = update(staff).where(staff.c.id == staff_id).values(free_since=until)
        async with self._single.connect() as connection:
            await connection.execute(statement)


_FIELDS = ("id", "email", "name", "role", "capacity", "available", "disabled", "missed")
_MOVING = ("available", "missed")  # by statements of their own: nobody overwrites another's
_SETS = ("languages", "topics", "teams")


def _columns(member: StaffMember) -> dict[str, object]:
    plain: dict[str, object] = {name: getattr(member, name) for name in _FIELDS}
    return plain | {name: sorted(getattr(member, name)) for name in _SETS}


def member_of(row: RowMapping) -> StaffMember:
    plain = {name: row[name] for name in _FIELDS}
    return StaffMember(**plain | {name: frozenset(row[name]) for name in _SETS})
