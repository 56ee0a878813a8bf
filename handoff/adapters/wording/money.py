"""Amounts of money as readers of each language expect them: €24.80, 45,000 tomans, ۴۵٬۰۰۰ تومان.

Signs, names, decimals and grouping are those of CLDR. Iranian money is told in tomans, ten rials each,
as shops and customers in Iran do: CLDR does not know them, the catalogue does. `client/src/money.ts`
writes the same for pages; `contracts/wording.json` tests both.
"""

from decimal import Decimal
from typing import Literal

from babel.numbers import format_currency, format_decimal, get_currency_symbol

from handoff.adapters.wording.catalogues import catalogue
from handoff.domain.language import Language
from handoff.domain.persian import persian_digits
from handoff.domain.shop.order_cards import RIALS_IN_A_TOMAN

_MILLION = 1_000_000
_OF_THE_LANGUAGE = "default"
_PERSIAN_MINUS = "\u200e\u2212"  # the mark keeps it left of the number


def spoken_money(amount: Decimal, currency: str, language: Language) -> str:
    """`amount` within a sentence, which names whole millions of tomans."""
    tomans = _tomans(amount, currency)
    if tomans is None or not tomans or tomans % _MILLION:
        return written_money(amount, currency, language)
    texts = catalogue(language)
    one = tomans == _MILLION
    millions = texts["one"] if one else _figures(tomans / _MILLION, language)
    return _told(texts["million"].format(millions=millions), language)


def written_money(amount: Decimal, currency: str, language: Language) -> str:
    """`amount` in figures, as cards show it; `currency` is of ISO 4217, or IRT for tomans."""
    tomans = _tomans(amount, currency)
    if tomans is not None:
        return _told(_figures(tomans, language), language)
    if language == "fa":
        return _persian(_of_cldr(amount, currency, "fa", "name"))
    sign = get_currency_symbol(currency, "en")
    spaced = f"{sign}\u00a0" if sign[-1].isalpha() else sign  # Babel leaves this space of CLDR out
    return _of_cldr(amount, currency, "en", "standard").replace(sign, spaced)


def _tomans(amount: Decimal, currency: str) -> Decimal | None:
    if currency == "IRR":
        return amount / RIALS_IN_A_TOMAN
    return amount if currency == "IRT" else None


def _told(figures: str, language: Language) -> str:
    told: str = catalogue(language)["tomans"].format(amount=figures)
    return told


def _figures(amount: Decimal, language: Language) -> str:
    figures = format_decimal(amount, locale=language, numbering_system=_OF_THE_LANGUAGE)
    return _persian(figures) if language == "fa" else figures


def _of_cldr(
    amount: Decimal, currency: str, language: Language, style: Literal["standard", "name"]
) -> str:
    return format_currency(
        amount, currency, locale=language, format_type=style, numbering_system=_OF_THE_LANGUAGE
    )


def _persian(text: str) -> str:
    """Babel takes the separators from CLDR, and leaves digits and minus as they are."""
    return persian_digits(text).replace("-", _PERSIAN_MINUS)
