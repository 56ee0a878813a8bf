"""Codes that let a visitor change an order, in PostgreSQL; each is written with the mail that brings it."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.postgres.deliveries import row_of
from handoff.adapters.postgres.engine import single_statements
from handoff.adapters.postgres.tables import deliveries, order_codes
from handoff.domain.deliveries import Delivery
from handoff.domain.shop.order_codes import TRIES, OrderCode


class PostgresOrderCodes:
    """Implements `OrderCodeStore`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._single = single_statements(engine)

    async def issue(self, code: OrderCode, mail: Delivery) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(insert(order_codes).values(asdict(code)))
            await connection.execute(insert(deliveries).values(row_of(mail)))

    async def get(self, code_id: str) -> OrderCode | None:
        return await self._first(select(order_codes).where(order_codes.c.id == code_id))

    async def latest(self, conversation_id: str, number: str) -> OrderCode | None:
        return await self._first(
            select(order_codes)
            .where(order_codes.c.conversation_id == conversation_id)
            .where(order_codes.c.number == number)
            # Ids are UUIDv7: of two in the same moment the later one is greater.
            .order_by(order_codes.c.created_at.desc(), order_codes.c.id.desc())
            .limit(1)
        )

    async def attempt(self, code: OrderCode, now: datetime) -> bool:
        tried = (
            update(order_codes)
            .where(order_codes.c.id == code.id, order_codes.c.used_by.is_(None))
            .where(order_codes.c.tries < TRIES, order_codes.c.expires_at > now)
            .values(tries=order_codes.c.tries + 1)
            .returning(order_codes.c.id)
        )
        async with self._single.connect() as connection:
            return (await connection.execute(tried)).first() is not None

    async def use(self, code: OrderCode, message_id: str) -> bool:
        free = or_(order_codes.c.used_by.is_(None), order_codes.c.used_by == message_id)
        used = (
            update(order_codes)
            .where(order_codes.c.id == code.id, free)
            .values(used_by=message_id)
            .returning(order_codes.c.id)
        )
        async with self._single.connect() as connection:
            return (await connection.execute(used)).first() is not None

    async def _first(self, query: Any) -> OrderCode | None:
        async with self._single.connect() as connection:
            row = (await connection.execute(query)).mappings().first()
        return OrderCode(**row) if row else None
