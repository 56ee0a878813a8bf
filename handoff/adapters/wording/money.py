"""Amounts of money as readers of each language expect them: €24.80, 450,000 rials, ۴۵٬۰۰۰ تومان.

Signs, decimals and grouping are those of CLDR. Where a sign would not be read, the catalogue has words;
Persian tells rials in tomans, ten of them each, as everybody says them.
"""

from decimal import Decimal
from typing import Literal

from babel.numbers import format_currency, format_decimal

from handoff.adapters.wording.catalogues import catalogue
from handoff.domain.language import Language
from handoff.domain.persian import persian_digits

_RIALS_IN_A_TOMAN = 10
_MILLION = 1_000_000
_OF_THE_LANGUAGE = "default"


def spoken_money(amount: Decimal, currency: str, language: Language) -> str:
    """`amount` of an ISO 4217 `currency` for a reader of `language`."""
    texts = catalogue(language)
    if currency in texts["money"]:
        told: str = texts["money"][currency].format(
            amount=_figures(amount, language),
            tomans=_figures(amount / _RIALS_IN_A_TOMAN, language),
        )
        return told
    style: Literal["standard", "name"] = "standard" if language == "en" else "name"
    return _digits(
        format_currency(
            amount, currency, locale=language, format_type=style, numbering_system=_OF_THE_LANGUAGE
        ),
        language,
    )


def _figures(amount: Decimal, language: Language) -> str:
    """Whole millions are named as such."""
    if amount and amount % _MILLION == 0:
        millions = _figures(amount / _MILLION, language) if amount != _MILLION else None
        known = catalogue(language)
        told: str = known["million"].format(millions=millions or known["one"])
        return told
    figures = format_decimal(amount, locale=language, numbering_system=_OF_THE_LANGUAGE)
    return _digits(figures, language)


def _digits(text: str, language: Language) -> str:
    """Babel takes the signs between digits from CLDR, and leaves the digits as they are."""
    return persian_digits(text) if language == "fa" else text
