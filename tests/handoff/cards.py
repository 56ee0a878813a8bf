"""Cards as tests need them: whole, but for what they say."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from handoff.domain.cards import (
    ArticleCard,
    Card,
    CouponCard,
    CourierCard,
    ProductCard,
    ReturnCard,
    TicketCard,
)
from handoff.domain.shop.order_cards import Money, OrderCard, OrderItem, TrackingStep


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


NIGHT = datetime(2026, 12, 20, 20, 30, tzinfo=UTC)  # the first minute of 21 December in Tehran

# One card of every kind, with every field in use.
EVERY_CARD: Mapping[str, Card] = {
    "order": card_of(
        "KB-1042",
        state="shipped",
        expected_at=NIGHT,
        items=(OrderItem(title="Shahnameh", quantity=2), OrderItem(title="Masnavi", quantity=1)),
        tracking=(
            TrackingStep(at=NIGHT, step="handed_over", place={"en": "Tehran", "fa": "تهران"}),
        ),
    ),
    "product": ProductCard(
        title="The Blind Owl",
        lines=("Sadegh Hedayat", "Hardcover"),
        price=Money(amount="12.50", currency="EUR"),
        available=True,
        image="https://shop.example/owl.jpg",
        link="https://shop.example/owl",
    ),
    "article": ArticleCard(slug="gift-cards", language="en", title="Gift cards", section=2),
    "ticket": TicketCard(number=318, state="answered", title="A torn cover", until=NIGHT),
    "coupon": CouponCard(
        title="A tenth off your next order",
        code="SORRY-10",
        lines=("One order only",),
        price=Money(amount="50000", currency="IRR"),
        until=NIGHT,
        link="https://shop.example/coupons",
    ),
    "courier": CourierCard(
        order="KB-1042",
        state="answered",
        title="Peyk Express",
        lines=("It is at the depot in Karaj",),
        until=NIGHT,
    ),
    "return": ReturnCard(
        order="KB-1042",
        items=(OrderItem(title="Shahnameh", quantity=1),),
        lines=("Put it into its own box",),
        code="RET-77",
        until=NIGHT,
        link="https://shop.example/labels/77?signature=abc",
    ),
}
