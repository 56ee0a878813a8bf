"""Money, as readers of each language expect it."""

from decimal import Decimal

import pytest

from handoff.adapters.wording.money import spoken_money


@pytest.mark.parametrize(
    ("amount", "currency", "en", "fa"),
    [
        ("24.80", "EUR", "€24.80", "۲۴٫۸۰ یورو"),
        ("24.8", "EUR", "€24.80", "۲۴٫۸۰ یورو"),
        ("31", "EUR", "€31.00", "۳۱٫۰۰ یورو"),
        ("1200", "JPY", "¥1,200", "۱٬۲۰۰ ین ژاپن"),
        ("450000", "IRR", "450,000 rials", "۴۵٬۰۰۰ تومان"),
        ("10000000", "IRR", "10 million rials", "یک میلیون تومان"),
        ("120000000", "IRR", "120 million rials", "۱۲ میلیون تومان"),
        ("455", "IRR", "455 rials", "۴۵٫۵ تومان"),
    ],
)
def test_money_has_its_sign_and_its_decimals(amount: str, currency: str, en: str, fa: str) -> None:
    """Signs and decimals are the currency's; rials are tomans in Persian."""
    told = [spoken_money(Decimal(amount), currency, language) for language in ("en", "fa")]
    assert told == [en, fa]
