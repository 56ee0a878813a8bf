"""Customers' requests about their own data in PostgreSQL: a row each, written together with the log."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, Select, func, literal, select, tuple_, update
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from handoff.adapters.postgres.audit import note
from handoff.adapters.postgres.commit import STATEMENT, Step, parameters
from handoff.adapters.postgres.customers import customer_of
from handoff.adapters.postgres.deliveries import row_of
from handoff.adapters.postgres.engine import single_statements
from handoff.adapters.postgres.tables import (
    conversations,
    customers,
    data_requests,
    deliveries,
)
from handoff.domain.conversation.events import Event
from handoff.domain.conversation.state import Conversation
from handoff.domain.data_request_mails import mail_of
from handoff.domain.data_requests import DataRequest
from handoff.domain.errors import NotFound
from handoff.services.errors import StaleState
from handoff.services.ports.audit import AuditedRead
from handoff.services.ports.data_requests import ListedRequest, RequestCounts, RequestPage
from handoff.services.ports.lists import Place

_EPOCH = datetime.fromtimestamp(0, UTC)
_OPEN = data_requests.c.state == "open"
_LISTED = (
    select(
        data_requests,
        func.coalesce(customers.c.name, conversations.c.state["contact"]["name"].astext).label(
            "name"
        ),
        customers.c.external_id.is_not(None).label("verified"),
    )
    .join(customers, customers.c.id == data_requests.c.customer_id)
    .join(conversations, conversations.c.id == data_requests.c.conversation_id)
)


class PostgresDataRequests:
    """Implements `DataRequestStore`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._single = single_statements(engine)

    async def of_customer(self, customer_id: str) -> Sequence[DataRequest]:
        latest = (
            select(data_requests)
            .ext(distinct_on(data_requests.c.kind))
            .where(data_requests.c.customer_id == customer_id)
            .order_by(data_requests.c.kind, data_requests.c.asked_at.desc())
        )
        return [request_of(row) for row in await self._rows(latest)]

    async def get(self, request_id: str) -> DataRequest:
        return (await self.listed(request_id)).request

    async def listed(self, request_id: str) -> ListedRequest:
        rows = await self._rows(_LISTED.where(data_requests.c.id == request_id))
        if not rows:
            raise NotFound("not_found", "No such request")
        return _listed(rows[0])

    async def page(self, *, settled: bool, after: Place | None, limit: int) -> RequestPage:
        column = data_requests.c.settled_at if settled else data_requests.c.due_at
        place = tuple_(column, data_requests.c.id)
        query = _LISTED.where(~_OPEN if settled else _OPEN).limit(limit + 1)
        if after is not None:
            reached = tuple_(_time(after.key), literal(after.id, data_requests.c.id.type))
            query = query.where(place < reached if settled else place > reached)
        order = (
            (column.desc(), data_requests.c.id.desc()) if settled else (column, data_requests.c.id)
        )
        rows = await self._rows(query.order_by(*order))
        last = rows[limit - 1] if len(rows) > limit else None
        rest = Place(key=_key(last[column.name]), id=last["id"]) if last else None
        return RequestPage(requests=[_listed(row) for row in rows[:limit]], rest=rest)

    async def count(self, now: datetime) -> RequestCounts:
        late = func.count().filter(data_requests.c.due_at < now)
        query = select(func.count().label("open"), late.label("late")).where(_OPEN)
        [row] = await self._rows(query)
        return RequestCounts(open=row["open"], late=row["late"])

    async def commit(
        self,
        before: Conversation,
        after: Conversation,
        recorded: Sequence[Event],
        request: DataRequest,
        noted: AuditedRead | None = None,
        *,
        mails: bool = False,
    ) -> None:
        async with self._engine.begin() as connection:
            # The first row that this transaction gets, so that the order of events holds.
            step = parameters([Step(before, after, recorded)])
            moved = (await connection.execute(STATEMENT, step)).scalars().all()
            write = _added if request.state == "open" else _settled
            if after.id not in moved or not await write(connection, request):
                raise StaleState
            if mails:
                await write_mail(connection, request, after.seq)
            await note(connection, [noted] if noted is not None else [])

    async def _rows(self, query: Select[*tuple[Any, ...]]) -> Sequence[RowMapping]:
        async with self._single.connect() as connection:
            return (await connection.execute(query)).mappings().all()


async def _added(connection: AsyncConnection, request: DataRequest) -> bool:
    """Whether it is the customer's only open request of its kind, and they are not erased: an erasure that begins
    now waits for this one, and ends it."""
    kept = select(customers.c.id).where(
        customers.c.id == request.customer_id, customers.c.erased_at.is_(None)
    )
    if (await connection.execute(kept.with_for_update(read=True))).first() is None:
        return False
    new = insert(data_requests).values(asdict(request)).on_conflict_do_nothing()
    return (await connection.execute(new.returning(data_requests.c.id))).first() is not None


async def _settled(connection: AsyncConnection, request: DataRequest) -> bool:
    change = update(data_requests).where(data_requests.c.id == request.id, _OPEN)
    values = {name: getattr(request, name) for name in ("state", "settled_at", "reason")}
    moved = change.values(values).returning(data_requests.c.id)
    return (await connection.execute(moved)).first() is not None


async def write_mail(connection: AsyncConnection, request: DataRequest, seq: int) -> None:
    """Adds the mail about a request that was answered, if its customer has an address, in the transaction which
    answers it. The event `seq` tells of the answer."""
    if request.state not in ("done", "refused"):
        return
    whose = select(customers).where(customers.c.id == request.customer_id)
    where = select(
        conversations.c.language, conversations.c.state["contact"]["email"].astext.label("left")
    ).where(conversations.c.id == request.conversation_id)
    row = (await connection.execute(whose)).mappings().one()
    talk = (await connection.execute(where)).mappings().one()
    mail = mail_of(request, customer_of(row), left=talk["left"], language=talk["language"], seq=seq)
    if mail is not None:
        new = insert(deliveries).values(row_of(mail)).on_conflict_do_nothing()
        await connection.execute(new)


def request_of(row: RowMapping) -> DataRequest:
    return DataRequest(**{field.name: row[field.name] for field in fields(DataRequest)})


def _listed(row: RowMapping) -> ListedRequest:
    return ListedRequest(request=request_of(row), name=row["name"], verified=row["verified"])


def _key(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def _time(key: int) -> datetime:
    return _EPOCH + timedelta(microseconds=key)
