"""A message without the greeting before its matter.

"Hello" says nothing of what follows it, yet it is the word that a classifier of greetings knows best. What is a
greeting and little else stays as it is. Words are in `greetings.yml`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

from bot.spelling import normalise

_FILE = Path(__file__).with_name("greetings.yml")
_WORDS = 2  # that follow a greeting, for it to go
_MOST = 3  # greetings in a row: «سلام، وقت بخیر، خسته نباشید»
_BETWEEN = " \t\n,،.!؛;:-–—…~"


def without_greeting(text: str) -> str:
    """What follows the greeting; the text itself if it is one, or has none."""
    rest = text
    for _ in range(_MOST):
        match = _greeting().match(rest)
        if match is None:
            break
        rest = rest[match.end() :].lstrip(_BETWEEN)
    return rest if len(rest.split()) >= _WORDS else text


@lru_cache(maxsize=1)
def _greeting() -> re.Pattern[str]:
    """Any of them as whole words, the longest that fits."""
    lines = yaml.safe_load(_FILE.read_text("utf-8"))
    longest_first = sorted(
        (normalise(greeting) for line in lines for greeting in line), key=len, reverse=True
    )
    words = "|".join(re.escape(greeting).replace(r"\ ", r"\s{1,2}") for greeting in longest_first)
    return re.compile(rf"\s{{0,9}}(?:{words})(?!\w)", re.IGNORECASE)
