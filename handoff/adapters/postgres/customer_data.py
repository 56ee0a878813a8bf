"""Everything that the tables keep of a customer: collected, and erased.

`ABOUT` says of every table whether it keeps anything of customers, and a test holds it to the schema: a
new table cannot be forgotten here.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    delete,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from handoff.adapters.postgres.audit import note, read_of
from handoff.adapters.postgres.commit import STATEMENT, Step, parameters
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customers import PostgresCustomers, customer_of
from handoff.adapters.postgres.data_requests import request_of, write_mail
from handoff.adapters.postgres.deliveries import delivery_of
from handoff.adapters.postgres.engine import single_statements
from handoff.adapters.postgres.marks import PostgresMarks
from handoff.adapters.postgres.redaction import redact_log
from handoff.adapters.postgres.tables import (
    ASKED,
    QUIET,
    audit,
    conversations,
    customers,
    data_requests,
    deliveries,
    events,
    files,
    order_codes,
    orders,
    postponed_reactions,
)
from handoff.domain.conversation.erasure import is_under_way
from handoff.domain.conversation.events import Event
from handoff.domain.conversation.marks import Marks
from handoff.domain.conversation.state import Conversation
from handoff.domain.data_requests import DataRequest
from handoff.domain.errors import NotFound
from handoff.domain.people import Customer
from handoff.domain.shop.order_codes import OrderCode
from handoff.domain.shop.orders import contact_matches
from handoff.services.errors import StaleState
from handoff.services.ports.audit import AuditedRead
from handoff.services.ports.customer_data import (
    ConversationRecord,
    CustomerRecord,
    Kept,
    OrderRecord,
)

# What erasure does with a table: takes what tells of the customer out of its rows, deletes rows, leaves
# them because they hold ids, numbers and times alone, or has nothing to do with it.
ABOUT: Mapping[str, Literal["emptied", "deleted", "numbers", "no customers"]] = {
    "customers": "emptied",
    "conversations": "emptied",
    "events": "emptied",
    "deliveries": "deleted",  # those that were sent are emptied
    "order_codes": "emptied",
    "files": "deleted",  # once their bytes are
    "orders": "emptied",  # the order remains, without whose it is
    "data_requests": "emptied",  # when somebody asked for what, and when it was answered, remains
    "audit": "emptied",  # words that were searched for
    "postponed_reactions": "emptied",
    "marks": "numbers",
    "timers": "numbers",
    "subscriptions": "no customers",
    "staff": "no customers",
    "portraits": "no customers",
    "staff_sessions": "no customers",
    "account_links": "no customers",
    "second_factors": "no customers",
    "recovery_codes": "no customers",
    "security_log": "no customers",
    "products": "no customers",
}

_PAGE = 1000  # events of a log that are read at once
_LEAST_DIGITS = 7  # of a phone number that is looked for


class PostgresCustomerData:
    """Implements `CustomerData`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._single = single_statements(engine)
        self._customers = PostgresCustomers(engine)
        self._store = PostgresConversations(engine)
        self._marks = PostgresMarks(engine)

    async def find(self, *, email: str | None, phone: str | None) -> Sequence[Customer]:
        given = email or phone or ""
        left = events.c.body["email"].astext, events.c.body["phone"].astext
        told = customers.c.email, customers.c.phone
        spoken = (
            select(conversations.c.customer_id, *left)
            .join(events, events.c.conversation_id == conversations.c.id)
            .where(events.c.type == "contact.left", _looks_like(*left, given))
        )
        known = select(customers.c.id, *told).where(_looks_like(*told, given))
        ids = set[str]()
        async with self._single.connect() as connection:
            for query in (known, spoken):
                rows = await connection.execute(query)
                ids |= {row[0] for row in rows if contact_matches(given, row[1], row[2])}
        return [await self._customers.get(customer_id) for customer_id in sorted(ids)]

    async def kept(self, customer_id: str) -> Kept:
        customer = await self._customers.get(customer_id)
        states = await self._store.all_of(customer_id)
        mine = conversations.c.customer_id == customer_id
        counted = {
            "events": select(func.count()).select_from(events.join(conversations)).where(mine),
            "mails": select(func.count()).where(_mails_of(select(conversations.c.id).where(mine))),
            "orders": select(func.count()).where(_orders_of(customer)),
        }
        async with self._single.connect() as connection:
            numbers = {
                name: (await connection.execute(query)).scalar_one()
                for name, query in counted.items()
            }
            return Kept(
                customer=customer,
                conversations=len(states),
                with_words=sum(not state.erased for state in states),
                under_way=sum(map(is_under_way, states)),
                erased_at=customer.erased_at,
                **numbers,
            )

    async def collect(self, customer_id: str) -> CustomerRecord:
        customer = await self._customers.get(customer_id)
        found = [
            await self._record(state) for state in reversed(await self._store.all_of(customer_id))
        ]
        subjects = [customer_id, *(record.state.id for record in found)]
        async with self._single.connect() as connection:
            reads = await connection.execute(
                select(audit).where(audit.c.subject.in_(subjects)).order_by(audit.c.id)
            )
            asked = await connection.execute(
                select(data_requests)
                .where(data_requests.c.customer_id == customer_id)
                .order_by(data_requests.c.asked_at)
            )
            bought = await connection.execute(
                select(orders).where(_orders_of(customer)).order_by(orders.c.placed_at)
            )
            return CustomerRecord(
                customer=customer,
                conversations=found,
                orders=[
                    OrderRecord(
                        number=row["number"],
                        email=row["email"],
                        phone=row["phone"],
                        card=row["card"],
                    )
                    for row in bought.mappings()
                ],
                reads=[read_of(row) for row in reads.mappings()],
                requests=[request_of(row) for row in asked.mappings()],
            )

    async def _record(self, state: Conversation) -> ConversationRecord:
        log: list[Event] = []
        while page := await self._store.read(
            state.id, after=log[-1].seq if log else 0, limit=_PAGE, public_only=False
        ):
            log.extend(page)
        known = await self._marks.marks([state.id])
        sent = select(deliveries).where(_mails_of(state.id)).order_by(deliveries.c.created_at)
        codes = select(order_codes).where(order_codes.c.conversation_id == state.id)
        async with self._single.connect() as connection:
            return ConversationRecord(
                state=state,
                log=log,
                marks=known.get(state.id, Marks()),
                mails=[delivery_of(row) for row in (await connection.execute(sent)).mappings()],
                codes=[
                    OrderCode(**row)
                    for row in (
                        await connection.execute(codes.order_by(order_codes.c.created_at))
                    ).mappings()
                ],
            )

    async def begin_erasure(
        self,
        customer_id: str,
        request_id: str | None = None,
        noted: AuditedRead | None = None,
        *,
        mails: bool = False,
    ) -> None:
        async with self._engine.begin() as connection:
            locked = select(customers).where(customers.c.id == customer_id).with_for_update()
            row = (await connection.execute(locked)).mappings().first()
            if row is None:
                raise NotFound("not_found", "No such customer")
            settled = await _settle_requests(connection, customer_id, request_id)
            for request in settled if mails else ():
                # Before the address goes.
                await write_mail(connection, request, 0)
            await note(connection, [noted] if noted is not None else [])
            customer = customer_of(row)
            await connection.execute(
                update(orders)
                .where(_orders_of(customer))
                .values(customer_id=None, email=None, phone=None)
            )
            words = (customer.external_id, customer.name, customer.email, customer.phone)
            await _forget_searches(connection, [word for word in words if word])
            await connection.execute(
                update(customers)
                .where(customers.c.id == customer_id)
                .values(
                    external_id=None,
                    name=None,
                    email=None,
                    phone=None,
                    revocations=customers.c.revocations + 1,
                    link_revocations=customers.c.link_revocations + 1,
                    revoked_at=func.now(),
                    erased_at=func.coalesce(customers.c.erased_at, func.now()),
                    erasure_open=true(),
                )
            )

    async def commit(
        self, before: Conversation, after: Conversation, recorded: Sequence[Event]
    ) -> None:
        step = Step(before, after, recorded)
        async with self._engine.begin() as connection:
            # The first row that this transaction gets, so that the order of events holds.
            moved = (await connection.execute(STATEMENT, parameters([step]))).scalars().all()
            if after.id not in moved:
                raise StaleState
            contact = before.contact
            words = (contact.name, contact.email, contact.phone)
            await redact_log(connection, after.id, before.seq)
            await _empty_mails(connection, after.id)
            await connection.execute(
                update(files)
                .where(files.c.conversation_id == after.id)
                .values(state="doomed", name="")
            )
            await _forget_searches(connection, [word for word in words if word])
            await connection.execute(
                update(postponed_reactions)
                .where(postponed_reactions.c.conversation_id == after.id)
                .values(error=None)
            )
            await connection.execute(
                update(conversations).where(conversations.c.id == after.id).values(erased=true())
            )
            await connection.execute(
                update(data_requests)
                .where(ASKED, data_requests.c.conversation_id == after.id)
                .values(state="lapsed", settled_at=func.now())
            )
            await connection.execute(
                update(customers)
                .where(customers.c.id == after.customer_id)
                .values(
                    revocations=customers.c.revocations + 1,
                    link_revocations=customers.c.link_revocations + 1,
                    revoked_at=func.now(),
                )
            )

    async def with_words(self, customer_id: str) -> Sequence[str]:
        query = select(conversations.c.id).where(
            conversations.c.customer_id == customer_id, ~conversations.c.erased
        )
        return await self._ids(query.order_by(conversations.c.id))

    async def unfinished(self, limit: int) -> Sequence[str]:
        query = select(customers.c.id).where(customers.c.erasure_open)
        return await self._ids(query.order_by(customers.c.erased_at).limit(limit))

    async def finish_erasure(self, customer_id: str, begun_before: datetime) -> None:
        complete = (
            update(customers)
            .where(customers.c.id == customer_id, customers.c.erased_at < begun_before)
            .where(~_has_words())
            .values(erasure_open=false())
        )
        async with self._single.connect() as connection:
            await connection.execute(complete)

    async def quiet_conversations(
        self, since: datetime, limit: int, *, held_since: datetime
    ) -> Sequence[str]:
        waits = data_requests.c.customer_id == conversations.c.customer_id
        query = (
            select(conversations.c.id)
            .where(QUIET, conversations.c.changed_at < since)
            .where(conversations.c.state["ticket"].astext.is_(None))
            .where(~exists().where(ASKED, waits, data_requests.c.due_at > held_since))
            .order_by(conversations.c.changed_at, conversations.c.id)
        )
        return await self._ids(query.limit(limit))

    async def forgotten_customers(self, since: datetime, limit: int) -> Sequence[str]:
        query = select(customers.c.id).where(
            customers.c.erased_at.is_(None), customers.c.created_at < since, ~_has_words()
        )
        return await self._ids(query.limit(limit))

    async def _ids(self, query: Select[str]) -> Sequence[str]:
        async with self._single.connect() as connection:
            return [row[0] for row in await connection.execute(query)]


