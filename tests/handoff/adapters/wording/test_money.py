"""Money, as readers of each language expect it.

Cards of the widget and the console show it likewise: `contracts/wording.json` tests them as well.
"""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from handoff.adapters.wording.money import spoken_money, written_money
from handoff.domain.language import LANGUAGES, Language

CASES = json.loads((Path(__file__).parents[4] / "contracts" / "wording.json").read_text("utf-8"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "case", CASES["money"], ids=lambda case: f"{case['amount']} {case['currency']}"
)
def test_money_has_its_sign_and_its_decimals(case: dict[str, str], language: Language) -> None:
    """Signs and decimals are the currency's; rials are told in tomans."""
    assert written_money(Decimal(case["amount"]), case["currency"], language) == case[language]


@pytest.mark.parametrize(
    ("amount", "currency", "en", "fa"),
    [
        ("10000000", "IRR", "one million tomans", "یک میلیون تومان"),
        ("120000000", "IRR", "12 million tomans", "۱۲ میلیون تومان"),
        ("-20000000", "IRR", "-2 million tomans", "\u200e\u2212۲ میلیون تومان"),
        ("3000000", "IRT", "3 million tomans", "۳ میلیون تومان"),
        ("12500000", "IRR", "1,250,000 tomans", "۱٬۲۵۰٬۰۰۰ تومان"),
        ("450000", "IRR", "45,000 tomans", "۴۵٬۰۰۰ تومان"),
        ("0", "IRR", "0 tomans", "۰ تومان"),
        ("1000000", "EUR", "€1,000,000.00", "۱٬۰۰۰٬۰۰۰٫۰۰ یورو"),
    ],
)
def test_a_sentence_names_whole_millions(amount: str, currency: str, en: str, fa: str) -> None:
    """Millions of tomans, as people say them; what is no whole million is in figures."""
    told = [spoken_money(Decimal(amount), currency, language) for language in LANGUAGES]
    assert told == [en, fa]
