"""Which order a message means: by its place in the list, as the other one, by its title."""

from __future__ import annotations

import pytest

from bot.actions.order_mentions import Known, mentioned

ORDERS = (
    Known("30", ("The Blind Owl", "Desk lamp, green")),
    Known("20", ("کلیدر", "دفتر خط‌دار")),
    Known("10", ("بوف کور",)),
)


def meant(text: str, *, shown: tuple[str, ...] = (), current: str | None = None) -> list[str]:
    return mentioned(text, ORDERS, shown, current)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("the owl", "30"),
        ("what about the lamp?", "30"),
        ("the blind oul", "30"),  # a word that fits outweighs one with a slip in it
        ("the desk lmap thing", "30"),
        ("کلیدر رو کی می‌فرستید؟", "20"),
        ("كليدر", "20"),  # an Arabic keyboard
        ("اون دفترها چی شد", "20"),
        ("kelidar", "20"),
        ("boofe koor chi shod?", "10"),
        ("بوف‌کور", "10"),
        ("بوف", "10"),
    ],
)
def test_a_part_of_a_title_in_either_script_names_its_order(text: str, number: str) -> None:
    """With a slip, an ending, another keyboard's letters, or in Latin letters."""
    assert meant(text) == [number]


@pytest.mark.parametrize(
    "text", ["", "!!!", "thanks a lot", "when is it coming", "کی می‌رسه؟", "kar nemikone", "the one"]
)
def test_what_names_no_title_means_no_order(text: str) -> None:
    """Two consonants alone are no title, and words that every order has are none either."""
    assert meant(text) == []


def test_a_word_that_several_titles_have_says_nothing_between_them() -> None:
    """Where all have it; of some that have it, each may be meant."""
    orders = (Known("3", ("Red lamp",)), Known("2", ("Green lamp",)), Known("1", ("Notebook",)))
    assert mentioned("the lamp", orders, (), None) == ["3", "2"]
    assert mentioned("the green lamp", orders, (), None) == ["2"]
    assert mentioned("the lamp", orders[:2], (), None) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("the first one", "20"),
        ("the second please", "10"),
        ("دومی", "10"),
        ("avali", "20"),
        ("the newest", "30"),
        ("آخری رو می‌گم", "30"),
        ("the oldest order", "10"),
    ],
)
def test_a_place_goes_by_the_list_that_was_shown(text: str, number: str) -> None:
    """And age by when the orders were placed."""
    assert meant(text, shown=("20", "10")) == [number]


def test_a_place_beyond_the_list_means_nothing() -> None:
    assert meant("the third one", shown=("20", "10")) == []


@pytest.mark.parametrize("text", ["the other one", "and the other book?", "اون یکی چی؟", "un yeki"])
def test_the_other_is_all_but_the_one_that_was_talked_of(text: str) -> None:
    """Among those that were shown, if that leaves any; else among all."""
    assert meant(text, shown=("20", "10"), current="20") == ["10"]
    assert meant(text, shown=("20",), current="20") == ["30", "10"]
    assert meant(text, current="30") == ["20", "10"]


def test_a_title_beside_the_other_one_decides() -> None:
    assert meant("no, the other one, the owl", shown=("20", "10"), current="20") == ["30"]


def test_a_long_message_is_read_at_its_beginning() -> None:
    """A bounded part: what is behind names nothing."""
    assert meant("word " * 2000 + "kelidar") == []


SETS = (
    Known("40", ("تاریخ ایران، دورهٔ پنج‌جلدی",)),
    Known("30", ("سووشون", "تقویم دیواری")),
    Known("20", ("Atlas of Rivers",)),
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("the five volumes, I mean", "40"),
        ("5 jeldi", "40"),
        ("the set", "40"),
        ("the calendar", "30"),
        ("اطلس", "20"),
        ("2 jelde suvashunam rah oftade?", "30"),  # the count says nothing of which
        ("دو جلد سووشونم", "30"),
    ],
)
def test_common_things_and_counts_are_known_in_the_other_language(text: str, number: str) -> None:
    assert mentioned(text, SETS, (), None) == [number]


@pytest.mark.parametrize("text", ["two of them", "پنج تا", "how many volumes", "five days"])
def test_a_count_alone_names_no_order(text: str) -> None:
    """It takes the number and what is counted."""
    assert mentioned(text, SETS, (), None) == []
