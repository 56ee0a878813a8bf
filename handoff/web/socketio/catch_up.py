"""Finds commits whose signal never reached this gateway's browsers: a gateway died between its commit
and its signal, or Valkey was away.

Such a commit shows nowhere as a gap until the next one, and there may be no next one: a customer
would wait for an answer that is in the log. So the heads of the rooms are compared with the log's
every few seconds. Readers of a room that is behind for two looks in a row are sent the head; their
cursors fetch the rest.
"""

from handoff.services.ports.conversations import ConversationStore
from handoff.web.socketio.push import Push


class CatchUp:
    """One look at a time: `run_once` from a loop."""

    def __init__(self, delivery: Push, store: ConversationStore) -> None:
        self._delivery = delivery
        self._store = store
        self._before: dict[str, int] = {}

    async def run_once(self) -> None:
        rooms = self._delivery.rooms()
        self._delivery.forget_all_but(rooms)
        heads = dict(await self._store.heads(rooms)) if rooms else {}
        for room, head in self._before.items():
            # What the log had at the last look has had time enough to be delivered.
            if room in heads and self._delivery.head(room) < head:
                await self._delivery.tell_head(room)
        self._before = heads
