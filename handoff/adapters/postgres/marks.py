"""Delivery and read marks in PostgreSQL: one row for each side of a conversation.

A table of its own, so that a mark neither waits for a message's commit nor holds one up.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, cast, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, UUID, insert
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.postgres.engine import UNHURRIED, single_statements
from handoff.adapters.postgres.tables import conversations, marks
from handoff.domain.conversation.marks import Mark, Marks, Side


class PostgresMarks:
    """Implements `MarkStore`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._single = single_statements(engine)

    async def raise_mark(self, conversation_id: str, side: Side, mark: Mark) -> Mark | None:
        values = {
            marks.c.conversation_id: conversation_id,
            marks.c.side: side,
            marks.c.delivered: mark.delivered,
            marks.c.read: mark.read,
        }
        row = select(*(literal(value, column.type) for column, value in values.items()))
        new = insert(marks).from_select(list(values), row.where(UNHURRIED))
        given = new.excluded
        upsert = new.on_conflict_do_update(
            index_elements=[marks.c.conversation_id, marks.c.side],
            set_={
                "delivered": func.greatest(marks.c.delivered, given.delivered),
                "read": func.greatest(marks.c.read, given.read),
            },
            where=or_(marks.c.delivered < given.delivered, marks.c.read < given.read),
        ).returning(marks.c.delivered, marks.c.read)
        async with self._single.connect() as connection:
            risen = (await connection.execute(upsert)).mappings().first()
        return Mark(**risen) if risen else None

    async def marks(self, conversation_ids: Sequence[str]) -> Mapping[str, Marks]:
        ids = cast(list(conversation_ids), ARRAY(UUID(as_uuid=False)))
        return await self._marks(select(marks).where(marks.c.conversation_id == func.any(ids)))

    async def marks_of_agent(self, agent_id: str) -> Mapping[str, Marks]:
        held = select(marks).join(conversations).where(conversations.c.agent_id == agent_id)
        return await self._marks(held)

    async def _marks(self, query: Select[Any]) -> Mapping[str, Marks]:
        sides: dict[str, dict[str, Mark]] = {}
        async with self._single.connect() as connection:
            for row in (await connection.execute(query)).mappings():
                mark = Mark(delivered=row["delivered"], read=row["read"])
                sides.setdefault(row["conversation_id"], {})[row["side"]] = mark
        return {each: Marks(**known) for each, known in sides.items()}
