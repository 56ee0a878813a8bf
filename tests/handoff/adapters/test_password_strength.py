"""Which passwords are too easy to guess, and why."""

import pytest

from handoff.adapters.password_strength import weakness

ABOUT = ["Sara", "Karimi", "sara", "books", "example", "Li"]


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("password1234", "common"),
        ("P@ssword1234", "common"),
        ("aaaaaaaaaaaaaa", "repeated"),
        ("abcabcabcabcabc", "repeated"),
        ("abcdefghijkl", "sequence"),
        ("zxcvbnm,./zxcvbnm,./", "repeated"),
        ("alexander1990", "word"),
        ("sara-karimi-1990", "personal"),
        ("SaraBooksExample", "personal"),
        ("sarakarimi2026!", "personal"),
    ],
)
def test_what_others_would_try_is_weak(password: str, why: str) -> None:
    """Passwords of leaks, patterns, dates, names; the owner's own words count for nothing."""
    assert weakness(password, ABOUT) == why


def test_a_word_and_a_row_of_digits_are_weak_for_either_reason() -> None:
    """The library finds both in it, and tells of either."""
    assert weakness("salam1234567", ABOUT) in {"common", "sequence"}


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "blue-lamp-fig-tree",
        "یک چراغ آبی کنار پنجره",
        "sara likes blue figs",
    ],
)
def test_a_few_words_are_strong(password: str) -> None:
    """Words of any language are, without symbols or digits."""
    assert weakness(password, ABOUT) is None


def test_nothing_known_of_the_owner_is_no_reason() -> None:
    """Then the password alone is judged."""
    assert weakness("correct horse battery", []) is None
