"""Codes by mail that let a visitor change an order. Pure.

Number and contact of an order stand on its parcel, so they are enough to hear of it, not to cancel it.
A visitor whom the shop does not vouch for gets a code at the order's e-mail address, good for one order in
one conversation. Only a code's id is kept; its digits follow from that and from a secret.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from handoff.domain.deliveries import Delivery
from handoff.domain.language import Language

# Which customers may cancel or return an order through the bot: those the shop vouches for, or also
# visitors who know the order's contact, or also visitors who have the code.
ChangeRule = Literal["vouched", "contact", "code"]

DIGITS = 6
LIFE = timedelta(minutes=10)
TRIES = 5

# A customer who asks again within this time gets no second code: the first is on its way.
ON_ITS_WAY = timedelta(minutes=1)

_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
_BETWEEN = frozenset(" -\u200c\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\u00a0")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCode:
    """`used_by` is the id of the message that brought it, by which the same message may bring it
    again."""

    id: str
    conversation_id: str
    number: str
    created_at: datetime
    expires_at: datetime
    tries: int = 0
    used_by: str | None = None

    def is_open(self, now: datetime) -> bool:
        return self.used_by is None and self.tries < TRIES and now < self.expires_at

    def is_on_its_way(self, now: datetime) -> bool:
        return self.is_open(now) and now < self.created_at + ON_ITS_WAY


def new_code(code_id: str, conversation_id: str, number: str, now: datetime) -> OrderCode:
    return OrderCode(
        id=code_id,
        conversation_id=conversation_id,
        number=number,
        created_at=now,
        expires_at=now + LIFE,
    )


def mail_of(code: OrderCode, delivery_id: str, to: str, language: Language) -> Delivery:
    """The mail that brings the code. It is of no use longer than the code is."""
    return Delivery(
        id=delivery_id,
        kind="order_code",
        to=to,
        language=language,
        state="waiting",
        due_at=code.created_at,
        expires_at=code.expires_at,
        created_at=code.created_at,
        code_id=code.id,
    )


def typed_code(text: str) -> str | None:
    """The digits of a code as somebody has typed them; None if that can be no code."""
    digits = "".join(x for x in text.translate(_DIGITS) if x not in _BETWEEN)
    return digits if len(digits) == DIGITS and digits.isascii() and digits.isdigit() else None
