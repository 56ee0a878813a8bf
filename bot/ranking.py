"""Rankings of what a message may be about: guesses with a name and a confidence, the likeliest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

Guess = dict[str, Any]  # name and confidence

# As a question, yes and no are about the answer before.
YES_OR_NO = frozenset({"affirm", "deny"})


def without(ranking: Sequence[Guess], *names: str) -> list[Guess]:
    """The ranking without some topics."""
    return [guess for guess in ranking if guess["name"] not in names]


def taken_as(parsed: dict[str, Any], guess: Guess) -> dict[str, Any]:
    """The reading of a message with `guess` as its topic, at the head of its ranking."""
    others = without(parsed.get("intent_ranking", []), guess["name"])
    return {**parsed, "intent": guess, "intent_ranking": [guess, *others]}
