"""The bot's words for hours, dates and digits are those of the agent console.

Both are held to the cases in `contracts/wording.json`.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.actions import wording

CASES = json.loads((Path(__file__).parents[2] / "contracts" / "wording.json").read_text("utf-8"))
LANGUAGES = ("en", "fa")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES["digits"], ids=lambda case: case["text"])
def test_digits(case: dict[str, Any], language: str) -> None:
    """Digits are those of the language, and nothing else of a text changes."""
    assert wording.digits(case["text"], language) == case[language]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES["dates"], ids=lambda case: case["day"])
def test_dates(case: dict[str, Any], language: str) -> None:
    """The bot names a day in the calendar of the language."""
    assert wording.spoken_date(date.fromisoformat(case["day"]), language) == case[language]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES["openings"], ids=lambda case: case["opens"])
def test_openings(case: dict[str, Any], language: str) -> None:
    """Days are counted by the shop's own calendar, through midnight and changes of the clocks."""
    opens, now = (datetime.fromisoformat(case[name]) for name in ("opens", "now"))
    assert wording.next_opening(opens, now, language) == case[language]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES["weeks"], ids=lambda case: case["en"])
def test_weeks(case: dict[str, Any], language: str) -> None:
    """Like days stand together, in the order of the language's week."""
    assert wording.week(case["week"], language) == case[language]
