"""Which of a customer's orders a message means: by a place in the list, as "the other one", by a title.

A title is known by a part of it, a slip of the keyboard or an ending more, and in the other script by
its consonants ("boofe koor" is «بوف کور») or, if it is a common thing, by its name ("the calendar"). A word that several titles have says nothing between them.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.actions.order_words import counts, is_empty, is_place, is_the_same, means
from bot.actions.phrases import words_of
from bot.components.features import skeleton

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORDS_READ = 40  # of a message: enough to name an order in
_PLACES = {"first": 0, "second": 1, "third": 2}
_SHORTEST = 3  # letters of a word that may have an ending, or a slip
_SLIP = 5  # letters of a word in which a slip is forgiven
_ALIKE = 0.8  # by `SequenceMatcher.ratio`: one letter of five or six
_ENDING = 3  # letters of an ending: «تقویمم», "calendars"
_CONSONANTS = 2  # by which a word may be known in the other script; with more it is
_FAINT, _SURE = 1, 2
_POSSESSIVE = "mt$"  # consonants of «کتابم», «کتابت», «کتابش»
_PERSIAN = ("\u0600", "\u06ff")


@dataclass(frozen=True)
class Known:
    """An order as customers may speak of it."""

    number: str
    titles: tuple[str, ...]


def mentioned(
    text: str, orders: Sequence[Known], shown: Sequence[str], current: str | None
) -> list[str]:
    """The numbers of the orders that a text means; several if it could be either.

    Args:
        text: of the message.
        orders: what the customer has ordered, newest first.
        shown: the numbers in the list that the customer was shown last.
        current: the number of the order that was talked of last.
    """
    by_title = named_by_title(text, orders)
    if len(by_title) == 1:
        return by_title
    listed = list(shown) or [order.number for order in orders]
    return _by_place(text, listed, orders) or _others(text, listed, orders, current) or by_title


def words_beside(text: str, orders: Sequence[Known]) -> int:
    """How many words of a text neither name an order nor are empty: of none, the text names one and no more."""
    said = [word for word in words_of(text) if not is_empty(word) and not is_place(word)]
    hits = set[str]().union(*(_hits(said, order.titles) for order in orders))
    return len([word for word in said if word not in hits])


def _by_place(text: str, listed: list[str], orders: Sequence[Known]) -> list[str]:
    for kind, place in _PLACES.items():
        if means(kind, text) and place < len(listed):
            return [listed[place]]
    if orders and means("newest", text):
        return [orders[0].number]
    if orders and means("oldest", text):
        return [orders[-1].number]
    return []


def _others(
    text: str, listed: list[str], orders: Sequence[Known], current: str | None
) -> list[str]:
    """All but the one that was talked of: of those that were listed, if that leaves any."""
    if not means("other", text):
        return []
    rest = [number for number in listed if number != current]
    return rest or [order.number for order in orders if order.number != current]


def named_by_title(text: str, orders: Sequence[Known]) -> list[str]:
    """The orders with the most words of the message in their titles."""
    said = [word for word in words_of(text)[:_WORDS_READ] if not is_empty(word)]
    hits = {order.number: _hits(said, order.titles) for order in orders}
    everywhere = set.intersection(*hits.values()) if len(hits) > 1 else set()
    scores = {number: len(found - everywhere) for number, found in hits.items()}
    best = max(scores.values(), default=0)
    return [number for number, score in scores.items() if score == best > 0]


def _hits(said: Sequence[str], titles: tuple[str, ...]) -> set[str]:
    """The words of the message that stand in one of the titles; of faint ones it takes two."""
    parts = {part for title in titles for part in words_of(title) if not is_empty(part)}
    found = {word: max((_likeness(word, part) for part in parts), default=0) for word in said}
    likely = {word for word, likeness in found.items() if likeness}
    return likely if sum(found.values()) >= _SURE else set()


@lru_cache(maxsize=4096)
def _likeness(word: str, part: str) -> int:
    """`_SURE` if it is the same word, `_FAINT` if it may be, else 0."""
    if counts(word):
        return _FAINT if word == part or is_the_same("counts", word, part) else 0
    if word == part or is_the_same("same", word, part):
        return _SURE
    if _is_persian(word) != _is_persian(part):
        return _sounds_alike(skeleton(word), skeleton(part))
    longer, shorter = sorted((word, part), key=len, reverse=True)
    if len(shorter) < _SHORTEST:
        return 0
    if longer.startswith(shorter) and len(longer) - len(shorter) <= _ENDING:
        return _SURE
    matcher = SequenceMatcher(None, word, part, autojunk=False)
    slipped = len(shorter) >= _SLIP and matcher.real_quick_ratio() >= _ALIKE <= matcher.ratio()
    return _SURE if slipped else 0


def _sounds_alike(sounds: str, others: str) -> int:
    longer, shorter = sorted((sounds, others), key=len, reverse=True)
    if len(shorter) > _CONSONANTS and longer[:-1] == shorter and longer[-1] in _POSSESSIVE:
        return _SURE
    if sounds != others or len(sounds) < _CONSONANTS:
        return 0
    return _SURE if len(sounds) > _CONSONANTS else _FAINT


def _is_persian(word: str) -> bool:
    return _PERSIAN[0] <= word[0] <= _PERSIAN[1]
