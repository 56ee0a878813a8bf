"""Pictures of the staff in PostgreSQL: a few kilobytes each."""

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.postgres.engine import single_statements
from handoff.adapters.postgres.staff import member_of
from handoff.adapters.postgres.tables import portraits, staff
from handoff.domain.errors import NotFound
from handoff.domain.people import StaffMember


class PostgresPortraits:
    """Implements `PortraitStore`. Each change locks the member's row first: two at once follow each
    other."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._single = single_statements(engine)

    async def put(self, staff_id: str, content: bytes, new_key: str) -> StaffMember:
        seen = update(staff).where(staff.c.id == staff_id, ~staff.c.disabled)
        keyed = seen.values(portrait=func.coalesce(staff.c.portrait, new_key)).returning(staff)
        async with self._engine.begin() as connection:
            row = (await connection.execute(keyed)).mappings().first()
            if row is None:
                raise NotFound("not_found", "No such member of the staff")
            kept = insert(portraits).values(key=row["portrait"], staff_id=staff_id, content=content)
            renewed = kept.on_conflict_do_update(
                index_elements=["key"], set_={"content": kept.excluded.content}
            )
            await connection.execute(renewed)
        return member_of(row)

    async def remove(self, staff_id: str) -> StaffMember:
        bare = update(staff).where(staff.c.id == staff_id).values(portrait=None).returning(staff)
        async with self._engine.begin() as connection:
            row = (await connection.execute(bare)).mappings().first()
            await connection.execute(delete(portraits).where(portraits.c.staff_id == staff_id))
        if row is None:
            raise NotFound("not_found", "No such member of the staff")
        return member_of(row)

    async def content(self, key: str) -> bytes:
        query = select(portraits.c.content).where(portraits.c.key == key)
        async with self._single.connect() as connection:
            content: bytes | None = await connection.scalar(query)
        if content is None:
            raise NotFound("not_found", "No such picture")
        return content
