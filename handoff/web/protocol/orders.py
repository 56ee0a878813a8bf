"""Orders as customers and agents see them."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from handoff.domain.language import Language
from handoff.domain.shop.orders import OrderState
from handoff.web.protocol.base import Outbound


class OrderItem(Outbound):
    title: str
    quantity: int


class Money(Outbound):
    """`amount` in the currency's unit, as a decimal string."""

    amount: str
    currency: str


class TrackingStep(Outbound):
    at: datetime
    step: str  # a key of the catalogues
    place: dict[Language, str] | None = None


class OrderCard(Outbound):
    kind: Literal["order"] = "order"
    number: str
    state: OrderState
    placed_at: datetime
    expected_at: datetime | None = None
    items: list[OrderItem]
    total: Money
    tracking: list[TrackingStep] = Field(default_factory=list)
