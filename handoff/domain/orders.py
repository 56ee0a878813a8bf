"""Who may hear about an order: its verified customer, or who knows its number and the contact."""

import re

_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")

# Digits at the end of a phone number that tell subscribers apart, whatever the country prefix.
_SUBSCRIBER_DIGITS = 9


def normal_number(text: str) -> str:
    """An order number as it is stored: ASCII digits, upper case, without `#` and spaces."""
    return re.sub(r"[\s#]", "", text.translate(_DIGITS)).upper()


def contact_matches(given: str, email: str | None, phone: str | None) -> bool:
    """Whether `given` is the e-mail address or the phone number of the order.

    E-mail addresses compare without case, phone numbers by their last digits, so that `+98 912…`
    and `0912…` are one.
    """
    given = given.strip().translate(_DIGITS)
    if "@" in given:
        return email is not None and given.casefold() == email.strip().casefold()
    asked, known = _subscriber(given), _subscriber(phone or "")
    return len(asked) == _SUBSCRIBER_DIGITS and asked == known


def _subscriber(phone: str) -> str:
    return re.sub(r"\D", "", phone.translate(_DIGITS))[-_SUBSCRIBER_DIGITS:]
