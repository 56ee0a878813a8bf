"""One spelling, same length."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.components.features import concepts, letters
from bot.components.feelings import felt
from bot.spelling import is_question, lower_ascii, normalise, without_silent

if TYPE_CHECKING:
    from pathlib import Path


@given(st.text())
def test_length_is_kept(text: str) -> None:
    """The place of an entity in the normalised text is its place in the typed text."""
    assert len(normalise(text)) == len(text)


@given(st.text())
def test_twice_is_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(alphabet=st.characters(max_codepoint=0x9F)))
def test_ascii_is_left_alone(text: str) -> None:
    assert normalise(text) == text


@given(st.integers(min_value=0), st.sampled_from(["۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩"]))
def test_both_digit_sets_become_ascii(number: int, digits: str) -> None:
    typed = "".join(digits[int(digit)] for digit in str(number))
    assert normalise(typed) == str(number)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("كتاب", "کتاب"),
        ("علي", "علی"),
        ("می\u200cرسد", "می رسد"),
        ("سفارش ١٠٤٢", "سفارش 1042"),
        ("مؤسسة", "موسسه"),
    ],
)
def test_arabic_keyboards_spell_persian(typed: str, expected: str) -> None:
    assert normalise(typed) == expected


def test_the_table_is_the_gateways(checkout: Path) -> None:
    """Every character of it is spelled here as it is there."""
    table = json.loads((checkout / "contracts" / "persian.json").read_text("utf-8"))
    for typed, same in {**table["digits"], **table["letters"]}.items():
        assert normalise(typed) == same
    assert normalise(table["blanks"]) == " " * len(table["blanks"])
    assert without_silent(table["silent"]) == ""


@pytest.mark.parametrize(
    ("typed", "same"),
    [("سـلام", "سلام"), ("سَلام", "سلام"), ("سفــارش", "سفارش"), ("عصبانیَم", "عصبانیم")],
)
def test_a_vowel_sign_or_a_stretched_word_is_read_past(typed: str, same: str) -> None:
    """In every view of a message, and in its mood."""
    assert letters(normalise(typed)) == letters(same)
    assert concepts(normalise(typed)) == concepts(same)
    assert felt(typed) == felt(same)


@given(st.text())
def test_lower_case_keeps_the_length(text: str) -> None:
    """And leaves what is no A to Z alone, however alike it looks."""
    assert len(lower_ascii(text)) == len(text)
    assert lower_ascii("İſ") == "İſ"


def test_a_question_ends_as_one() -> None:
    """In either script; a mark in the middle is none."""
    assert is_question("is it?")
    assert is_question("هست؟ ")
    assert not any(map(is_question, ["no.", "", "why? tell me"]))
