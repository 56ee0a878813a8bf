"""Orders: who may hear of one (its verified customer, or who knows its number and the contact), and
what may be done with one.

    placed, packed ──cancel──► cancelled
    delivered, within the window ──return──► return_requested ──► returned ──► refunded
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from handoff.domain.people import Customer
from handoff.domain.persian import plain
from handoff.domain.shop.order_cards import OrderCard, OrderState

# What can be done with an order, by the names of what has then been done.
OrderAction = Literal["order_cancelled", "return_requested"]
ReturnReason = Literal["damaged", "wrong_item", "changed_mind"]

# What an action brings about.
OUTCOME: Mapping[OrderAction, OrderState] = {
    "order_cancelled": "cancelled",
    "return_requested": "return_requested",
}

# The states in which an action may be possible.
BEFORE: Mapping[OrderAction, frozenset[OrderState]] = {
    "order_cancelled": frozenset({"placed", "packed"}),
    "return_requested": frozenset({"delivered"}),
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
    if state not in BEFORE[action]:
        return _why_not(state)
    if action == "order_cancelled":
        return "possible"
    return _return_verdict(arrived_at, window, now)


def _why_not(state: OrderState) -> Verdict:
    match state:
        case "placed" | "packed":
            return "not_sent"
        case "shipped" | "delayed":
            return "on_the_way"
        case _:
            return state


def _return_verdict(
    arrived_at: datetime | None, window: timedelta | None, now: datetime
) -> Verdict:
    if arrived_at is None or window is None:
        return "unclear"
    return "possible" if now <= arrived_at + window else "too_late"


def _subscriber(phone: str) -> str:
    """The digits of a phone number without leading zeros; `+44 (0)20 …` counts no zero."""
    return re.sub(r"\(0\)|[^0-9]", "", plain(phone)).lstrip("0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order as the shop's system tells it; `card` is what customers are shown.

    Whose it is, if known: a customer by our id, or by the shop's own.
    """

    customer_id: str | None = None
    external_id: str | None = None
    email: str | None
    phone: str | None
    card: OrderCard

    @property
    def number(self) -> str:
        return self.card.number

    def belongs_to(self, customer: Customer) -> bool:
        """Whether it is this customer's, and the shop vouched for who they are."""
        if customer.external_id is None:
            return False
        return self.customer_id == customer.id or self.external_id == customer.external_id


def may_hear(order: Order, customer: Customer, contacts: Iterable[str] = ()) -> bool:
    """Whether the customer may hear about the order: it is theirs by the shop's word, or one of the
    `contacts` that they gave is its own."""
    proofs = (contact_matches(contact, order.email, order.phone) for contact in contacts)
    return order.belongs_to(customer) or any(proofs)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderChange:
    """What is to be done with an order as it was read just now. The same `key` is the same wish."""

    kind: OrderAction
    order: Order
    reason: ReturnReason | None
    key: str
