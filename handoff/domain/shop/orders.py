"""Orders: who may hear of one (its verified customer, or who knows its number and the contact), and
what may be done with one.

    placed, packed ──cancel──► cancelled
    delivered, within the window ──return──► return_requested ──► returned ──► refunded
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from handoff.domain.json_types import Json
from handoff.domain.people import Customer
from handoff.domain.persian import plain

# How an order stands, and what may have happened to its parcel: keys of the catalogues.
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

# What can be done with an order, as it is told once it is done.
OrderAction = Literal["order_cancelled", "return_requested"]
ReturnReason = Literal["damaged", "wrong_item", "changed_mind"]

# What an action brings about.
OUTCOME: Mapping[OrderAction, OrderState] = {
    "order_cancelled": "cancelled",
    "return_requested": "return_requested",
}

# Whether an action is possible now, and if not, why: the order has not been sent yet, is on its way,
# or has arrived; or its state says it. `unclear` is for a person to look at.
Verdict = Literal[
    "possible",
    "not_sent",
    "on_the_way",
    "delivered",
    "too_late",
    "unclear",
    "cancelled",
    "return_requested",
    "returned",
    "refunded",
]

NUMBER_LENGTH = 64  # characters of an order's number

# A phone number within its country, without the leading 0, has at most ten digits nearly
# everywhere (Iran, North America); fewer than nine are too easily guessed to count as proof.
_NATIONAL_DIGITS = 10
_PROOF_DIGITS = 9


def normal_number(text: str) -> str:
    """An order number as it is stored: ASCII digits, upper case, without `#`, spaces and
    invisible marks."""
    return re.sub(r"[\s#]", "", plain(text)).upper()


def contact_matches(given: str, email: str | None, phone: str | None) -> bool:
    """Whether `given` is the e-mail address or the phone number of the order.

    E-mail addresses compare without case, phone numbers by their national part, so that
    `+98 912…`, `0098 912…` and `0912…` are one.
    """
    given = plain(given)
    if "@" in given:
        return email is not None and given.casefold() == plain(email).casefold()
    asked, known = _subscriber(given), _subscriber(phone or "")
    digits = min(len(asked), len(known), _NATIONAL_DIGITS)
    return digits >= _PROOF_DIGITS and asked[-digits:] == known[-digits:]


def normal_contact(text: str) -> str:
    """A contact as limits count it: what `contact_matches` takes for one contact is one here."""
    given = plain(text)
    return given.casefold() if "@" in given else _subscriber(given)[-_PROOF_DIGITS:]


def verdict(
    action: OrderAction,
    state: OrderState,
    *,
    arrived_at: datetime | None,
    window: timedelta | None,
    now: datetime,
) -> Verdict:
    """Whether `action` may be done to an order in `state`, which arrived when (None: unknown). Goods
    are taken back within `window` of their arrival; without a window a person decides."""
    match state:
        case "placed" | "packed":
            return "possible" if action == "order_cancelled" else "not_sent"
        case "shipped" | "delayed":
            return "on_the_way"
        case "delivered":
            if action == "order_cancelled":
                return "delivered"
            return _return_verdict(arrived_at, window, now)
        case _:
            return state


def _return_verdict(
    arrived_at: datetime | None, window: timedelta | None, now: datetime
) -> Verdict:
    if arrived_at is None or window is None:
        return "unclear"
    return "possible" if now <= arrived_at + window else "too_late"


def arrival(card: Mapping[str, object]) -> datetime | None:
    """When the order of this card was delivered, by the steps of its parcel; None if none says so."""
    steps = card.get("tracking")
    for step in reversed(steps) if isinstance(steps, list) else ():
        if isinstance(step, dict) and step.get("step") == "delivered":
            return _moment(step.get("at"))
    return None


def _moment(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _subscriber(phone: str) -> str:
    """The digits of a phone number without leading zeros; `+44 (0)20 …` counts no zero."""
    return re.sub(r"\(0\)|[^0-9]", "", plain(phone)).lstrip("0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order as the shop's system tells it; `card` is the JSON that customers are shown.

    Whose it is, if known: a customer by our id, or by the shop's own.
    """

    number: str
    customer_id: str | None = None
    external_id: str | None = None
    email: str | None
    phone: str | None
    card: Mapping[str, Json]

    def belongs_to(self, customer: Customer) -> bool:
        """Whether it is this customer's, and the shop vouched for who they are."""
        if customer.external_id is None:
            return False
        return self.customer_id == customer.id or self.external_id == customer.external_id


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderChange:
    """What is to be done with an order as it was read just now. The same `key` is the same wish."""

    kind: OrderAction
    order: Order
    reason: ReturnReason | None
    key: str
