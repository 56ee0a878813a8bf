"""The commits of commands: one statement, one round trip, for as many conversations as there are.

A snapshot is replaced only where the log still ends where the command was decided; events, timers
and the words that go by mail follow from that row and so are written only with it. Rows are locked in the order of their
ids, so that gateways which commit to the same conversations wait for each other in one direction.

Snapshot and events carry the number of the transaction. PostgreSQL gives a transaction its number
when it gets its first row, and a row that was waited for is written only if the command was decided
on what the other transaction left: so the numbers of one log never go back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Table, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.adapters.postgres.tables import (
    GATHERING,
    conversations,
    deliveries,
    events,
    timers,
)
from handoff.domain.channels import ChannelKind
from handoff.domain.conversation.by_mail import ToMail, to_mail
from handoff.domain.conversation.duties import Duty, DutyKind, duties_of
from handoff.domain.conversation.events import Actor, Body, Event
from handoff.domain.conversation.state import Conversation, Offered, Queued, WithAgent
from handoff.domain.deliveries import ANSWER_LIFE, answer_id
from handoff.domain.desk.routing import queue_rank
from handoff.domain.language import Language


@dataclass(frozen=True, slots=True)
class Step:
    """What one command brought about: the state before and after it, and the events between. A bot's turn
    that comes with it is due at the end of `lease`, else at once."""

    before: Conversation
    after: Conversation
    recorded: Sequence[Event]
    lease: datetime | None = None


def parameters(steps: Sequence[Step]) -> dict[str, str]:
    """The parameters of `STATEMENT` for steps of different conversations."""
    ordered = sorted(steps, key=lambda step: step.after.id)
    duties = [(step, duties_of(step.before), duties_of(step.after)) for step in ordered]
    # A duty that stays keeps its timer: a running turn keeps its lease.
    return {
        "snapshots": _text(_SNAPSHOTS, [_snapshot(step) for step in ordered]),
        "events": _text(_LOGGED, [_logged(step, e) for step in ordered for e in step.recorded]),
        "dropped": _text(
            _TIMERS, [_timer(step, duty) for step, was, now in duties for duty in was - now]
        ),
        "set": _text(
            _TIMERS, [_timer(step, duty) for step, was, now in duties for duty in now - was]
        ),
        "mailed": _text(_MAILED, [_mailed(words) for words in _words(ordered)]),
    }


# --- rows -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Snapshot:
    """A row of `conversations`."""

    id: str
    customer_id: str
    channel: ChannelKind
    seq: int
    epoch: int
    owner: str
    agent_id: str | None
    snoozed: bool
    queue_rank: datetime | None
    language: str
    state: Conversation
    started_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Replacement(_Snapshot):
    before: int  # where the log must end; 0 for a new conversation


@dataclass(frozen=True, slots=True, kw_only=True)
class _Logged:
    """A row of `events`."""

    conversation_id: str
    seq: int
    after: int
    at: datetime
    epoch: int
    type: str
    public: bool
    actor: Actor
    body: Body
    client_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Timer:
    """A row of `timers`."""

    conversation_id: str
    kind: DutyKind
    ref: int
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mailed:
    """A row of `deliveries`, as it begins."""

    id: str
    kind: str
    to: str
    language: Language
    conversation_id: str
    first: int
    last: int
    state: str
    gathering: bool
    due_at: datetime
    expires_at: datetime
    created_at: datetime


_SNAPSHOTS: TypeAdapter[list[_Replacement]] = TypeAdapter(list[_Replacement])
_LOGGED: TypeAdapter[list[_Logged]] = TypeAdapter(list[_Logged])
_TIMERS: TypeAdapter[list[_Timer]] = TypeAdapter(list[_Timer])
_MAILED: TypeAdapter[list[_Mailed]] = TypeAdapter(list[_Mailed])


def _text[T](adapter: TypeAdapter[list[T]], rows: list[T]) -> str:
    return adapter.dump_json(rows).decode()


def _snapshot(step: Step) -> _Replacement:
    state, at = step.after, step.recorded[-1].at
    owner = state.owner
    waits = isinstance(owner, Queued | Offered) and state.queued_since is not None
    return _Replacement(
        before=step.before.seq,
        id=state.id,
        customer_id=state.customer_id,
        channel=state.channel,
        seq=state.seq,
        epoch=state.epoch,
        owner=owner.kind,
        agent_id=owner.agent_id if isinstance(owner, Offered | WithAgent) else None,
        snoozed=isinstance(owner, WithAgent) and owner.snoozed_until is not None,
        queue_rank=queue_rank(state.queued_since, state.priority)
        if waits and state.queued_since
        else None,
        language=state.language,
        state=state,
        started_at=state.started_at or at,
        changed_at=at,
    )


def _logged(step: Step, event: Event) -> _Logged:
    return _Logged(
        conversation_id=step.after.id,
        seq=event.seq,
        after=event.after,
        at=event.at,
        epoch=event.epoch,
        type=event.body.type,
        public=event.public,
        actor=event.actor,
        body=event.body,
        client_id=getattr(event.body, "client_id", None),
    )


def _timer(step: Step, duty: Duty) -> _Timer:
    leased = step.lease if duty.kind == "bot_turn" else None
    return _Timer(
        conversation_id=step.after.id, kind=duty.kind, ref=duty.ref, due_at=leased or duty.at
    )


def _words(steps: Sequence[Step]) -> Sequence[ToMail]:
    """What was said to customers who have left an address."""
    found = (to_mail(step.after, step.recorded) for step in steps)
    return [words for words in found if words is not None]


def _mailed(given: ToMail) -> _Mailed:
    words, at = given.words, given.at
    return _Mailed(
        id=answer_id(words.conversation_id, words.first),
        kind="answer",
        to=given.to,
        language=given.language,
        conversation_id=words.conversation_id,
        first=words.first,
        last=words.last,
        state="waiting",
        gathering=True,
        due_at=at,
        expires_at=at + ANSWER_LIFE,
        created_at=at,
    )


# --- the statement ----------------------------------------------------------------------------


def _names(row: type[Any]) -> list[str]:
    return [field.name for field in fields(row)]


def _columns(row: type[Any], table: Table) -> str:
    """Names and types for `json_to_recordset`."""
    dialect = postgresql.asyncpg.dialect()  # type: ignore[no-untyped-call]  # as SQLAlchemy has it
    return ", ".join(f'"{n}" {table.c[n].type.compile(dialect)}' for n in _names(row))


_SNAPSHOT_NAMES = ", ".join(_names(_Snapshot))
_EVENT_NAMES = ", ".join(_names(_Logged))
_MAILED_NAMES = ", ".join(f'"{name}"' for name in _names(_Mailed))
_REPLACED = ", ".join(
    ["changed_in = DEFAULT"]
    + [f"{name} = given.{name}" for name in _names(_Snapshot) if name != "id"]
)

# Its rows are the ids of those conversations whose log was where their command was decided.
STATEMENT = text(f"""
WITH given AS MATERIALIZED (
  SELECT * FROM json_to_recordset(CAST(:snapshots AS json))
    AS s ({_columns(_Snapshot, conversations)}, before bigint)
), locked AS MATERIALIZED (
  SELECT found.id FROM given CROSS JOIN LATERAL (
    SELECT id FROM conversations WHERE id = given.id AND seq = given.before FOR NO KEY UPDATE
  ) AS found
), replaced AS (
  UPDATE conversations SET {_REPLACED} FROM given JOIN locked USING (id)
  WHERE conversations.id = locked.id AND conversations.seq = given.before
  RETURNING conversations.id, conversations.changed_in
), begun AS (
  INSERT INTO conversations ({_SNAPSHOT_NAMES})
  SELECT {_SNAPSHOT_NAMES} FROM given WHERE before = 0
  ON CONFLICT (id) DO NOTHING RETURNING id, changed_in
), moved AS (
  SELECT id, changed_in FROM replaced UNION ALL SELECT id, changed_in FROM begun
), logged AS (
  INSERT INTO events ({_EVENT_NAMES}, committed_in)
  SELECT e.*, moved.changed_in
  FROM json_to_recordset(CAST(:events AS json)) AS e ({_columns(_Logged, events)})
  JOIN moved ON moved.id = e.conversation_id
), dropped AS (
  DELETE FROM timers USING
    json_to_recordset(CAST(:dropped AS json)) AS was ({_columns(_Timer, timers)})
    JOIN moved ON moved.id = was.conversation_id
  WHERE timers.conversation_id = was.conversation_id
    AND timers.kind = was.kind AND timers.ref = was.ref
), timed AS (
  INSERT INTO timers (conversation_id, kind, ref, due_at)
  SELECT t.* FROM json_to_recordset(CAST(:set AS json)) AS t ({_columns(_Timer, timers)})
  JOIN moved ON moved.id = t.conversation_id
  ON CONFLICT (conversation_id, kind, ref) DO UPDATE SET due_at = EXCLUDED.due_at
), gathered AS (
  INSERT INTO deliveries ({_MAILED_NAMES})
  SELECT d.* FROM json_to_recordset(CAST(:mailed AS json)) AS d ({_columns(_Mailed, deliveries)})
  JOIN moved ON moved.id = d.conversation_id
  ON CONFLICT (conversation_id) WHERE {GATHERING}
  DO UPDATE SET last = EXCLUDED.last, "to" = EXCLUDED."to", language = EXCLUDED.language
)
SELECT CAST(id AS text) FROM moved
""")  # noqa: S608 - names of columns and tables, not input

# The same for the driver itself, and the order of its parameters.
_COMPILED = STATEMENT.compile(dialect=postgresql.asyncpg.dialect())  # type: ignore[no-untyped-call]
_FOR_DRIVER, _ORDER = str(_COMPILED), tuple(_COMPILED.positiontup or ())


async def write_alone(connection: AsyncConnection, steps: Sequence[Step]) -> frozenset[str]:
    """Stores all of `steps` or none, in a transaction of their own; returns the ids of those whose log
    was where their command was decided. `connection` must not be in a transaction.

    The statement goes to the driver directly: SQLAlchemy's way there costs the gateway more than all
    else about it. Raises the driver's errors.
    """
    given = parameters(steps)
    driver: Any = (await connection.get_raw_connection()).driver_connection
    rows = await driver.fetch(_FOR_DRIVER, *(given[name] for name in _ORDER))
    return frozenset(row[0] for row in rows)
