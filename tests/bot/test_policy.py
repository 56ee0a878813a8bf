"""Rules are shown the end of a conversation, and see there what they would see in the whole of it."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    BotUttered,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.policy import end_of

if TYPE_CHECKING:
    from rasa.shared.core.events import Event

INTENTS, ACTIONS = ("hours", "thanks", "order"), ("action_hours", "utter_thanks", "action_order")
DOMAIN = Domain.from_dict(
    {
        "intents": list(INTENTS),
        "actions": list(ACTIONS),
        "slots": {
            "language": {
                "type": "text",
                "influence_conversation": False,
                "mappings": [{"type": "custom"}],
            }
        },
    }
)


def turn(chance: random.Random) -> list[Event]:
    """A message, one to three actions or none that fits, and the bot listens again."""
    events: list[Event] = [UserUttered("?", {"name": chance.choice(INTENTS), "confidence": 1.0})]
    if chance.random() < 0.3:
        events.append(SlotSet("language", chance.choice(["en", "fa"])))
    if chance.random() < 0.2:
        return [*events, UserUtteranceReverted(), ActionExecuted(ACTION_LISTEN_NAME)]
    for _ in range(chance.randint(1, 3)):
        events += [ActionExecuted(chance.choice(ACTIONS)), BotUttered("!")]
    if chance.random() < 0.3:
        events.append(ActionExecutionRejected("action_order"))
    return [*events, ActionExecuted(ACTION_LISTEN_NAME)]


def conversation(seed: int) -> DialogueStateTracker:
    """Some turns, of which the last one may not have ended."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    events: list[Event] = [ActionExecuted(ACTION_LISTEN_NAME)]
    for _ in range(chance.randint(0, 12)):
        events += turn(chance)
    last = turn(chance)
    events += last[: chance.randint(1, len(last))]
    return DialogueStateTracker.from_events("nika", events, DOMAIN.slots)


@pytest.mark.parametrize("states", [1, 2, 4])
@pytest.mark.parametrize("seed", range(60))
def test_the_end_has_the_latest_states_of_the_whole(seed: int, states: int) -> None:
    tracker = conversation(seed)
    whole = DOMAIN.states_for_tracker_history(tracker)
    end = DOMAIN.states_for_tracker_history(end_of(tracker, states))
    assert end[-states:] == whole[-states:]


def test_the_end_of_a_long_conversation_is_short() -> None:
    """Its length does not grow with the conversation."""
    chance = random.Random(1)  # noqa: S311 - no secret
    events = [event for _ in range(200) for event in turn(chance)]
    tracker = DialogueStateTracker.from_events(
        "nika", [ActionExecuted(ACTION_LISTEN_NAME), *events]
    )
    assert len(end_of(tracker, 2).events) < 30
