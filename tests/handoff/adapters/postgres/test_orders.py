"""The built-in table of orders: whatever somebody has put there, read whole or not at all."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.customers import PostgresOrders
from handoff.adapters.postgres.tables import orders
from handoff.services.errors import OrderSystemDown
from tests.handoff.cards import stored_card


async def _stored(engine: AsyncEngine, card: dict[str, Any]) -> str:
    number = new_id()[-6:].upper()
    row = {"number": number, "card": card, "placed_at": datetime.now(UTC)}
    async with engine.begin() as connection:
        await connection.execute(insert(orders).values(row))
    return number


async def test_times_without_an_offset_are_in_utc(engine: AsyncEngine) -> None:
    """As PostgreSQL writes its own, and as people write days."""
    step = {"at": "2026-11-21T08:00:00", "step": "packed", "place": {"en": "Tehran", "fa": "تهران"}}
    card = stored_card(placed_at="2026-11-20T09:00:00", expected_at="2026-11-26", tracking=[step])
    order = await PostgresOrders(engine).by_number(await _stored(engine, card))
    assert order is not None
    assert order.card.placed_at == datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert order.card.expected_at == datetime(2026, 11, 26, tzinfo=UTC)
    assert order.card.tracking[0].at == datetime(2026, 11, 21, 8, tzinfo=UTC)
    assert order.card.arrived_at is None


@pytest.mark.parametrize(
    ("card", "names"),
    [
        (stored_card(state="on the moon"), "state"),
        (stored_card(placed_at="soon"), "placed_at"),
        ({key: value for key, value in stored_card().items() if key != "total"}, "total"),
    ],
)
async def test_what_is_no_card_is_not_told_in_part(
    engine: AsyncEngine, card: dict[str, Any], names: str
) -> None:
    """As with a shop's own system: the customer hears that it cannot be asked, and operators why."""
    number = await _stored(engine, card)
    with pytest.raises(OrderSystemDown, match=names):
        await PostgresOrders(engine).by_number(number)
