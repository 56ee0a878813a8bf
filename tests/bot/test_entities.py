"""Order numbers, phones and addresses by their shape."""

from __future__ import annotations

import pytest

from bot.components.entities import found_entities
from bot.spelling import normalise


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("where is order 1042?", [("order_number", "1042")]),
        ("#1318", [("order_number", "1318")]),
        ("سفارش ۱۰۴۲ کجاست", [("order_number", "1042")]),
        ("٠٩١٢١٢٣٤٥٦٧", [("phone", "09121234567")]),
        ("call +98 912 123 45 67", [("phone", "+989121234567")]),
        ("0912-123-4567", [("phone", "09121234567")]),
        ("Nika@Example.com", [("email", "nika@example.com")]),
        ("nika1042@example.com", [("email", "nika1042@example.com")]),
        ("1042, 0912 123 4567", [("order_number", "1042"), ("phone", "09121234567")]),
        ("it cost 250000 tomans", []),
        ("۴۵۰ هزار تومان", []),
        ("on 2026-11-22 at 14:30", [("date", "2026-11-22"), ("time", "14:30")]),
        ("I have 2 books and 12 pens", [("product", "book"), ("product", "pen")]),
        ("hello", []),
        ("do you ship to Shiraz by Friday?", [("city", "shiraz"), ("date", "friday")]),
        ("تا جمعه به اصفهان می‌رسه؟", [("date", "friday"), ("city", "isfahan")]),
        ("ta jome be esfahan mirese", [("date", "friday"), ("city", "isfahan")]),
        ("پنج‌شنبه", [("date", "thursday")]),
        ("کتاب «بوف کور» رو دارید؟", [("product", "book"), ("product", "بوف کور")]),
        ('a mug and "The Blind Owl"', [("product", "mug"), ("product", "The Blind Owl")]),
        ("هفتهٔ بعد بازید؟", [("date", "next week")]),
        ("İ am in QOM", [("city", "qom")]),
        ("İ come at 2 PM on Fridays", [("time", "14:00"), ("date", "friday")]),
    ],
)
def test_what_is_found(text: str, expected: list[tuple[str, str]]) -> None:
    found = [(e["entity"], e["value"]) for e in found_entities(normalise(text))]
    assert found == expected


def test_place_is_that_in_the_typed_text() -> None:
    typed = "سفارشِ ۱۰۴۲ کجاست"
    (entity,) = found_entities(normalise(typed))
    assert typed[entity["start"] : entity["end"]] == "۱۰۴۲"
