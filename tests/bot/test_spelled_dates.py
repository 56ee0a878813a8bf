"""Days of a month in words."""

from __future__ import annotations

import pytest

from bot.components.entities import found_entities
from bot.components.spelled_dates import spelled_dates_in
from bot.spelling import normalise


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("پنجم مرداد بازید؟", "5 مرداد"),
        ("بیست و سوم آذر ماه", "23 آذر"),
        ("اول مهر", "1 مهر"),
        ("avval farvardin", "1 farvardin"),
        ("the twenty-first of July", "21 july"),
        ("on the first of May", "1 may"),
        ("on the FIRST of MAY", "1 may"),
    ],
)
def test_an_ordinal_before_a_month_is_a_day(text: str, value: str) -> None:
    (found,) = spelled_dates_in(normalise(text))
    assert normalise(found.value) == normalise(value)


@pytest.mark.parametrize("text", ["the fırst of May", "the firſt of May", "the fİrst of May"])
def test_a_letter_that_only_looks_like_another_is_another(text: str) -> None:
    """«ſ», «ı» and «İ» are s and i to expressions that ignore case, and to no table of words."""
    assert spelled_dates_in(normalise(text)) == []


def test_an_ordinal_alone_is_none() -> None:
    assert spelled_dates_in(normalise("the first book, جلد سوم")) == []


def test_it_is_an_entity() -> None:
    text = normalise("دهم دی چطور؟")
    assert [(e["entity"], e["value"]) for e in found_entities(text)] == [("date", "10 دی")]
