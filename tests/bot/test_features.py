"""The three views of a message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.components.features import concepts, letters, skeleton
from bot.spelling import normalise


@pytest.mark.parametrize(
    ("persian", "latin"),
    [
        ("سفارشم", "sefaresham"),
        ("سفارشم", "sfaresham"),
        ("کجاست", "kojast"),
        ("نرسیده", "nareside"),
        ("خداحافظ", "khodahafez"),
        ("قیمت", "gheymat"),
        ("هنوز", "hanuz"),
        ("هنوز", "hanooz"),
    ],
)
def test_both_scripts_have_one_skeleton(persian: str, latin: str) -> None:
    assert skeleton(persian) == skeleton(latin)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("where is my parcel?", "where parcel"),
        ("wheres my package", "where parcel"),
        ("بسته‌ام کجاست؟", "parcel where"),
        ("bastam kojast", "parcel where"),
        ("I want my money back", "want money_back"),
        ("می‌خوام پولمو پس بگیرم", "want money_back"),
        ("the weather is nice", ""),
    ],
)
def test_words_of_one_meaning_are_one_concept(text: str, expected: str) -> None:
    assert concepts(normalise(text)) == expected


def test_digits_and_addresses_are_alike() -> None:
    assert letters("Order 1042, Nika@Example.com") == "order 0000,  emailaddress "


@given(st.text())
def test_any_text_has_its_views(text: str) -> None:
    for view in (letters, skeleton, concepts):
        assert isinstance(view(text), str)
