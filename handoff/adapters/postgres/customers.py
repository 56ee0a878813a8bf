"""Customers and the built-in orders in PostgreSQL."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import (
    ColumnElement,
    RowMapping,
    Text,
    Update,
    case,
    cast,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID, insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.postgres.engine import single_statements
from handoff.adapters.postgres.tables import customers, data_requests, orders
from handoff.domain.errors import NotFound
from handoff.domain.people import Customer
from handoff.domain.shop.order_cards import OrderCard, OrderState
from handoff.domain.shop.orders import BEFORE, OUTCOME, Order, OrderAction, OrderChange
from handoff.services.errors import ActionRefused, DatabaseDown, OrderSystemDown

_CARD: TypeAdapter[OrderCard] = TypeAdapter(OrderCard)

_BEFORE_ALL = "00000000-0000-0000-0000-000000000000"

# What is known of a customer; the other columns are changed by statements of their own.
_OTHERS = {"revocations", "link_revocations", "erased_at"}
_TOLD = [field.name for field in fields(Customer) if field.name not in _OTHERS]
_CUSTOMERS = select(*(customers.c[field.name] for field in fields(Customer)))


def customer_of(row: RowMapping) -> Customer:
    """The customer of a row that has their columns, and maybe others."""
    return Customer(**{field.name: row[field.name] for field in fields(Customer)})


class PostgresCustomers:
    """Implements `CustomerStore`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._single = single_statements(engine)

    async def add(self, customer: Customer) -> Customer:
        statement = insert(customers).values(**_columns(customer))
        statement = statement.on_conflict_do_nothing()
        async with self._single.connect() as connection:
            added = (await connection.execute(statement)).rowcount == 1
        if added or customer.external_id is None:
            return customer
        return await self.by_external_id(customer.external_id) or customer

    async def get(self, customer_id: str) -> Customer:
        query = _CUSTOMERS.where(customers.c.id == customer_id)
        async with self._single.connect() as connection:
            row = (await connection.execute(query)).mappings().first()
        if row is None:
            raise NotFound("not_found", "No such customer")
        return customer_of(row)

    async def by_external_id(self, external_id: str) -> Customer | None:
        query = _CUSTOMERS.where(customers.c.external_id == external_id)
        async with self._single.connect() as connection:
            row = (await connection.execute(query)).mappings().first()
        return customer_of(row) if row else None

    async def update(self, customer: Customer) -> None:
        # A customer who is being erased must not come back by what a caller has read before.
        statement = update(customers).where(
            customers.c.id == customer.id, customers.c.erased_at.is_(None)
        )
        async with self._single.connect() as connection:
            await connection.execute(statement.values(**_columns(customer)))

    async def next_conversation(self, customer_id: str, *, after: str | None, proposed: str) -> str:
        known = customers.c.next_conversation
        # Ids are UUIDv7: what was proposed for the conversation after `after` is greater than it.
        chosen = case((known > (after or _BEFORE_ALL), known), else_=cast(proposed, UUID))
        statement = (
            update(customers)
            .where(customers.c.id == customer_id, customers.c.erased_at.is_(None))
            .values(next_conversation=chosen)
            .returning(known)
        )
        async with self._single.connect() as connection:
            found = (await connection.execute(statement)).scalar_one_or_none()
        if found is None:
            raise NotFound("not_found", "No such customer, or one who was erased")
        return str(found)

    async def revoke(self, customer_id: str) -> None:
        links = customers.c.link_revocations + 1
        statement = _revoked(customers.c.id == customer_id).values(link_revocations=links)
        async with self._single.connect() as connection:
            await connection.execute(statement)

    async def hand_over(self, guest: Customer, customer_id: str, *, devices: bool) -> bool:
        unchanged = customers.c.revocations == guest.revocations
        ended = _revoked(customers.c.id == guest.id, unchanged)
        if devices:
            first = ended.returning(customers.c.id).cte("first")
            ended = _revoked(customers.c.id == customer_id, exists(select(first.c.id)))
        asked = data_requests.c.customer_id == guest.id
        lapsed = update(data_requests).where(asked, data_requests.c.state == "open")
        lapsed = lapsed.values(state="lapsed", settled_at=func.now())
        done = lapsed.returning(data_requests.c.id).cte("lapsed")
        statement = select(exists(select(done.c.id)))
        statement = statement.add_cte(ended.returning(customers.c.id).cte("ended"))
        async with self._single.connect() as connection:
            return (await connection.execute(statement)).scalar_one()

    async def revoked_within(self, span: timedelta) -> Mapping[str, int]:
        lately = customers.c.revoked_at >= func.now() - span
        query = select(customers.c.id, customers.c.revocations).where(lately)
        async with self._single.connect() as connection:
            return {row[0]: row[1] for row in await connection.execute(query)}


