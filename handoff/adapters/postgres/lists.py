"""Lists of conversations in PostgreSQL: pages of briefs, and what has changed since a cursor.

`conversations.changed_in` is the transaction that changed the row last. The horizon of a snapshot is the
first transaction that has not ended. Whatever a snapshot could not see yet has been or will be
committed by a transaction at or after its horizon, so that to go on from there misses nothing, in
whichever order commits end. What lies between horizon and snapshot may come twice.

A cursor goes no further than behind the latest change below the horizon: a server that crashes forgets
the latest numbers if nothing with them was written to its disk, and gives them again. What it has shown
as committed it has written.
"""

import json
from collections.abc import Sequence
from dataclasses import Field, dataclass, fields
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Select,
    Text,
    TextClause,
    and_,
    any_,
    bindparam,
    cast,
    column,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from handoff.adapters.codec import CONVERSATION
from handoff.adapters.postgres.engine import single_statements
from handoff.adapters.postgres.tables import (
    ACTIVE,
    OPEN_TICKET,
    TICKET_NUMBER,
    conversations,
    events,
)
from handoff.domain.conversation.brief import Brief, path_of
from handoff.domain.conversation.ratings import MARKS
from handoff.domain.conversation.state import Conversation
from handoff.domain.permissions import Sight
from handoff.services.errors import StrangeCursor
from handoff.services.ports.lists import Changes, ListName, Page, Place, Search, Top

_BRIEF: TypeAdapter[Brief] = TypeAdapter(Brief)

# What a brief has in common with the row, which is cheaper to read than the state.
_COLUMNS = frozenset({"id", "customer_id", "channel", "language", "epoch", "seq", "started_at"})
_FROM_STATE = [brief_field for brief_field in fields(Brief) if brief_field.name not in _COLUMNS]

# The rest comes from the state, which is unpacked once for all of it.
_part = (
    func.jsonb_to_record(conversations.c.state)
    .table_valued(
        *(column(name, JSONB) for name in sorted({str(path_of(f)[0]) for f in _FROM_STATE}))
    )
    .render_derived(name="part", with_types=True)
)


def _sql_of(brief_field: Field[Any]) -> str:
    """The value of a field as an expression. A state which was stored before there was such a field
    has its default."""
    if brief_field.name in _COLUMNS:
        return f"conversations.{brief_field.name}"
    first, *rest = path_of(brief_field)
    found = f"part.{first}" + "".join(f"->{step!r}" for step in rest)
    default = CONVERSATION.dump_python(Conversation(id=""), mode="json").get(brief_field.name)
    return found if default is None else f"coalesce({found}, '{json.dumps(default)}')"


_AS_TEXT = literal_column(
    "jsonb_build_object("
    + ", ".join(f"'{brief_field.name}', {_sql_of(brief_field)}" for brief_field in fields(Brief))
    + ")::text",
    Text,
)

_SNAPSHOT = func.pg_current_snapshot()
_XMIN = cast(cast(func.pg_snapshot_xmin(_SNAPSHOT), Text), BigInteger)
_settled = conversations.alias("settled")
_latest = select(func.max(_settled.c.changed_in)).where(_settled.c.changed_in < _XMIN)
_HORIZON = func.greatest(_latest.scalar_subquery() + 1, 0, type_=BigInteger)
_END = cast(cast(func.pg_snapshot_xmax(_SNAPSHOT), Text), BigInteger)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


type _Row = tuple[str, int, str]  # brief, key, id
type _Rows = Select[str, int, str]


