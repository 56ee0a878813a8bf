"""Memory has a bound, and the silent go first."""

from __future__ import annotations

import asyncio

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.trackers import RecentTrackerStore, SegmentTracker


def test_the_longest_silent_conversation_is_forgotten_first() -> None:
    store = RecentTrackerStore(Domain.empty(), limit=2)

    async def speak(sender: str) -> None:
        await store.save(DialogueStateTracker.from_events(sender, [SlotSet("name", sender)]))

    async def story() -> list[str]:
        for sender in ("first", "second", "first", "third"):
            await speak(sender)
        return list(await store.keys())

    assert asyncio.run(story()) == ["first", "third"]


def test_what_is_done_to_a_copy_is_lost_unless_it_is_saved() -> None:
    """A turn that fails leaves the conversation as it was."""
    store = RecentTrackerStore(
        Domain.from_dict({"slots": {"name": {"type": "text", "mappings": [{"type": "custom"}]}}})
    )

    async def story() -> list[object]:
        tracker = await store.get_or_create_tracker("nika")
        tracker.update(SlotSet("name", "Nika"))
        await store.save(tracker)
        failed = await store.retrieve("nika")
        assert failed is not None
        failed.update(SlotSet("name", "lost"))
        kept = await store.retrieve("nika")
        assert isinstance(kept, SegmentTracker)
        return [kept.get_slot("name"), len(kept.events) - len(tracker.events)]

    assert asyncio.run(story()) == ["Nika", 0]


def test_a_copy_equals_a_conversation_that_was_lived_through_again() -> None:
    """And goes its own way from there."""
    domain = Domain.from_dict(
        {"slots": {"name": {"type": "text", "mappings": [{"type": "custom"}]}}}
    )
    tracker = SegmentTracker("nika", domain.slots)
    told = [ActionExecuted("action_listen"), UserUttered("I am Nika"), SlotSet("name", "Nika")]
    tracker.update_with_events(told, domain)
    copied, relived = tracker.copy(), tracker.travel_back_in_time(float("inf"))
    assert copied.current_state() == relived.current_state()
    assert list(copied.events) == list(relived.events)
    copied.update_with_events([SlotSet("name", "Daniel"), ActionExecuted("action_greet")], domain)
    assert tracker.current_state() == relived.current_state()
    assert list(tracker.events) == list(relived.events)
