"""What people feel, and which words say so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.components.feelings import felt


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("where is my order 1042?", "neutral"),
        ("what time do you open", "neutral"),
        ("I am furious, this is unacceptable", "anger"),
        ("you are thieves!!", "anger"),
        ("this is ridiculous, I'm so fed up", "frustration"),
        ("I am not happy with this", "frustration"),
        ("I am not angry at all", "neutral"),
        ("I'm very sad about it 😢", "sadness"),
        ("I'm worried that my money is gone", "fear"),
        ("great, I love it, thank you ❤️", "joy"),
        ("😡", "anger"),
        ("سفارش ۱۰۴۲ کجاست؟", "neutral"),
        ("الان باز هستید؟", "neutral"),
        ("خیلی عصبانی‌ام از دستتون", "anger"),
        ("عصبانی نیستم", "neutral"),
        ("کلاهبردارید شما!!", "anger"),
        ("دیگه کلافه شدم، هیچ‌کس جواب نمی‌ده", "frustration"),
        ("اصلاً راضی نیستم", "frustration"),
        ("خوشحال نشدم از این خرید", "frustration"),
        ("خیلی ناراحت شدم 😭", "sadness"),
        ("نگرانم گم شده باشه", "fear"),
        ("عالی بود، دمتون گرم", "joy"),
        ("خيلي عصباني هستم", "anger"),
        ("kheili asabani am", "anger"),
        ("razi nistam asan", "frustration"),
        ("damet garm ali bood", "joy"),
        ("I've never been so mad in my life", "anger"),
        ("I have never been mad at you", "neutral"),
        ("this is sooooo annoyingggg", "frustration"),
    ],
)
def test_label(text: str, label: str) -> None:
    assert felt(text).label == label


@pytest.mark.parametrize(
    ("louder", "plain"),
    [
        ("I am VERY ANGRY about THIS", "I am angry about this"),
        ("this is terrible!!!", "this is terrible"),
        ("I am really angry", "I am angry"),
        ("خیلی عصبانی‌ام", "عصبانی‌ام"),
        ("افتضاحه!!!", "افتضاحه"),
        ("I am angryyyy", "I am angry"),
        ("عصبانیییم", "عصبانیم"),
    ],
)
def test_shouting_marks_and_intensifiers_raise_the_score(louder: str, plain: str) -> None:
    assert felt(louder).score > felt(plain).score


def test_the_words_are_told() -> None:
    """An agent can see what the score rests on."""
    assert felt("I'm furious, you are liars").words == ("furious", "liars")


def test_valence_and_arousal_tell_good_from_bad_and_loud_from_calm() -> None:
    angry, sad, happy = felt("I'm furious!!"), felt("I'm so sad"), felt("I love it, wonderful")
    assert angry.valence < 0 < happy.valence
    assert sad.valence < 0
    assert angry.arousal > sad.arousal
    mixed = felt("the book is great, but the delivery was awful")
    assert abs(mixed.valence) < min(abs(angry.valence), happy.valence)
    assert felt("when do you open?").as_dict()["arousal"] == 0


@given(st.text())
def test_any_text_has_a_score_within_bounds(text: str) -> None:
    emotion = felt(text)
    assert 0 <= emotion.score <= 1
    assert (emotion.score == 0) == (emotion.words == ())
    assert -1 <= emotion.valence <= 1
    assert 0 <= emotion.arousal <= 1