@dataclass(frozen=True, slots=True)
class _Order:
    """A list: who is in it, sorted by what; ids decide between equals."""

    among: ColumnElement[bool] | TextClause
    by: ColumnElement[Any]
    descending: bool = False

    def page(self, after: Place | None, limit: int | None, *, in_sight: bool = False) -> _Rows:
        """One more than the page, to see whether there is more: brief, key, id. `in_sight`: only
        what is, by the parameters of a `Sight`."""
        keys = (self.by, conversations.c.id)
        query = select(
            _AS_TEXT.label("brief"), self._number.label("key"), _ID.label("id")
        ).join_from(conversations, _part, true())
        query = query.where(self.among, _IN_SIGHT if in_sight else true())
        query = query.order_by(*(key.desc() if self.descending else key for key in keys))
        if limit is not None:
            query = query.limit(limit + 1)
        if after is None:
            return query
        values = (self._value(after.key), after.id)
        typed = (literal(value, key.type) for value, key in zip(values, keys, strict=True))
        row, place = tuple_(*keys), tuple_(*typed)
        return query.where(row < place if self.descending else row > place)

    @property
    def _is_time(self) -> bool:
        return self.by is conversations.c.queue_rank

    @property
    def _number(self) -> ColumnElement[int]:
        """The key as a place has it: times are microseconds."""
        if self._is_time:
            return cast(func.extract("epoch", self.by) * 1_000_000, BigInteger)
        return cast(self.by, BigInteger)

    def _value(self, key: int) -> Any:
        return _EPOCH + key * _MICROSECOND if self._is_time else key


# What `permissions.may` says of reading, for many conversations at once. A conversation is the
# matter of whoever has it, else of whoever had it last, and of the team that was asked for.
_ASKED_FOR = conversations.c.state["team"].astext
_SERVED_BY = conversations.c.state["wanted_agent"].astext
_HOLDER = cast(conversations.c.agent_id, Text)
_WHOSE = func.coalesce(_HOLDER, _SERVED_BY)
_TEXTS = ARRAY(Text)
_IN_SIGHT = or_(
    bindparam("reader", type_=Text).in_((_HOLDER, _SERVED_BY)),
    any_(bindparam("teams", type_=_TEXTS)) == _ASKED_FOR,
    any_(bindparam("near", type_=_TEXTS)) == _WHOSE,
    and_(
        _ASKED_FOR.is_(None),
        or_(_WHOSE.is_(None), ~(any_(bindparam("teamed", type_=_TEXTS)) == _WHOSE)),
    ),
)


def _given(sight: Sight | None) -> dict[str, Any]:
    """The parameters of `_IN_SIGHT`."""
    if sight is None:
        return {}
    return {
        "reader": sight.staff_id,
        "teams": sorted(sight.teams),
        "near": sorted(sight.near),
        "teamed": sorted(sight.teamed),
    }


_ID = cast(conversations.c.id, Text)
_LATEST_FIRST = _Order(true(), conversations.c.changed_in, descending=True)
_LISTS: dict[ListName, _Order] = {
    "queue": _Order(conversations.c.queue_rank.is_not(None), conversations.c.queue_rank),
    "tickets": _Order(OPEN_TICKET, TICKET_NUMBER),
    "all": _Order(ACTIVE, conversations.c.changed_in, descending=True),
}


