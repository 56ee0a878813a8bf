"""The part of a message that the bot reads: a bounded beginning and end, in whole words.

People put their matter first, and the number or the question last. What lies between is kept in the
gateway's log, and agents see it; the bot only needs to know what the message is about.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

BEGINNING, END = 350, 150  # characters
_GAP = " … "
_WORD = 60  # characters; a longer word may be cut


@dataclass(frozen=True)
class Excerpt:
    """What is read is `text`: from `tail_at` on it is the message's end.

    Between the two the message has `left_out` characters more than `text`.
    """

    text: str
    tail_at: int
    left_out: int = 0

    def places_in_message(self, entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The entities found in `text`, with the places they have in the whole message."""
        return [self._placed(entity) for entity in entities]

    def _placed(self, entity: dict[str, Any]) -> dict[str, Any]:
        start, end = entity.get("start"), entity.get("end")
        if start is None or end is None or start < self.tail_at:
            return entity
        return {**entity, "start": start + self.left_out, "end": end + self.left_out}


def excerpt(message: str) -> Excerpt:
    """What to read of `message`: all of it, if it is short enough."""
    if len(message) <= BEGINNING + END:
        return Excerpt(message, tail_at=len(message))
    head = message[: _last_break(message)]
    tail_from = _first_break(message)
    tail_at = len(head) + len(_GAP)
    return Excerpt(head + _GAP + message[tail_from:], tail_at, left_out=tail_from - tail_at)


def _last_break(message: str) -> int:
    """Where the beginning ends: before the word that would not fit, unless that is endless."""
    for at in range(BEGINNING, BEGINNING - _WORD, -1):
        if message[at].isspace():
            return at
    return BEGINNING


def _first_break(message: str) -> int:
    """Where the end begins: after a word that would be cut, unless that is endless."""
    first = len(message) - END
    for at in range(first, first + _WORD):
        if message[at - 1].isspace():
            return at
    return first
