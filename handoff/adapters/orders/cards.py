"""Turns what a shop's server answers, in whatever types, into an `Order` with a card to show.

What a card cannot do without, and is missing or of a wrong kind, makes the order unreadable: the
customer hears that the order system cannot be asked, never half of the truth. Optional parts that
are wrong are left out.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

import structlog

from handoff.adapters.shop_server.reader import Unreadable
from handoff.domain.language import LANGUAGES
from handoff.domain.shop.order_cards import (
    RIALS_IN_A_TOMAN,
    YEARS,
    Money,
    OrderCard,
    OrderItem,
    OrderState,
    ParcelStep,
    TrackingStep,
)
from handoff.domain.shop.orders import Order

log = structlog.get_logger()

TEXT_LENGTH = 200
ITEMS = 50
STEPS = 30
_CURRENCY = re.compile(r"[A-Z]{3}")
_MILLISECONDS = 10**11  # seconds since 1970 as large as this are in the year 5138
_LARGEST = Decimal(10) ** 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An order in the words of the shop's server: nothing in here has been checked."""

    number: Any
    status: Any
    placed_at: Any
    expected_at: Any = None
    delivered_at: Any = None
    customer_id: Any = None
    email: Any = None
    phone: Any = None
    items: Sequence[tuple[Any, Any]] = ()  # title, quantity
    total: Any
    currency: Any
    parcel: Sequence[tuple[Any, Any, Any]] = field(default=())  # moment, step, place


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How a shop's words are to be read. A moment without an offset is in `zone`."""

    states: Mapping[str, OrderState]
    steps: Mapping[str, ParcelStep]
    zone: tzinfo = UTC


def order(told: Told, dialect: Dialect) -> Order:
    """Raises Unreadable, naming the field."""
    number, placed_at = text(told.number), moment(told.placed_at, dialect.zone)
    if number is None:
        _unreadable("number")
    if placed_at is None:
        _unreadable("placed_at")
    state = _state(told.status, dialect.states)
    card = OrderCard(
        number=number,
        state=state,
        placed_at=placed_at,
        expected_at=moment(told.expected_at, dialect.zone),
        items=tuple(_item(title, quantity) for title, quantity in told.items[:ITEMS]),
        total=money(told.total, told.currency),
        tracking=tuple(_parcel(told, state, dialect)),
    )
    return Order(
        external_id=text(told.customer_id),
        email=text(told.email),
        phone=text(told.phone),
        card=card,
    )


def text(value: Any) -> str | None:
    """One line that any database and browser takes; None if there is nothing in it."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    printable = "".join(c if c.isprintable() else " " for c in str(value)[: 2 * TEXT_LENGTH])
    return " ".join(printable.split())[:TEXT_LENGTH] or None


def moment(value: Any, zone: tzinfo) -> datetime | None:
    """The time in UTC, read from ISO 8601, of a day, or of seconds or milliseconds since 1970."""
    read = _read_moment(value, zone)
    return read if read is not None and read.year in YEARS else None


def _read_moment(value: Any, zone: tzinfo) -> datetime | None:
    try:
        if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
            value = int(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            seconds = value / 1000 if value >= _MILLISECONDS else value
            return datetime.fromtimestamp(seconds, UTC) if seconds > 0 else None
        if isinstance(value, str):
            told = datetime.fromisoformat(value.strip())
            return (told if told.tzinfo else told.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        pass
    return None


def _state(status: Any, states: Mapping[str, OrderState]) -> OrderState:
    name = text(status) or ""
    if name not in states:
        log.warning("orders.unknown_status", status=name)
        raise Unreadable("an order has a status which the orders file does not map")
    return states[name]


def _item(title: Any, quantity: Any) -> OrderItem:
    shown = text(title)
    if shown is None:
        _unreadable("items")
    try:
        count = int(quantity)
    except (ValueError, TypeError, OverflowError):
        count = 1
    return OrderItem(title=shown, quantity=max(count, 1))


def money(amount: Any, currency: Any) -> Money:
    """Turns tomans, which no standard knows, into rials; people read either as tomans. Raises Unreadable."""
    try:
        value = Decimal(str(amount))
    except InvalidOperation:
        _unreadable("total")
    if not value.is_finite() or abs(value) > _LARGEST:
        _unreadable("total")
    if not isinstance(currency, str) or not _CURRENCY.fullmatch(currency):
        _unreadable("currency")
    if currency == "IRT":
        value, currency = value * RIALS_IN_A_TOMAN, "IRR"
    return Money(amount=f"{value:f}", currency=currency)


def _parcel(told: Told, state: OrderState, dialect: Dialect) -> list[TrackingStep]:
    """The steps that we have words for, as they came; and that it arrived, if none of them says so."""
    steps: list[TrackingStep] = []
    known = {dialect.steps.get(text(step) or "") for _, step, _ in told.parcel[-STEPS:]}
    arrived = moment(told.delivered_at, dialect.zone)
    for at, step, place in told.parcel[-STEPS:]:
        named, when = dialect.steps.get(text(step) or ""), moment(at, dialect.zone)
        if named is None or when is None:
            continue
        name = text(place)
        there = dict.fromkeys(LANGUAGES, name) if name else None
        steps.append(TrackingStep(at=when, step=named, place=there))
    if state == "delivered" and arrived is not None and "delivered" not in known:
        steps.append(TrackingStep(at=arrived, step="delivered"))
    return steps


def _unreadable(name: str) -> NoReturn:
    raise Unreadable(f"{name} cannot be read")
