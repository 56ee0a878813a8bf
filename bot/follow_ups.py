"""A message that only names another day, city or title asks again what was asked before.

"Are you open on Thursday?" is followed by "and Friday?", and that is a question about hours, whatever a
classifier makes of two words. So the intent of such a message is the one before it.

Where nothing is understood, a day or a city tells of its own what may be meant ("what would posting it to Tabriz
set me back?"): of the topics that ask for it, the likeliest that has some chance.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from rasa.shared.core.events import UserUttered

from bot.actions.order_talk import NOT_UNDERSTOOD
from bot.actions.phrases import Phrases, words_of
from bot.ranking import taken_as

if TYPE_CHECKING:
    from rasa.shared.core.trackers import DialogueStateTracker

_FILE = Path(__file__).with_name("follow_ups.yml")
_LOOKED_BACK = 3  # messages of the customer after which a topic is over
_LONGEST = 80  # characters
_TELLING = frozenset({"city", "country", "date", "time"})  # entities that tell of their own
_SOME_CHANCE = 0.1


@lru_cache(maxsize=1)
def _topics() -> dict[str, frozenset[str]]:
    content = yaml.safe_load(_FILE.read_text("utf-8"))
    return {topic: frozenset(kinds) for topic, kinds in content["topics"].items()}


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    phrases = Phrases.of(yaml.safe_load(_FILE.read_text("utf-8"))["words"])
    return phrases.single.union(*(phrase.split() for phrase in phrases.longer))


def follow_up(parsed: dict[str, Any], tracker: DialogueStateTracker) -> dict[str, Any]:
    """`parsed` with the intent that it asks about again, or as it is."""
    kinds = _named(parsed["text"], parsed["entities"])
    if not kinds:
        return _by_what_is_named(parsed)
    topic = next(iter(_topics_before(tracker)), None)
    if topic is None or not kinds <= _topics()[topic]:
        return parsed
    return taken_as(parsed, {"name": topic, "confidence": 1.0})


def _by_what_is_named(parsed: dict[str, Any]) -> dict[str, Any]:
    named = {entity["entity"] for entity in parsed["entities"]} & _TELLING
    if parsed["intent"]["name"] not in NOT_UNDERSTOOD or not named:
        return parsed
    for guess in parsed.get("intent_ranking", []):
        if guess["confidence"] >= _SOME_CHANCE and _topics().get(guess["name"], set()) & named:
            return taken_as(parsed, guess)
    return parsed


def _named(text: str, entities: list[dict[str, Any]]) -> set[str]:
    """The kinds of entities that are all a message has, beside a few words; none if it has more."""
    if len(text) > _LONGEST:
        return set()
    rest = list(text)
    for entity in entities:
        rest[entity["start"] : entity["end"]] = " " * (entity["end"] - entity["start"])
    if not _words().issuperset(words_of("".join(rest))):
        return set()
    return {entity["entity"] for entity in entities}


def _topics_before(tracker: DialogueStateTracker) -> list[str]:
    """The topics that may be followed up, of the last few messages, the latest first."""
    messages = (event for event in reversed(tracker.events) if isinstance(event, UserUttered))
    names = (message.intent_name for message in islice(messages, _LOOKED_BACK))
    return [name for name in names if name in _topics()]
