"""Which slots are facts, and how long they hold: the one list for answers and for seeds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rasa.shared.core.constants import DEFAULT_SLOT_NAMES

from bot.actions.order_talk import ORDER_TALK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rasa.shared.core.trackers import DialogueStateTracker

# Where a dialogue stands: the bot tells nobody else, and a new segment begins none in the middle.
BOOKKEEPING = frozenset({*DEFAULT_SLOT_NAMES, "language", ORDER_TALK})
# What the customer wants just now: agents read it, but the next segment does not go on with it.
OF_ONE_MATTER = frozenset({"order_purpose", "return_reason"})


def order_asked(tracker: DialogueStateTracker) -> str | None:
    """What the bot has asked for about an order, and waits for."""
    return (tracker.get_slot(ORDER_TALK) or {}).get("asked")


def order_told(tracker: DialogueStateTracker) -> str | None:
    """The state of the order that the customer was last told of."""
    return (tracker.get_slot(ORDER_TALK) or {}).get("told")


def told(slots: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of the customer and their matter."""
    return {
        name: value
        for name, value in slots.items()
        if value is not None and name not in BOOKKEEPING
    }


def remembered(seed: Mapping[str, str], known: Mapping[str, Any]) -> dict[str, str]:
    """What a new segment takes over of the one before: facts that this bot has a slot for."""
    passing = BOOKKEEPING | OF_ONE_MATTER
    return {name: value for name, value in seed.items() if name in known and name not in passing}
