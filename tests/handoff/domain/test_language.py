"""Which language a text is written in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.domain.language import LANGUAGES, Language, language_of


@pytest.mark.parametrize(
    ("text", "current", "expected"),
    [
        ("سفارش من کجاست؟", "en", "fa"),
        ("order 1042 کجاست", "en", "fa"),
        ("where is my order", "fa", "en"),
        ("ok", "fa", "fa"),
        ("ok", "en", "en"),
        ("iPhone 15", "fa", "fa"),
        ("a b c", "fa", "fa"),
        ("۱۰۴۲", "en", "en"),
        ("۱۰۴۲", "fa", "fa"),
        ("1042", "fa", "fa"),
        ("؟!", "en", "en"),
        ("🙂👍", "fa", "fa"),
        ("nika.shop@example.com", "fa", "fa"),
        ("https://shop.example/order/status", "fa", "fa"),
        ("see https://shop.example please", "fa", "en"),
        ("", "en", "en"),
        ("گچپژ", "en", "fa"),
        ("می\u200cخواهم", "en", "fa"),
    ],
)
def test_letters_decide(text: str, current: Language, expected: Language) -> None:
    """Persian letters decide at once, Latin words from two on, all else changes nothing."""
    assert language_of(text, current) == expected


@given(st.text(), st.sampled_from(LANGUAGES))
def test_any_text_has_one_of_the_two_languages(text: str, current: Language) -> None:
    """Whatever is typed, the answer is a language we speak, and stays so when asked again."""
    language = language_of(text, current)
    assert language in LANGUAGES
    assert language_of(text, language) == language


@given(st.text(alphabet="0123456789۰۱۲۳۴۵۶۷۸۹ .,!؟?+-()"), st.sampled_from(LANGUAGES))
def test_numbers_and_signs_have_no_language(text: str, current: Language) -> None:
    """A number, whoever's digits it is in, leaves the conversation's language alone."""
    assert language_of(text, current) == current
