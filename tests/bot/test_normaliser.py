"""One spelling, same length."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.components.normaliser import normalise


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
        ("سـلام", "س لام"),
        ("سفارش ١٠٤٢", "سفارش 1042"),
        ("مؤسسة", "موسسه"),
    ],
)
def test_arabic_keyboards_spell_persian(typed: str, expected: str) -> None:
    assert normalise(typed) == expected
