"""Conversations in PostgreSQL: the log, its snapshot and its timers, changed together or not at all."""

from collections.abc import AsyncIterator, Awaitable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from operator import itemgetter
from typing import Any

from asyncpg import IntegrityConstraintViolationError
from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    DateTime,
    RowMapping,
    Select,
    Text,
    and_,
    cast,
    exists,
    func,
    or_,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, UUID
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from handoff.adapters.codec import ACTOR, CONVERSATION, read_body
from handoff.adapters.postgres.commit import STATEMENT, Step, parameters, write_alone
from handoff.adapters.postgres.engine import UNHURRIED, single_statements
from handoff.adapters.postgres.group_commit import GroupCommit
from handoff.adapters.postgres.tables import conversations, events, ticket_numbers, timers
from handoff.domain.channels import LIVE
from handoff.domain.conversation.duties import Duty, DutyKind
from handoff.domain.conversation.events import Event
from handoff.domain.conversation.state import Conversation
from handoff.domain.errors import NotFound
from handoff.domain.shop.business_hours import OpeningState
from handoff.services.errors import DuplicateMessage, StaleState
from handoff.services.ports.conversations import Commit, Held, LeasedDuty

# Any number, the same in every gateway: the key of the lock under which offers are made.
_ROUTING_LOCK = 0x46697275

# A timer and the lease under which it was taken: `_lease` gives the values.
_LEASED = tuple_(timers.c.conversation_id, timers.c.kind, timers.c.ref, timers.c.due_at)


