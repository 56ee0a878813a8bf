"""Which of the three ways of writing a message is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.components.latin import Scripts

if TYPE_CHECKING:
    from pathlib import Path

LATIN = [
    "sefaresham kojast",
    "hanuz nareside",
    "pulam ro pas bedid",
    "salam khoobid",
    "mersi azizam",
]
ENGLISH = [
    "where is my order",
    "it has not come",
    "give me my money back",
    "hello there",
    "thanks a lot",
]
PERSIAN = ["سفارشم کجاست", "هنوز نرسیده", "پولم رو پس بدید"]
SCRIPTS = Scripts.of([*LATIN, *ENGLISH, *PERSIAN], LATIN)


@pytest.mark.parametrize(
    ("text", "writing"),
    [
        ("sefaresh nareside", "latin"),
        ("my order has not come", "en"),
        ("سفارشم نرسیده", "fa"),
        ("order من کجاست", "fa"),
        ("1042", "en"),
        ("🙂", "en"),
        ("", "en"),
    ],
)
def test_a_message_is_known_by_how_it_is_written(text: str, writing: str) -> None:
    assert SCRIPTS.writing(text) == writing


def test_only_persian_in_latin_letters_is_decoded() -> None:
    assert SCRIPTS.read("hanuz nareside") == ("latin", "هنوز نرسیده")
    assert SCRIPTS.read("where is my order") == ("en", "where is my order")
    assert SCRIPTS.read("سفارشم کجاست") == ("fa", "سفارشم کجاست")


def test_what_was_learnt_is_stored(tmp_path: Path) -> None:
    SCRIPTS.store(tmp_path)
    stored = Scripts.stored(tmp_path)
    for text in [*LATIN, *ENGLISH, *PERSIAN]:
        assert stored.read(text) == SCRIPTS.read(text)


def test_without_examples_all_latin_letters_are_english(tmp_path: Path) -> None:
    plain = Scripts.of([*ENGLISH, *PERSIAN], [])
    plain.store(tmp_path)
    assert Scripts.stored(tmp_path).writing("sefaresham kojast") == "en"
