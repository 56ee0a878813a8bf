"""Deliveries in PostgreSQL: a row each, taken with `SKIP LOCKED` under a lease.

Each take counts one more try, so that state and tries together are the fence: whoever has lost its lease
to another finds that the row is no longer as it was taken.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    and_,
    delete,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.postgres.engine import single_statements
from handoff.adapters.postgres.tables import deliveries
from handoff.domain.deliveries import (
    ANSWERS_AT_MOST,
    ANSWERS_WITHIN,
    TO_CUSTOMERS,
    Delivery,
    DeliveryState,
    Excerpt,
)
from handoff.domain.errors import NotFound
from handoff.services.ports.deliveries import DeliveryPage
from handoff.services.ports.lists import Place

_EPOCH = datetime.fromtimestamp(0, UTC)
_OPEN = deliveries.c.state.in_(("waiting", "sending"))
_MOVING = ("state", "gathering", "due_at", "expires_at", "tries", "error", "reply", "settled_at")
_PLAIN = ("id", "kind", "to", "language", "created_at", "link_id", "code_id", *_MOVING)


class PostgresDeliveries:
    """Implements `DeliveryStore`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._single = single_statements(engine)

    async def take_due(
        self, now: datetime, lease_until: datetime, limit: int, grace: timedelta
    ) -> Sequence[Delivery]:
        due = (
            select(deliveries.c.id)
            .where(_OPEN, deliveries.c.due_at <= now)
            .where(or_(~deliveries.c.gathering, _gathered(now, grace)))
            .order_by(deliveries.c.due_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("due")
        )
        taken = (
            update(deliveries)
            .where(deliveries.c.id == due.c.id)
            .values(
                state="sending",
                gathering=false(),
                due_at=lease_until,
                tries=deliveries.c.tries + 1,
            )
            .returning(deliveries)
        )
        return await self._found(taken)

    async def renew(self, taken: Sequence[Delivery], lease_until: datetime) -> Sequence[Delivery]:
        if not taken:
            return ()
        held = update(deliveries).where(or_(*map(_as_known, taken))).values(due_at=lease_until)
        return await self._found(held.returning(deliveries))

    async def replace(self, before: Delivery, after: Delivery | None) -> bool:
        change = (
            delete(deliveries)
            if after is None
            else update(deliveries).values(_moved(before, after))
        )
        async with self._single.connect() as connection:
            moved = change.where(_as_known(before)).returning(deliveries.c.id)
            return (await connection.execute(moved)).first() is not None

    async def add(self, delivery: Delivery) -> None:
        new = insert(deliveries).values(row_of(delivery)).on_conflict_do_nothing()
        async with self._single.connect() as connection:
            await connection.execute(new)

    async def get(self, delivery_id: str) -> Delivery:
        found = await self._found(select(deliveries).where(deliveries.c.id == delivery_id))
        if not found:
            raise NotFound("not_found", "No such delivery")
        return found[0]

    async def of_conversation(self, conversation_id: str) -> Sequence[Delivery]:
        mine = deliveries.c.conversation_id == conversation_id
        return await self._found(select(deliveries).where(mine).order_by(deliveries.c.first))

    async def page(
        self, states: Sequence[DeliveryState], after: Place | None, limit: int
    ) -> DeliveryPage:
        place = tuple_(deliveries.c.created_at, deliveries.c.id)
        query = (
            select(deliveries)
            .where(deliveries.c.state.in_(states))
            .order_by(deliveries.c.created_at.desc(), deliveries.c.id.desc())
            .limit(limit + 1)
        )
        if after is not None:
            query = query.where(
                place < tuple_(_time(after.key), literal(after.id, deliveries.c.id.type))
            )
        found = await self._found(query)
        last = found[limit - 1] if len(found) > limit else None
        rest = Place(key=_key(last.created_at), id=last.id) if last else None
        return DeliveryPage(deliveries=found[:limit], rest=rest)

    async def count(self) -> Mapping[DeliveryState, int]:
        query = (
            select(deliveries.c.state, func.count())
            .where(or_(_OPEN, deliveries.c.state == "failed"))
            .group_by(deliveries.c.state)
        )
        async with self._single.connect() as connection:
            return {row[0]: row[1] for row in await connection.execute(query)}

    async def _found(self, query: Any) -> Sequence[Delivery]:
        async with self._single.connect() as connection:
            return [delivery_of(row) for row in (await connection.execute(query)).mappings()]


def row_of(delivery: Delivery) -> dict[str, Any]:
    """The columns of a new delivery, for whoever writes one with what decided it."""
    words = delivery.words
    about = {
        "conversation_id": words and words.conversation_id,
        "first": words and words.first,
        "last": words and words.last,
    }
    return {name: getattr(delivery, name) for name in _PLAIN} | about


def _moved(before: Delivery, after: Delivery) -> dict[str, Any]:
    """The columns that change. The address is among them only where it goes: what still gathers may get a newer one
    meanwhile."""
    moved = {name: getattr(after, name) for name in _MOVING}
    return moved if after.to == before.to else moved | {"to": after.to}


def delivery_of(row: RowMapping) -> Delivery:
    words = row["conversation_id"] and Excerpt(
        conversation_id=row["conversation_id"], first=row["first"], last=row["last"]
    )
    return Delivery(**{name: row[name] for name in _PLAIN}, words=words)


def _gathered(now: datetime, grace: timedelta) -> ColumnElement[bool]:
    """Its time has come, and its address has room for one more."""
    sent = deliveries.alias("sent")
    lately = (
        select(func.count())
        .where(sent.c.to == deliveries.c.to)
        .where(sent.c.kind.in_(TO_CUSTOMERS), sent.c.state == "sent")
        .where(sent.c.settled_at > now - ANSWERS_WITHIN)
        .scalar_subquery()
    )
    return and_(deliveries.c.due_at <= now - grace, lately < ANSWERS_AT_MOST)


def _as_known(delivery: Delivery) -> ColumnElement[bool]:
    return and_(
        deliveries.c.id == delivery.id,
        deliveries.c.state == delivery.state,
        deliveries.c.tries == delivery.tries,
    )


def _key(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def _time(key: int) -> datetime:
    return _EPOCH + timedelta(microseconds=key)