async def _settle_requests(
    connection: AsyncConnection, customer_id: str, request_id: str | None
) -> Sequence[DataRequest]:
    """Carries out the customer's open request for deletion, ends one for a copy, and forgets why others were
    refused. Returns those that were open. Raises StaleState: the request `request_id` is no longer open."""
    mine = data_requests.c.customer_id == customer_id
    outcome = case((data_requests.c.kind == "deletion", "done"), else_="lapsed")
    ended = update(data_requests).where(mine, ASKED).returning(data_requests)
    rows = await connection.execute(ended.values(state=outcome, settled_at=func.now()))
    settled = [request_of(row) for row in rows.mappings()]
    if request_id is not None and request_id not in {request.id for request in settled}:
        raise StaleState
    await connection.execute(update(data_requests).where(mine).values(reason=None))
    return settled


def _has_words() -> ColumnElement[bool]:
    """Whether any conversation of the customer is not erased."""
    mine = conversations.c.customer_id == customers.c.id
    return exists().where(mine, ~conversations.c.erased)


def _orders_of(customer: Customer) -> ColumnElement[bool]:
    """Finds orders as `PostgresOrders.of_customer` does: an address counts for customers whom the shop vouches for."""
    theirs = orders.c.customer_id == customer.id
    if customer.external_id is not None and customer.email:
        return or_(theirs, orders.c.email == customer.email)
    return theirs


