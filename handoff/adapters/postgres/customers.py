"""Customers and the built-in orders in PostgreSQL."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, insert, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.postgres.engine import single_statements
from handoff.adapters.postgres.tables import customers, orders
from handoff.domain.errors import NotFound
from handoff.services.ports import Customer, Order, OrderSystemDown


class PostgresCustomers:
    """Implements `CustomerStore`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._single = single_statements(engine)

    async def add(self, customer: Customer) -> None:
        async with self._single.connect() as connection:
            await connection.execute(insert(customers).values(**_columns(customer)))

    async def get(self, customer_id: str) -> Customer:
        query = select(customers).where(customers.c.id == customer_id)
        async with self._single.connect() as connection:
            row = (await connection.execute(query)).mappings().first()
        if row is None:
            raise NotFound("not_found", "No such customer")
        return Customer(**row)

    async def by_external_id(self, external_id: str) -> Customer | None:
        query = select(customers).where(customers.c.external_id == external_id)
        async with self._single.connect() as connection:
            row = (await connection.execute(query)).mappings().first()
        return Customer(**row) if row else None

    async def update(self, customer: Customer) -> None:
        statement = update(customers).where(customers.c.id == customer.id)
        async with self._single.connect() as connection:
            await connection.execute(statement.values(**_columns(customer)))


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

    async def _orders(self, condition: ColumnElement[bool]) -> list[Order]:
        query = select(orders).where(condition).order_by(orders.c.placed_at.desc())
        try:
            async with self._single.connect() as connection:
                rows = (await connection.execute(query)).mappings().all()
        except (SQLAlchemyError, OSError) as error:
            raise OrderSystemDown from error
        return [
            Order(
                number=row["number"],
                customer_id=row["customer_id"],
                email=row["email"],
                phone=row["phone"],
                card=row["card"],
            )
            for row in rows
        ]


def _columns(customer: Customer) -> dict[str, object]:
    return {column.name: getattr(customer, column.name) for column in customers.columns}
