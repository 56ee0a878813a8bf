"""Trackers of the conversations that spoke last, in memory, and no more of them.

The gateway's log is the record; a tracker only carries what the bot needs within one segment: the
open form, the slots. Rasa's own in-memory store keeps every segment for ever, as text, and reading
that text back takes half of a turn. Here trackers are kept as they are, a turn works on a copy (so a
turn that fails leaves no trace), and the segment that has been silent longest goes first. If it
speaks again, it starts from the gateway's seed.

Rasa copies a tracker by living through its whole conversation again, several times in a turn. What these
trackers are made of is copied as it stands.
"""

from __future__ import annotations

import copy
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker


class SegmentTracker(DialogueStateTracker):
    """As its base, but quickly copied. Events are shared with the copy: they never change."""

    @classmethod
    def of(cls, tracker: DialogueStateTracker) -> SegmentTracker:
        """`tracker` itself, if it is one; Rasa makes others for new conversations."""
        if isinstance(tracker, cls):
            return tracker
        own = cls.__new__(cls)
        own.__dict__.update(tracker.__dict__)
        return own

    def copy(self) -> SegmentTracker:
        own = copy.copy(self)
        own.events = copy.copy(self.events)
        own.slots = copy.copy(self.slots)
        own.slots.update((name, copy.copy(slot)) for name, slot in self.slots.items())
        own.active_loop = copy.copy(self.active_loop)
        own.latest_action = copy.copy(self.latest_action)
        return own


class RecentTrackerStore(TrackerStore):
    """Named as `tracker_store.type` in endpoints.yml; `limit` counts segments."""

    def __init__(
        self,
        domain: Domain,
        event_broker: EventBroker | None = None,
        limit: int = 2000,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker, **kwargs)
        self._trackers: OrderedDict[str, DialogueStateTracker] = OrderedDict()
        self._limit = limit

    async def save(self, tracker: DialogueStateTracker) -> None:
        await self.stream_events(tracker)
        self._trackers[tracker.sender_id] = SegmentTracker.of(tracker)
        self._trackers.move_to_end(tracker.sender_id)
        while len(self._trackers) > self._limit:
            self._trackers.popitem(last=False)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        tracker = self._trackers.get(sender_id)
        return None if tracker is None else tracker.copy()

    async def keys(self) -> Iterable[str]:
        return self._trackers.keys()
