"""Subscriptions in PostgreSQL: cursors over `events`, by the order of their transactions.

An event may be read once every transaction with a lower number has ended: from then on nothing can
be committed before it. That horizon is the xmin of the reading snapshot, as it is for lists
(docs/adr/0008).

A cursor is the place of an event, never the horizon itself: a server that crashes forgets the latest
numbers if nothing with them was written to its disk, and gives them again. What it has shown as
committed it has written.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, and_, bindparam, delete, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY, TEXT, insert
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.codec import ACTOR, read_body
from handoff.adapters.postgres.engine import UNHURRIED, single_statements
from handoff.adapters.postgres.tables import postponed_reactions, subscriptions
from handoff.domain.conversation.events import Event
from handoff.services.ports.subscriptions import (
    Cursor,
    Logged,
    Postponed,
    Progress,
    StartFrom,
    Stretch,
)

_FIRST_ID = "00000000-0000-0000-0000-000000000000"
_BEGINNING = -(2**63)

# A lease that ends later than any can was taken before the clock was put back.
LONGEST_LEASE = timedelta(minutes=1)

# Events behind a cursor are counted up to this.
COUNTED = 10_000

_EVENT = """
  e.committed_in, CAST(e.conversation_id AS text) AS conversation_id, e.seq, e.after, e.at, e.epoch,
  CAST(e.actor AS text) AS actor, CAST(e.body AS text) AS body
