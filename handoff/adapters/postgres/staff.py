"""The staff in PostgreSQL."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.postgres.engine import single_statements
from handoff.adapters.postgres.tables import (
    THIS_TRANSACTION,
    account_links,
    conversations,
    events,
    staff,
)
from handoff.domain.errors import InvalidInput, NotFound
from handoff.domain.people import Names, StaffMember
from handoff.services.ports.people import NO_PASSWORD, StaffLoad


class PostgresStaff:
    """Implements `StaffStore`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._single = single_statements(engine)

    async def add(self, member: StaffMember, password_hash: str) -> None:
        row = columns_of(member) | {"password_hash": password_hash}
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
        values = {name: value for name, value in columns_of(member).items() if name not in _MOVING}
        statement = update(staff).where(staff.c.id == member.id).values(**values)
        async with self._single.connect() as connection:
            await connection.execute(statement)

    async def set_password(self, staff_id: str, password_hash: str) -> None:
        chosen = update(staff).where(staff.c.id == staff_id).values(password_hash=password_hash)
        void = update(account_links).where(
            account_links.c.staff_id == staff_id, account_links.c.used_at.is_(None)
        )
        async with self._engine.begin() as connection:
            await connection.execute(chosen)
            await connection.execute(void.values(used_at=func.now(), ended="replaced"))

    async def set_available(self, staff_id: str, *, available: bool) -> StaffMember:
        now = text(THIS_TRANSACTION)
        mine = staff.c.id == staff_id
        changed = await self._change(mine, available=available, missed=0, chosen_in=now)
        if changed is None:
            raise NotFound("not_found", "No such member of the staff")
        return changed

    async def rename(self, staff_id: str, names: Names) -> StaffMember:
        changed = await self._change(staff.c.id == staff_id, **_name_columns(names))
        if changed is None:
            raise NotFound("not_found", "No such member of the staff")
        return changed

    async def _change(self, where: ColumnElement[bool], **values: object) -> StaffMember | None:
        statement = update(staff).where(where).values(**values).returning(staff)
        async with self._single.connect() as connection:
            row = (await connection.execute(statement)).mappings().first()
        return member_of(row) if row else None

    async def count_misses(self, staff_id: str, away_at: int) -> StaffMember:
        async with self._single.connect() as connection:
            await connection.execute(_COUNT_MISSES, {"id": staff_id, "away_at": away_at})
        return await self.get(staff_id)

    async def loads(self, staff_ids: Sequence[str]) -> Sequence[StaffLoad]:
        load = (
            select(conversations.c.agent_id, func.count().label("load"))
            .where(conversations.c.agent_id.in_(staff_ids), ~conversations.c.snoozed)
            .group_by(conversations.c.agent_id)
            .subquery()
        )
        query = (
            select(staff, func.coalesce(load.c.load, 0).label("load"), _CLOSED_AT)
            .outerjoin(load, load.c.agent_id == staff.c.id)
            .where(staff.c.id.in_(staff_ids))
        )
        async with self._single.connect() as connection:
            rows = (await connection.execute(query)).mappings()
            return [
                StaffLoad(member=member_of(row), load=row["load"], closed_at=row["closed_at"])
                for row in rows
            ]


# From the record: what a router decides must not depend on whether a reaction has run already.
_CLOSED_AT = (
    select(events.c.at)
    .where(
        text("events.type = 'conversation.closed'"),  # as the partial index has it
        text("events.actor ->> 'id' = CAST(staff.id AS text)"),
    )
    .order_by(events.c.at.desc())
    .limit(1)
    .correlate(staff)
    .scalar_subquery()
    .label("closed_at")
)

_COUNT_MISSES = text("""
UPDATE staff SET missed = counted.misses, available = counted.misses < :away_at
FROM (
  SELECT count(*) AS misses FROM events
  WHERE type = 'offer.expired' AND body ->> 'agent_id' = :id AND body ->> 'cause' = 'deadline'
    AND committed_in > greatest(
      (SELECT chosen_in FROM staff WHERE id = CAST(:id AS uuid)),
      (SELECT max(committed_in) FROM events
       WHERE type = 'agent.accepted' AND body ->> 'agent_id' = :id)
    )
) AS counted
WHERE id = CAST(:id AS uuid) AND available AND missed <> counted.misses
""")

_FIELDS = ("id", "email", "role", "capacity", "available", "disabled", "missed", "portrait")
# By statements of their own: nobody overwrites another's.
_MOVING = ("name", "name_fa", "available", "missed", "portrait")
_SETS = ("languages", "topics", "teams")


def columns_of(member: StaffMember) -> dict[str, object]:
    """All but the password."""
    plain: dict[str, object] = {name: getattr(member, name) for name in _FIELDS}
    sets = {name: sorted(getattr(member, name)) for name in _SETS}
    return plain | _name_columns(member.names) | sets


def _name_columns(names: Names) -> dict[str, str | None]:
    return {"name": names.in_language("en"), "name_fa": names.fa}


def member_of(row: RowMapping) -> StaffMember:
    known: dict[str, Any] = {name: row[name] for name in _FIELDS}
    known |= {name: frozenset(row[name]) for name in _SETS}
    only_persian = row["name"] == row["name_fa"]
    names = Names(en=None if only_persian else row["name"], fa=row["name_fa"])
    return StaffMember(**known, names=names, joined=row["password_hash"] != NO_PASSWORD)
