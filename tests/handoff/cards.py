"""Orders' cards, as tests need them: whole, but for what they say."""

from datetime import UTC, datetime
from typing import Any

from handoff.domain.shop.order_cards import Money, OrderCard, OrderItem


def card_of(number: str, **said: Any) -> OrderCard:
    usual: dict[str, Any] = {
        "state": "placed",
        "placed_at": datetime(2026, 11, 20, 9, tzinfo=UTC),
        "items": (OrderItem(title="Shahnameh", quantity=1),),
        "total": Money(amount="1185000", currency="IRR"),
    }
    return OrderCard(number=number, **usual | said)


def stored_card(**said: Any) -> dict[str, Any]:
    """The same as the built-in table has it."""
    return {
        "kind": "order",
        "state": "placed",
        "placed_at": "2026-11-20T09:00:00Z",
        "items": [{"title": "Shahnameh", "quantity": 1}],
        "total": {"amount": "1185000", "currency": "IRR"},
    } | said
