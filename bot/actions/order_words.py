"""What words mean where an order is talked of, by `order_words.yml`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

from bot.actions.phrases import Phrases

_WORDS = Path(__file__).with_name("order_words.yml")
REASONS = ("damaged", "wrong_item", "changed_mind")  # of a return, the gravest first


def means(kind: str, text: str) -> bool:
    """Whether a text has one of the phrases of this kind in it."""
    return _known()[kind].are_in(text)


def is_empty(word: str) -> bool:
    """Whether a word says nothing of which order is meant."""
    return word in _known()["empty"].single


def reason_in(text: str) -> str | None:
    """Why something is sent back, if a text says so."""
    return next((reason for reason in REASONS if means(reason, text)), None)


@lru_cache(maxsize=1)
def _known() -> dict[str, Phrases]:
    known = yaml.safe_load(_WORDS.read_text("utf-8"))
    return {kind: Phrases.of(lines) for kind, lines in known.items()}