class PostgresConversations:
    """Implements `ConversationStore`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._single = single_statements(engine)
        self._commit = GroupCommit(self._write)

    async def load(self, conversation_id: str) -> Conversation:
        query = select(_STATE).where(conversations.c.id == conversation_id)
        async with self._single.connect() as connection:
            return _found((await connection.execute(query)).scalar_one_or_none())

    async def commit(
        self,
        before: Conversation,
        after: Conversation,
        recorded: Sequence[Event],
        lease: datetime | None = None,
    ) -> None:
        await _stored(self._commit(Step(before, after, recorded, lease)))

    @asynccontextmanager
    async def exclusively(self, conversation_id: str) -> AsyncIterator[tuple[Conversation, Commit]]:
        query = select(_STATE).where(conversations.c.id == conversation_id)
        async with self._engine.begin() as connection:
            held = query.with_for_update(key_share=True)
            state = (await connection.execute(held)).scalar_one_or_none()

            async def commit(
                before: Conversation,
                after: Conversation,
                recorded: Sequence[Event],
                lease: datetime | None = None,
            ) -> None:
                await _stored(_moved(connection, Step(before, after, recorded, lease)))

            yield _found(state), commit

    async def read(
        self, conversation_id: str, *, after: int, limit: int, public_only: bool
    ) -> Sequence[Event]:
        query = (
            _EVENTS.where(events.c.conversation_id == conversation_id, events.c.seq > after)
            .order_by(events.c.seq)
            .limit(limit)
        )
        if public_only:
            query = query.where(events.c.public)
        async with self._single.connect() as connection:
            return [_event(*row) for row in await connection.execute(query)]

    async def find_message(self, conversation_id: str, client_id: str) -> Event | None:
        return await self._one_event(
            and_(events.c.conversation_id == conversation_id, events.c.client_id == client_id)
        )

    async def event(self, conversation_id: str, seq: int) -> Event | None:
        return await self._one_event(
            and_(events.c.conversation_id == conversation_id, events.c.seq == seq)
        )

    async def ticket_before(self, conversation_id: str, seq: int) -> int | None:
        query = (
            select(cast(events.c.body["number"], BigInteger))
            .where(events.c.conversation_id == conversation_id, events.c.seq < seq)
            .where(events.c.type == "ticket.opened")
            .order_by(events.c.seq.desc())
            .limit(1)
        )
        async with self._single.connect() as connection:
            return (await connection.execute(query)).scalar_one_or_none()

    async def heads(self, conversation_ids: Sequence[str]) -> Mapping[str, int]:
        query = select(conversations.c.id, conversations.c.seq).where(
            conversations.c.id == func.any(cast(list(conversation_ids), ARRAY(UUID(as_uuid=False))))
        )
        async with self._single.connect() as connection:
            return {row[0]: row[1] for row in await connection.execute(query)}

    async def latest_of(self, customer_id: str) -> Conversation | None:
        query = (
            select(_STATE)
            .where(_of(customer_id))
            .order_by(_WITH_PERSON.desc(), conversations.c.id.desc())
            .limit(1)
        )
        found = await self._states(query)
        return found[0] if found else None

    async def all_of(self, customer_id: str) -> Sequence[Conversation]:
        return await self._states(_newest_first().where(_of(customer_id)))

    async def readable_of(
        self, customer_id: str, *, but: str, before: str | None, limit: int
    ) -> Sequence[Conversation]:
        query = _newest_first().where(*_readable(customer_id, but))
        if before is not None:
            query = query.where(conversations.c.id < before)
        return await self._states(query.limit(limit))

    async def has_readable(self, customer_id: str, *, but: str) -> bool:
        query = select(exists().where(*_readable(customer_id, but)))
        async with self._single.connect() as connection:
            return bool((await connection.execute(query)).scalar_one())

    async def queue(self, limit: int, *, offered: bool = False) -> Sequence[Conversation]:
        owners = ("queued", "offered") if offered else ("queued",)
        query = (
            select(_STATE)
            .where(conversations.c.queue_rank.is_not(None), conversations.c.owner.in_(owners))
            .order_by(conversations.c.queue_rank, conversations.c.id)
            .limit(limit)
        )
        return await self._states(query)

    async def told_otherwise(self, absence: OpeningState | None, limit: int) -> Sequence[str]:
        told = conversations.c.state["absence"]
        query = select(conversations.c.id).where(
            conversations.c.queue_rank.is_not(None),
            conversations.c.owner == "queued",
            _told_anything(told) if absence is None else ~_told(told, absence),
        )
        async with self._single.connect() as connection:
            return (await connection.execute(query.limit(limit))).scalars().all()

    async def positions(self) -> Mapping[str, int]:
        place = func.row_number().over(order_by=(conversations.c.queue_rank, conversations.c.id))
        query = select(conversations.c.id, place).where(conversations.c.queue_rank.is_not(None))
        async with self._single.connect() as connection:
            return {row[0]: row[1] for row in await connection.execute(query)}

    async def with_people(self) -> Sequence[str]:
        query = select(conversations.c.id).where(
            or_(conversations.c.queue_rank.is_not(None), conversations.c.agent_id.is_not(None)),
            conversations.c.channel.in_(sorted(LIVE)),
        )
        async with self._single.connect() as connection:
            return (await connection.execute(query)).scalars().all()

    async def place_of(self, conversation_id: str) -> int | None:
        mine = conversations.alias("mine")
        place, my_place = (
            tuple_(table.c.queue_rank, table.c.id) for table in (conversations, mine)
        )
        query = select(func.count()).where(
            mine.c.id == conversation_id,
            conversations.c.queue_rank.is_not(None),
            place <= my_place,
        )
        async with self._single.connect() as connection:
            return (await connection.execute(query)).scalar_one() or None

    async def next_ticket_number(self) -> int:
        async with self._single.connect() as connection:
            return int((await connection.execute(select(ticket_numbers.next_value()))).scalar_one())

    async def take_due(
        self,
        now: datetime,
        lease_until: datetime,
        limit: int,
        latest: Mapping[DutyKind, datetime] | None = None,
        but: Collection[DutyKind] = (),
    ) -> Sequence[LeasedDuty]:
        impossible = [
            and_(timers.c.kind == kind, timers.c.due_at > at) for kind, at in (latest or {}).items()
        ]
        due = (
            select(timers)
            .where(or_(timers.c.due_at <= now, *impossible), timers.c.kind.not_in(but), UNHURRIED)
            .order_by(timers.c.kind == "bot_turn", timers.c.due_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("due")
        )
        return [
            LeasedDuty(
                conversation_id=row["conversation_id"],
                duty=Duty(kind=row["kind"], ref=row["ref"], at=now),
                until=lease_until,
            )
            for row in await self._leased(due, lease_until)
        ]

    async def renew(
        self, held: Sequence[LeasedDuty], lease_until: datetime
    ) -> Sequence[LeasedDuty]:
        if not held:
            return ()
        # A commit that drops several timers locks them in an order of its own: nobody waits for it here,
        # and what it drops needs no lease.
        free = (
            select(timers)
            .where(_LEASED.in_([_lease(leased) for leased in held]), UNHURRIED)
            .with_for_update(skip_locked=True)
            .cte("free")
        )
        rows = await self._leased(free, lease_until)
        renewed = {(row["conversation_id"], row["kind"], row["ref"]) for row in rows}
        return [
            replace(leased, until=lease_until)
            for leased in held
            if (leased.conversation_id, leased.duty.kind, leased.duty.ref) in renewed
        ]

    async def give_back(self, held: LeasedDuty) -> None:
        due = update(timers).where(_LEASED.in_([_lease(held)])).values(due_at=held.duty.at)
        async with self._single.connect() as connection:
            await connection.execute(due)

    async def held_by_others_than(self, staff_ids: Collection[str]) -> Sequence[Held]:
        query = select(
            conversations.c.id.label("conversation_id"),
            conversations.c.agent_id,
            conversations.c.epoch,
        ).where(
            conversations.c.agent_id.is_not(None),
            conversations.c.agent_id.not_in(staff_ids),
            ~conversations.c.snoozed,
        )
        async with self._single.connect() as connection:
            return [Held(**row) for row in (await connection.execute(query)).mappings()]

    @asynccontextmanager
    async def routing_turn(self, *, wait: bool = False) -> AsyncIterator[bool]:
        lock = (
            "pg_advisory_xact_lock(:key) IS NOT NULL" if wait else "pg_try_advisory_xact_lock(:key)"
        )
        async with self._engine.begin() as connection:
            query = text(f"SELECT {lock}")
            yield bool((await connection.execute(query, {"key": _ROUTING_LOCK})).scalar_one())

    async def _leased(self, chosen: CTE, lease_until: datetime) -> Sequence[RowMapping]:
        """Gives the timers that were chosen, and locked, a lease; returns them as they were, by when they were due."""
        query = (
            update(timers)
            .where(timers.c.conversation_id == chosen.c.conversation_id)
            .where(timers.c.kind == chosen.c.kind, timers.c.ref == chosen.c.ref, UNHURRIED)
            .values(due_at=lease_until)
            .returning(chosen)
        )
        async with self._single.connect() as connection:
            rows: Sequence[RowMapping] = (await connection.execute(query)).mappings().all()
        return sorted(rows, key=itemgetter("due_at"))

    async def _write(self, steps: Sequence[Step]) -> Collection[str]:
        async with self._single.connect() as connection:
            return await write_alone(connection, steps)

    async def _one_event(self, condition: Any) -> Event | None:
        async with self._single.connect() as connection:
            row = (await connection.execute(_EVENTS.where(condition))).first()
        return _event(*row) if row else None

    async def _states(self, query: Select[Any]) -> list[Conversation]:
        async with self._single.connect() as connection:
            return [
                CONVERSATION.validate_json(state)
                for state in (await connection.execute(query)).scalars()
            ]


def _lease(held: LeasedDuty) -> tuple[str, str, int, datetime]:
    """Its timer, as long as nobody else has taken it."""
    return held.conversation_id, held.duty.kind, held.duty.ref, held.until


def _told_anything(told: ColumnElement[Any]) -> ColumnElement[bool]:
    return func.coalesce(func.jsonb_typeof(told), "null") == "object"


def _told(told: ColumnElement[Any], absence: OpeningState) -> ColumnElement[bool]:
    opens_at = cast(told["opens_at"].astext, DateTime(timezone=True))
    return and_(
        _told_anything(told),
        told["closed"].astext == str(not absence.open_now).lower(),
        opens_at.is_not_distinct_from(absence.opens_at),
    )


# --- writing ----------------------------------------------------------------------------------


async def _moved(connection: AsyncConnection, step: Step) -> bool:
    """Stores `step` in the transaction of `connection`, if the log is where it began."""
    moved = await connection.execute(STATEMENT, parameters([step]))
    return step.after.id in moved.scalars()


async def _stored(moved: Awaitable[bool]) -> None:
    """Raises StaleState, DuplicateMessage."""
    try:
        if not await moved:
            raise StaleState
    except (IntegrityError, IntegrityConstraintViolationError) as error:
        raise _refusal(error) from error


def _refusal(error: IntegrityError | IntegrityConstraintViolationError) -> Exception:
    """A unique key that was taken tells which race was lost."""
    told = str(error.orig if isinstance(error, IntegrityError) else error)
    if "client_id" in told:
        return DuplicateMessage()
    if any(key in told for key in ("pk_events", "pk_conversations")):
        return StaleState()
    return error


# --- reading ----------------------------------------------------------------------------------

# JSON comes as its text and is read into dataclasses in one step.
_STATE = cast(conversations.c.state, Text)
_EVENTS = select(
    events.c.seq,
    events.c.after,
    events.c.at,
    events.c.epoch,
    cast(events.c.actor, Text),
    cast(events.c.body, Text),
)


def _found(state: str | None) -> Conversation:
    if state is None:
        raise NotFound("not_found", "No such conversation")
    return CONVERSATION.validate_json(state)


def _event(seq: int, after: int, at: datetime, epoch: int, actor: str, body: str) -> Event:
    return Event(
        seq=seq,
        after=after,
        at=at,
        epoch=epoch,
        actor=ACTOR.validate_json(actor),
        body=read_body(body),
    )


# --- looking ----------------------------------------------------------------------------------


# A person serves the customer, or is awaited.
_WITH_PERSON = conversations.c.owner.in_(("queued", "offered", "agent", "ticket"))


def _newest_first() -> Select[Any]:
    # Ids are UUIDv7: their order is the order in which conversations began.
    return select(_STATE).order_by(conversations.c.id.desc())


def _of(customer_id: str) -> Any:
    return conversations.c.customer_id == customer_id


def _readable(customer_id: str, but: str) -> tuple[ColumnElement[bool], ...]:
    """Those of the customer's conversations, without `but`, that hold words."""
    return (
        _of(customer_id),
        conversations.c.id != but,
        ~conversations.c.erased,
        func.jsonb_typeof(conversations.c.state["last"]) == "object",
    )