class PostgresOrders:
    """Implements `OrderSource` with the built-in table."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._single = single_statements(engine)

    async def by_number(self, number: str) -> Order | None:
        found = await self._orders(orders.c.number == number)
        return found[0] if found else None

    async def of_customer(self, customer: Customer) -> Sequence[Order]:
        theirs = orders.c.customer_id == customer.id
        if customer.external_id is not None and customer.email:
            theirs = or_(theirs, orders.c.email == customer.email)
        return await self._orders(theirs)

    numbers = None  # nobody has said what the table's look like

    @property
    def actions(self) -> frozenset[OrderAction]:
        return frozenset(BEFORE)

    async def change(self, change: OrderChange) -> None:
        """One statement; of two at once the second finds it done."""
        outcome = OUTCOME[change.kind]
        state = orders.c.card["state"].astext
        statement = (
            update(orders)
            .where(orders.c.number == change.order.number, state.in_(sorted(BEFORE[change.kind])))
            .values(card=_changed(outcome))
        )
        try:
            async with self._single.connect() as connection:
                changed = (await connection.execute(statement)).rowcount
        except (DatabaseDown, SQLAlchemyError) as error:
            raise OrderSystemDown from error
        if not changed:
            found = await self.by_number(change.order.number)
            if found is None or found.card.state != outcome:
                raise ActionRefused(f"the order is not {' or '.join(sorted(BEFORE[change.kind]))}")

    async def _orders(self, condition: ColumnElement[bool]) -> list[Order]:
        query = select(orders).where(condition).order_by(orders.c.placed_at.desc())
        try:
            async with self._single.connect() as connection:
                rows = (await connection.execute(query)).mappings().all()
        except (DatabaseDown, SQLAlchemyError) as error:
            raise OrderSystemDown from error
        return [_order(row) for row in rows]


def _revoked(*conditions: ColumnElement[bool]) -> Update:
    counted = customers.c.revocations + 1
    return update(customers).where(*conditions).values(revocations=counted, revoked_at=func.now())


def _order(row: RowMapping) -> Order:
    """Raises OrderSystemDown: what somebody has put into the table is no card."""
    try:
        card = _CARD.validate_python({**row["card"], "number": row["number"]})
    except ValidationError as error:
        raise OrderSystemDown(f"an order has no readable {error.errors()[0]['loc'][0]}") from None
    return Order(
        customer_id=row["customer_id"],
        email=row["email"],
        phone=row["phone"],
        card=_in_utc(card),
    )


def _in_utc(card: OrderCard) -> OrderCard:
    """Times without an offset are UTC, as PostgreSQL's own."""
    return replace(
        card,
        placed_at=_aware(card.placed_at),
        expected_at=card.expected_at and _aware(card.expected_at),
        tracking=tuple(replace(step, at=_aware(step.at)) for step in card.tracking),
    )


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _changed(outcome: OrderState) -> ColumnElement[Any]:
    """The card with its new state, and a step that says when."""
    name = cast(outcome, Text)
    step = func.jsonb_build_object("at", func.now(), "step", name)
    steps = func.coalesce(orders.c.card["tracking"], cast([], JSONB)).op("||")(
        func.jsonb_build_array(step)
    )
    return orders.c.card.op("||")(func.jsonb_build_object("state", name, "tracking", steps))


def _columns(customer: Customer) -> dict[str, object]:
    return {name: getattr(customer, name) for name in _TOLD}
