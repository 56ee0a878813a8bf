"""What of an order is shown to customers and agents."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from handoff.domain.language import Language

YEARS = range(1970, 2201)  # a moment outside them is a mistake, and not every calendar can tell it
RIALS_IN_A_TOMAN = 10

# How an order stands, and what may happen to its parcel: keys of the catalogues.
OrderState = Literal[
    "placed",
    "packed",
    "shipped",
    "delayed",
    "delivered",
    "cancelled",
    "return_requested",
    "returned",
    "refunded",
]
ParcelStep = Literal[
    "placed",
    "packed",
    "handed_over",
    "sorting_centre",
    "delayed",
    "out_for_delivery",
    "delivered",
    "cancelled",
    "return_requested",
    "returned",
    "refunded",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderItem:
    title: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """`amount` in the currency's unit, as a decimal string."""

    amount: str
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackingStep:
    """What happened to the parcel, a key of the catalogues."""

    at: datetime
    step: str
    place: Mapping[Language, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCard:
    """An order as customers and agents see it. All times are aware; `tracking` is in the order of
    what happened."""

    kind: Literal["order"] = "order"
    number: str
    state: OrderState
    placed_at: datetime
    expected_at: datetime | None = None
    items: tuple[OrderItem, ...]
    total: Money
    tracking: tuple[TrackingStep, ...] = ()

    @property
    def arrived_at(self) -> datetime | None:
        """When the order was delivered, by the steps of its parcel; None if none says so."""
        arrivals = (step.at for step in reversed(self.tracking) if step.step == "delivered")
        return next(arrivals, None)
