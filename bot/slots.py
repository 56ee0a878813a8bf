"""Which slots are facts, and how long they hold: the one list for answers and for seeds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rasa.shared.core.constants import DEFAULT_SLOT_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping

# Where a dialogue stands: nobody else is told, and a new segment begins none in the middle.
BOOKKEEPING = frozenset(
    {
        *DEFAULT_SLOT_NAMES,
        "language",
        "order_step",
        "order_tries",
        "order_lookup",
        "order_confirmed",
        "order_code",
    }
)
# What the customer wants just now: people are told, but the next segment does not go on with it.
OF_ONE_MATTER = frozenset({"order_purpose", "return_reason"})


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
