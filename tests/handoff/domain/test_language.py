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
    """Persian letters decide at once, English words from two on, all else changes nothing."""
    assert language_of(text, current) == expected


@pytest.mark.parametrize(
    "text",
    [
        "salam",
        "sefaresham kojast?",
        "Sefareshe 1042 hanooz naresid",
        "nemidoonam chera pardakht nashod",
        "mikham ba poshtiban harf bezanam",
        "esmetoon chie",
        "kheyli mamnoon, iPhone 15 darid?",
    ],
)
@pytest.mark.parametrize("current", LANGUAGES)
def test_persian_in_latin_letters_is_answered_in_persian(text: str, current: Language) -> None:
    """Its words tell it, whichever spelling they have, and whatever was spoken before."""
    assert language_of(text, current) == "fa"


@pytest.mark.parametrize(
    "text",
    [
        "I don't know where my order is",
        "can I talk to Adam",
        "my name is Ali Rahimi",
        "are you a man or a bot, be honest, in a word",
        "do you sell salam candles and other gifts",
        "the swimming pool towel is bad",
    ],
)
@pytest.mark.parametrize("current", LANGUAGES)
def test_english_stays_english(text: str, current: Language) -> None:
    """Persian names, and words that both languages have, do not make a sentence Persian."""
    assert language_of(text, current) == "en"


@pytest.mark.parametrize("text", ["Samsung Galaxy Ultra", "Nika Rahimi", "ok", "OK thanks", "Ali"])
@pytest.mark.parametrize("current", LANGUAGES)
def test_names_and_brands_leave_the_language_alone(text: str, current: Language) -> None:
    """So do the few English words that everybody uses."""
    assert language_of(text, current) == current


@given(st.text(), st.sampled_from(LANGUAGES))
def test_any_text_has_one_of_the_two_languages(text: str, current: Language) -> None:
    """Whatever is typed, the answer is a language we speak, and stays so when asked again."""
    language = language_of(text, current)
    assert language in LANGUAGES
    assert language_of(text, language) == language


@given(st.text(alphabet="0123456789۰۱۲۳۴۵۶۷۸۹ .,!؟?+-()"), st.sampled_from(LANGUAGES))
def test_numbers_and_signs_have_no_language(text: str, current: Language) -> None:
    """A number, in whatever digits, leaves the conversation's language alone."""
    assert language_of(text, current) == current
