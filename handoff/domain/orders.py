"""Who may hear about an order: its verified customer, or who knows its number and the contact."""

import re
from typing import Literal

# How an order stands, and what may have happened to its parcel: keys of the catalogues.
OrderState = Literal[
    "placed", "packed", "shipped", "delayed", "delivered", "cancelled", "returned", "refunded"
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
    "returned",
    "refunded",
]

_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")

# Invisible marks (zero width, text direction) that come along when Persian text is copied.
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")

# A phone number within its country, without the leading 0, has at most ten digits nearly
# everywhere (Iran, North America); fewer than nine are too easily guessed to count as proof.
_NATIONAL_DIGITS = 10
_PROOF_DIGITS = 9


def normal_number(text: str) -> str:
    """An order number as it is stored: ASCII digits, upper case, without `#`, spaces and
    invisible marks."""
    return re.sub(r"[\s#]", "", _plain(text)).upper()


def contact_matches(given: str, email: str | None, phone: str | None) -> bool:
    """Whether `given` is the e-mail address or the phone number of the order.

    E-mail addresses compare without case, phone numbers by their national part, so that
    `+98 912…`, `0098 912…` and `0912…` are one.
    """
    given = _plain(given)
    if "@" in given:
        return email is not None and given.casefold() == _plain(email).casefold()
    asked, known = _subscriber(given), _subscriber(phone or "")
    digits = min(len(asked), len(known), _NATIONAL_DIGITS)
    return digits >= _PROOF_DIGITS and asked[-digits:] == known[-digits:]


def _plain(text: str) -> str:
    return _INVISIBLE.sub("", text.translate(_DIGITS)).strip()


def _subscriber(phone: str) -> str:
    """The digits of a phone number without leading zeros; `+44 (0)20 …` counts no zero."""
    return re.sub(r"\(0\)|[^0-9]", "", _plain(phone)).lstrip("0")
