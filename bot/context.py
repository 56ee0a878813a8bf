"""What a short message is about, given what was talked of just before.

"Even if it's opened?" says little by itself; after a question about returns it is one about returns. The
classifier knows no dialogue, so a general topic that was just answered counts for more in a short message: some
times what the classifier makes of it, and much more where the message carries on in words ("what about …",
«… چی؟»). A yes or no that asks ("so that's a no?") is about it, too. Nothing else becomes likelier, and a message
that is surely about something else stays with that. Words are in `carrying_on.yml`.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.core.events import UserUttered

from bot.actions.phrases import words_of
from bot.ranking import YES_OR_NO, Guess, without
from bot.slots import order_asked
from bot.spelling import is_question
from bot.topics import Topics, topics

if TYPE_CHECKING:
    from rasa.shared.core.trackers import DialogueStateTracker

_FILE = Path(__file__).with_name("carrying_on.yml")
_MOST_WORDS = 9  # of a message that needs the one before it
_LIKELIER, _CARRIED_ON = 8.0, 40.0  # times
_LEAST, _MARGIN = 0.35, 0.05  # of its confidence then, and before the next
_DETAILS = frozenset({"phone", "email"})  # entities that say what a message is about


def in_context(parsed: dict[str, Any], tracker: DialogueStateTracker) -> dict[str, Any]:
    """`parsed` with the topic it carries on with, or as it is."""
    before = _answered_before(tracker, topics())
    if before is None or order_asked(tracker) is not None or not _needs_context(parsed):
        return parsed
    ranking = _likelier(parsed, before)
    if _asks_yes_or_no(parsed):
        ranking = [{"name": before, "confidence": 1.0}, *without(ranking, before)]
    best, second = ranking[0], ranking[1]["confidence"] if len(ranking) > 1 else 0.0
    sure = best["confidence"] >= _LEAST and best["confidence"] - second >= _MARGIN
    if best["name"] != before or not sure:
        return parsed
    return {**parsed, "intent": best, "intent_ranking": ranking}


def _answered_before(tracker: DialogueStateTracker, known: Topics) -> str | None:
    """The general topic of the customer's last message, unless a person took over with the answer."""
    messages = (event for event in reversed(tracker.events) if isinstance(event, UserUttered))
    latest = next(messages, None)
    topic = known.get(latest.intent_name) if latest is not None else None
    if topic is None or topic.kind != "general" or topic.to_a_person:
        return None
    return topic.name


def _needs_context(parsed: dict[str, Any]) -> bool:
    kinds = {entity["entity"] for entity in parsed["entities"]}
    unhappy = (parsed.get("emotion") or {}).get("valence", 0) < 0
    words = words_of(parsed["text"])
    return 0 < len(words) <= _MOST_WORDS and not kinds & _DETAILS and not unhappy


def _likelier(parsed: dict[str, Any], before: str) -> list[Guess]:
    """The ranking, with more weight on one topic, the likeliest first."""
    times = _CARRIED_ON if carries_on(parsed["text"]) else _LIKELIER
    guesses = without(parsed.get("intent_ranking", []), DEFAULT_NLU_FALLBACK_INTENT_NAME)
    own = next((guess["confidence"] for guess in guesses if guess["name"] == before), 0.0)
    whole = 1 + (times - 1) * own
    weighed = [
        {
            **guess,
            "confidence": guess["confidence"] * (times if guess["name"] == before else 1) / whole,
        }
        for guess in guesses
    ]
    return sorted(weighed, key=lambda guess: -guess["confidence"])


def _asks_yes_or_no(parsed: dict[str, Any]) -> bool:
    return is_question(parsed["text"]) and parsed["intent"]["name"] in YES_OR_NO


def carries_on(text: str) -> bool:
    """Whether a text begins or ends as one that carries on with what was said before."""
    said = f" {' '.join(words_of(text))} "
    begins, ends = _turns_of_speech()
    return said.startswith(begins) or said.endswith(ends)


@lru_cache(maxsize=1)
def _turns_of_speech() -> tuple[tuple[str, ...], tuple[str, ...]]:
    content = yaml.safe_load(_FILE.read_text("utf-8"))
    begins, ends = (
        tuple(f" {' '.join(words_of(phrase))} " for line in content[name] for phrase in line)
        for name in ("begins", "ends")
    )
    return begins, ends
