"""Names, as customers type them."""

import pytest

from handoff.domain.shop.names import is_named, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("New York", ("new", "york")),
        ("كتابِ  تَازه", ("کتاب", "تازه")),
        ("بندر‌عباس", ("بندر", "عباس")),
        ("جلد ۲", ("جلد", "2")),
        ("Don’t!", ("don't",)),
        ("?!", ()),
    ],
)
def test_words_have_one_spelling(text: str, found: tuple[str, ...]) -> None:
    """Keyboards, vowel signs, half-spaces and capitals make no difference."""
    assert words(text) == found


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("Bandar Abbas", "shipping to BANDAR  ABBAS?", True),
        ("بندر عباس", "به بندر‌عباس می‌فرستید؟", True),
        ("York", "to New York", True),
        ("Yor", "to New York", False),
        ("New York", "York, New", False),
        ("", "anything", False),
    ],
)
def test_a_name_is_named_by_all_its_words(name: str, text: str, *, named: bool) -> None:
    """Whole words, one after the other."""
    assert is_named(name, text) is named