def _mails_of(conversation: str | Select[str]) -> ColumnElement[bool]:
    """Answers by mail, and the mails that brought a code."""
    ids = [conversation] if isinstance(conversation, str) else conversation
    codes = select(order_codes.c.id).where(order_codes.c.conversation_id.in_(ids))
    return or_(deliveries.c.conversation_id.in_(ids), deliveries.c.code_id.in_(codes))


async def _empty_mails(connection: AsyncConnection, conversation_id: str) -> None:
    """What was sent stays, without its address; nothing that was not sent ever will be."""
    theirs = _mails_of(conversation_id)
    await connection.execute(delete(deliveries).where(theirs, deliveries.c.state != "sent"))
    await connection.execute(update(deliveries).where(theirs).values(to="", error=None, reply=None))
    codes = order_codes.c.conversation_id == conversation_id
    await connection.execute(update(order_codes).where(codes).values(number=""))


async def _forget_searches(connection: AsyncConnection, words: Sequence[str]) -> None:
    """Searches of the staff that name the customer keep their time and their reader."""
    searched = func.split_part(audit.c.subject, "words=", 2)
    named = [searched.icontains(word, autoescape=True) for word in words]
    if named:
        searches = and_(audit.c.kind == "search", or_(*named))
        await connection.execute(update(audit).where(searches).values(subject="erased"))


def _looks_like(
    email: ColumnElement[str], phone: ColumnElement[str], given: str
) -> ColumnElement[bool]:
    """A first sieve; `contact_matches` decides."""
    if "@" in given:
        return func.lower(email).contains(given.strip().casefold(), autoescape=True)
    last = "".join(_digits(given))[-_LEAST_DIGITS:]
    persian, latin = "۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789"
    digits = func.regexp_replace(func.translate(phone, persian, latin), "[^0-9]", "", "g")
    return digits.endswith(last) if len(last) == _LEAST_DIGITS else literal_column("false")


def _digits(text: str) -> Iterator[str]:
    return (str(int(x)) for x in text if x.isdecimal())
