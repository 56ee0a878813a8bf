"""Persian in Latin letters, read by the words of the examples."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.components.decoder import Decoder

EXAMPLES = ["سفارشم کجاست", "سفارش من نرسیده", "هنوز نرسیده", "پولم رو می‌خوام", "کتاب پاره بود"]
DECODER = Decoder.of(EXAMPLES * 5)


@pytest.mark.parametrize(
    ("typed", "persian"),
    [
        ("sefaresham kojast", "سفارشم کجاست"),
        ("sfaresham kojast", "سفارشم کجاست"),
        ("hanuz nareside", "هنوز نرسیده"),
        ("hanooz naresideeee", "هنوز نرسیده"),
        ("Pulam ro!", "پولم رو !"),
        ("kheyli bad", "خیلی بد"),
        ("pulam 1042", "پولم 1042"),
        ("", ""),
    ],
)
def test_words_are_found_whatever_their_spelling(typed: str, persian: str) -> None:
    assert DECODER(typed) == persian


def test_a_word_that_no_example_has_is_written_by_its_letters() -> None:
    assert DECODER("shokolat") == "شوکولات"


def test_lines_stay_lines() -> None:
    """Where a message has lines, its clauses are cut there."""
    assert DECODER("hanuz nareside\npulam").split("\n")[0].strip() == "هنوز نرسیده"


@given(st.text())
def test_any_text_is_decoded(text: str) -> None:
    assert "sefaresham" not in DECODER(text)


def test_time_does_not_grow_with_the_text() -> None:
    """What is beyond the bound is not looked at, and a word has a bounded number of candidates."""
    alike = Decoder.of([" ".join(f"{a}ا{b}ش" for a in "بتسدر" for b in "کلمنه")])
    for text in ("a" * 10_000, "kh" * 5000, "sefareshamo naresidebe " * 400, "bash " * 2000):
        began = time.thread_time()
        alike(text)
        assert time.thread_time() - began <= 0.05