class PostgresLists:
    """Implements `ConversationLists`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._single = single_statements(engine)

    async def horizon(self) -> int:
        async with self._single.connect() as connection:
            return (await _bounds(connection))[0]

    async def changes(self, after: int, limit: int) -> Changes:
        changed_in = conversations.c.changed_in
        query = (
            select(_AS_TEXT, changed_in)
            .join_from(conversations, _part, true())
            # Numbers from the future came with a dump of another server.
            .where(changed_in >= after, changed_in < _END)
            .order_by(changed_in)
            .fetch(limit, with_ties=True)  # a page never ends within a transaction
        )
        async with self._single.connect() as connection:
            horizon, end = await _bounds(connection)
            if after > end:
                raise StrangeCursor
            rows = (await connection.execute(query)).all()
        return Changes(
            briefs=[_BRIEF.validate_json(row[0]) for row in rows],
            horizon=max(after, horizon),
            next=rows[-1][1] + 1 if len(rows) >= limit else None,
        )

    async def top(self, agent_id: str, limit: int, sight: Sight | None = None) -> Top:
        found: dict[str | None, list[_Row]] = {name: [] for name in (None, "mine", *_LISTS)}
        query, given = _top(limit, in_sight=sight is not None), {"agent_id": agent_id}
        async with self._single.connect() as connection:
            for part, brief, key, last in await connection.execute(query, given | _given(sight)):
                found[part].append((brief, key, last))
        return Top(
            cursor=found[None][0][1],
            mine=_page(found["mine"], len(found["mine"])).briefs,
            queue=_page(found["queue"], limit),
            tickets=_page(found["tickets"], limit),
            latest=_page(found["all"], limit),
        )

    async def page(
        self, name: ListName, after: Place | None, limit: int, sight: Sight | None = None
    ) -> Page:
        query = _LISTS[name].page(after, limit, in_sight=sight is not None)
        return await self._page(query, limit, sight)

    async def search(self, search: Search) -> Page:
        query = _LATEST_FIRST.page(search.after, search.limit)
        return await self._page(query.where(*_sought(search)), search.limit)

    async def _page(self, query: _Rows, limit: int, sight: Sight | None = None) -> Page:
        async with self._single.connect() as connection:
            found = await connection.execute(query, _given(sight))
            rows = [(row[0], row[1], row[2]) for row in found]
        return _page(rows, limit)


@cache
def _top(limit: int, *, in_sight: bool) -> CompoundSelect[Any]:
    """The horizon and the first page of everything, of one snapshot."""
    agent_id = bindparam("agent_id", type_=conversations.c.agent_id.type)
    mine = _Order(conversations.c.agent_id == agent_id, conversations.c.changed_in)
    parts = {"mine": mine.page(None, None)}
    parts |= {name: order.page(None, limit, in_sight=in_sight) for name, order in _LISTS.items()}
    horizon = select(null(), null(), _HORIZON, null())
    return union_all(horizon, *(_named(name, part) for name, part in parts.items()))


def _named(name: str, part: _Rows) -> Select[str, str, int, str]:
    """The rows of a part in their order, behind its name."""
    rows = part.subquery(f"of_{name}")
    return select(literal(name).label("part"), rows.c.brief, rows.c.key, rows.c.id)


def _page(rows: Sequence[_Row], limit: int) -> Page:
    briefs = [_BRIEF.validate_json(brief) for brief, _, _ in rows[:limit]]
    if len(rows) <= limit:
        return Page(briefs=briefs, rest=None)
    _, key, last = rows[limit - 1]
    return Page(briefs=briefs, rest=Place(key=key, id=last))


async def _bounds(connection: AsyncConnection) -> tuple[int, int]:
    """The horizon, and the first transaction that has not begun to end yet."""
    row = (await connection.execute(select(_HORIZON, _END))).one()
    return row[0], row[1]


def _sought(search: Search) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if search.owner is not None:
        conditions.append(conversations.c.owner == search.owner)
    if search.language is not None:
        conditions.append(conversations.c.language == search.language)
    if search.agent_id is not None:
        conditions.append(conversations.c.agent_id == search.agent_id)
    if search.mark is not None:
        satisfaction = conversations.c.state["rating"]["satisfaction"].as_integer()
        conditions.append(satisfaction.between(*MARKS[search.mark]))
    if search.words:
        conditions.append(_speaks_of(search.words))
    return conditions


def _speaks_of(words: str) -> ColumnElement[bool]:
    """Conversations in which somebody said the words, or whose customer has that name."""
    said = (
        select(events.c.seq)
        .where(
            and_(
                events.c.conversation_id == conversations.c.id,
                events.c.body["text"].astext.icontains(words, autoescape=True),
            )
        )
        .exists()
    )
    name = conversations.c.state["contact"]["name"].astext
    return or_(said, name.icontains(words, autoescape=True))
