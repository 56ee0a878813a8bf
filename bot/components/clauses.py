"""A message by its clauses: customers put two matters, or a matter and its background, into one.

A clause ends at a sentence's end, at a line, or before a word that begins another thought ("but", «ولی»). At
an "and" it ends only where both sides are long enough to say something. At most `MOST` clauses are made, of
at least `_WORDS` words each; what is shorter joins the one before it.
"""

from __future__ import annotations

import re

from bot.components.greetings import without_greeting

MOST = 4
_WORDS = 2
_LETTERS = 500  # of a message: more is not looked at
_BOTH = "هم "
_TURNS = (
    "but",
    "however",
    "though",
    "unfortunately",
    "sadly",
    "ولی",
    "اما",
    "فقط",
    "منتها",
    "متاسفانه",
)

# A sentence's end, a line, or a word at which another thought begins. Decimal points end nothing.
_END = re.compile(
    r"[!?؟;؛\n…]{1,20}|\.(?=\s|$)"
    r"|[,،]?\s(?=(?:but|also|btw|plus|however|though|unfortunately|sadly"
    r"|ولی|اما|فقط|منتها|متاسفانه|راستی|ضمنا|همچنین|و|and)\s)"
)


def clauses(text: str) -> list[str]:
    """The clauses of a text in its order; none if it is all one. A greeting before the first is left out."""
    said = text[:_LETTERS].strip()
    matter = without_greeting(said)
    found: list[str] = []
    for part in _END.split(_apart(matter)):
        piece = part.strip()
        short = len(piece.split()) < _WORDS
        if piece and found and (short or len(found) == MOST):
            found[-1] = f"{found[-1]} {piece}"
        elif piece and not (short and found):
            found.append(piece)
    merged = _with_short_beginning(found)
    return merged if len(merged) > 1 or matter != said else []


def turns(clause: str) -> bool:
    """Whether a clause begins as one that takes something back of what was said before: "but", «فقط»."""
    return clause.lower().startswith(tuple(f"{word} " for word in _TURNS))


def _apart(text: str) -> str:
    """«هم … هم …» ("both … and …") on two lines."""
    second = text.find(f" {_BOTH}", len(_BOTH)) if text.startswith(_BOTH) else -1
    return text if second < 0 else f"{text[:second]}\n{text[second + 1 :]}"


def _with_short_beginning(found: list[str]) -> list[str]:
    """A short beginning ("hi.") belongs to what follows it."""
    if len(found) > 1 and len(found[0].split()) < _WORDS:
        return [f"{found[0]} {found[1]}", *found[2:]]
    return found