"""

_HORIZON = text("SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint)")

# Each type is read in its order from one index; a row without an event tells the horizon alone.
_READ = text(f"""
SELECT horizon.xmin, found.* FROM (
  SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint) AS xmin
) AS horizon LEFT JOIN (
  SELECT one.* FROM unnest(:types) AS wanted (type) CROSS JOIN LATERAL (
    SELECT {_EVENT} FROM events AS e
    WHERE e.type = wanted.type AND (e.committed_in, e.conversation_id, e.seq)
      > (:committed_in, CAST(:conversation_id AS uuid), :seq)
    ORDER BY e.committed_in, e.conversation_id, e.seq LIMIT :limit
  ) AS one
  ORDER BY one.committed_in, one.conversation_id, one.seq LIMIT :limit
) AS found ON true
ORDER BY found.committed_in, found.conversation_id, found.seq
""")  # noqa: S608 - names of columns, not input
_READ = _READ.bindparams(bindparam("types", type_=ARRAY(TEXT)))

_DUE = text(f"""
SELECT first.tries, {_EVENT} FROM (
  SELECT DISTINCT ON (conversation_id) * FROM postponed_reactions
  WHERE subscription = :name AND due_at IS NOT NULL ORDER BY conversation_id, seq
) AS first JOIN events AS e USING (conversation_id, seq)
WHERE first.due_at <= :now ORDER BY first.due_at LIMIT 100
""")  # noqa: S608 - names of columns, not input

_BEHIND = text("""
SELECT count(*) AS behind, min(at) AS oldest FROM (
  SELECT e.at FROM subscriptions AS s JOIN events AS e ON e.type = ANY (:types)
    AND (e.committed_in, e.conversation_id, e.seq) > (s.committed_in, s.conversation_id, s.seq)
  WHERE s.name = :name LIMIT :counted
) AS unread
""").bindparams(bindparam("types", type_=ARRAY(TEXT)))


class PostgresSubscriptions:
    """Implements `SubscriptionStore`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._single = single_statements(engine)

    async def declare(self, name: str, start: StartFrom) -> None:
        async with self._single.connect() as connection:
            begins = _BEGINNING
            if start == "now":
                begins = (await connection.execute(_HORIZON)).scalar_one()
            row = {"name": name, **_columns(_at(begins))}
            await connection.execute(insert(subscriptions).values(row).on_conflict_do_nothing())

    async def take(self, name: str, holder: str, now: datetime, until: datetime) -> Cursor | None:
        held_until = subscriptions.c.held_until
        free = or_(
            subscriptions.c.held_by == holder,
            held_until.is_(None),
            held_until <= now,
            held_until > now + LONGEST_LEASE,
        )
        statement = (
            update(subscriptions)
            .where(subscriptions.c.name == name, free, UNHURRIED)
            .values(held_by=holder, held_until=until)
            .returning(subscriptions)
        )
        async with self._single.connect() as connection:
            row = (await connection.execute(statement)).mappings().first()
        return _cursor(row) if row else None

    async def keep(self, name: str, holder: str, cursor: Cursor, until: datetime) -> bool:
        statement = (
            update(subscriptions)
            .where(_held(name, holder), UNHURRIED)
            .values(held_until=until, **_columns(cursor))
            .returning(subscriptions.c.name)
        )
        async with self._single.connect() as connection:
            return (await connection.execute(statement)).first() is not None

    async def let_go(self, name: str, holder: str) -> None:
        statement = update(subscriptions).where(_held(name, holder))
        async with self._single.connect() as connection:
            await connection.execute(statement.values(held_by=None, held_until=None))

    async def read(self, types: Collection[str], after: Cursor, limit: int) -> Stretch:
        given = {"types": sorted(types), "limit": limit, **_columns(after)}
        async with self._single.connect() as connection:
            rows = (await connection.execute(_READ, given)).mappings().all()
        horizon = rows[0]["xmin"]
        found = [row for row in rows if row["seq"] is not None]
        settled = [_logged(row) for row in found if row["committed_in"] < horizon]
        # Behind the last event and not at the horizon: see above.
        cursor = settled[-1].cursor if settled else after
        more = len(settled) == limit
        unsettled = not more and len(found) > len(settled)
        return Stretch(events=settled, cursor=cursor, more=more, unsettled=unsettled)

    async def postpone(
        self, name: str, cursor: Cursor, *, tries: int, due: datetime | None, error: str | None
    ) -> None:
        facts = {"tries": tries, "due_at": due, "error": error}
        row = {"subscription": name, "conversation_id": cursor.conversation_id, "seq": cursor.seq}
        statement = insert(postponed_reactions).values(row | facts)
        key = postponed_reactions.primary_key
        if tries == 0:  # it waits behind another one, and may have been noted before a crash
            statement = statement.on_conflict_do_nothing(index_elements=key)
        else:
            statement = statement.on_conflict_do_update(index_elements=key, set_=facts)
        async with self._single.connect() as connection:
            await connection.execute(statement)

    async def settle(self, name: str, cursor: Cursor) -> None:
        statement = delete(postponed_reactions).where(
            postponed_reactions.c.subscription == name,
            postponed_reactions.c.conversation_id == cursor.conversation_id,
            postponed_reactions.c.seq == cursor.seq,
        )
        async with self._single.connect() as connection:
            await connection.execute(statement)

    async def held_up(self, name: str) -> frozenset[str]:
        query = select(postponed_reactions.c.conversation_id).where(
            postponed_reactions.c.subscription == name, postponed_reactions.c.due_at.is_not(None)
        )
        async with self._single.connect() as connection:
            return frozenset((await connection.execute(query)).scalars())

    async def due(self, name: str, now: datetime) -> Sequence[Postponed]:
        async with self._single.connect() as connection:
            rows = (await connection.execute(_DUE, {"name": name, "now": now})).mappings().all()
        return [Postponed(logged=_logged(row), tries=row["tries"]) for row in rows]

    async def progress(self, types: Mapping[str, Collection[str]]) -> Mapping[str, Progress]:
        return {name: await self._progress(name, of) for name, of in types.items()}

    async def _progress(self, name: str, types: Collection[str]) -> Progress:
        waits = postponed_reactions.c.due_at
        aside = select(
            func.count(waits).label("postponed"), (func.count() - func.count(waits)).label("parked")
        ).where(postponed_reactions.c.subscription == name)
        given = {"name": name, "types": sorted(types), "counted": COUNTED}
        async with self._single.connect() as connection:
            unread = (await connection.execute(_BEHIND, given)).mappings().one()
            return Progress(**unread, **(await connection.execute(aside)).mappings().one())


def _held(name: str, holder: str) -> Any:
    return and_(subscriptions.c.name == name, subscriptions.c.held_by == holder)


def _at(transaction: int) -> Cursor:
    """The cursor before everything that the transaction recorded."""
    return Cursor(committed_in=transaction, conversation_id=_FIRST_ID, seq=0)


def _cursor(row: RowMapping) -> Cursor:
    return Cursor(
        committed_in=row["committed_in"], conversation_id=row["conversation_id"], seq=row["seq"]
    )


def _columns(cursor: Cursor) -> dict[str, Any]:
    return {
        "committed_in": cursor.committed_in,
        "conversation_id": cursor.conversation_id,
        "seq": cursor.seq,
    }


def _logged(row: RowMapping) -> Logged:
    event = Event(
        seq=row["seq"],
        after=row["after"],
        at=row["at"],
        epoch=row["epoch"],
        actor=ACTOR.validate_json(row["actor"]),
        body=read_body(row["body"]),
    )
    return Logged(conversation_id=row["conversation_id"], event=event, cursor=_cursor(row))
