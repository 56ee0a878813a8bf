"""The one table of how Persian is typed, and what is made with it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.domain.persian import (
    BLANKS,
    DIGITS,
    LATIN_PAIRS,
    LATIN_VOWELS,
    LETTERS,
    SILENT,
    SOUNDS,
    persian_digits,
    plain,
    spelled,
    table,
)


def test_every_digit_of_every_set_is_its_value() -> None:
    """By Unicode's own word, not by ours."""
    assert len(DIGITS) == 30
    assert {digit: str(unicodedata.digit(digit)) for digit in DIGITS} == DIGITS


def test_letters_become_letters_that_are_not_changed_again() -> None:
    assert not set(LETTERS.values()) & LETTERS.keys()
    assert all(unicodedata.category(letter) == "Lo" for letter in LETTERS.values())


def test_no_character_stands_in_two_places() -> None:
    places = [*DIGITS, *LETTERS, *BLANKS, *SILENT]
    assert len(places) == len(set(places))


@given(st.text())
def test_one_spelling_has_the_length_of_what_was_typed(text: str) -> None:
    """And what is spelled already stays as it is."""
    assert len(spelled(text)) == len(text)
    assert spelled(spelled(text)) == spelled(text)


@pytest.mark.parametrize(
    ("typed", "same"),
    [("كتاب", "کتاب"), ("علي", "علی"), ("می\u200cرسد", "می رسد"), ("سفارش ١٠٤٢", "سفارش 1042")],
)
def test_the_keyboard_makes_no_difference(typed: str, same: str) -> None:
    assert spelled(typed) == same


@pytest.mark.parametrize(
    "typed", ["0912 555", "۰۹۱۲ ۵۵۵", "٠٩١٢ ٥٥٥", "０９１２ ５５５", " \u200e0912\u200f 555\u2069"]
)
def test_plain_text_has_ascii_digits_and_nothing_unseen(typed: str) -> None:
    assert plain(typed) == "0912 555"


@given(st.integers(min_value=0))
def test_shown_digits_are_read_back(number: int) -> None:
    shown = persian_digits(str(number))
    assert not shown.isascii()
    assert plain(shown) == str(number)


def test_the_table_holds_everything_once() -> None:
    assert table() == {
        "digits": dict(DIGITS),
        "letters": dict(LETTERS),
        "blanks": BLANKS,
        "silent": SILENT,
        "shown_digits": "۰۱۲۳۴۵۶۷۸۹",
        "sounds": dict(SOUNDS),
        "latin_pairs": dict(LATIN_PAIRS),
        "latin_vowels": LATIN_VOWELS,
    }


def test_a_letter_has_one_sound() -> None:
    """A letter that stood under two signs would be heard as whichever comes last; a pair of Latin letters is
    heard as a sign that some Persian letter has."""
    letters = "".join(SOUNDS.values())
    assert len(set(letters)) == len(letters)
    assert set(LATIN_PAIRS.values()) <= SOUNDS.keys()
