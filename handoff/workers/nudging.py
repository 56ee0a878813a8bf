"""Wakes this gateway's workers at what concerns them, so that nothing waits for a period."""

from collections.abc import Callable

from handoff.domain.conversation.state import Queued
from handoff.services.signals import Committed, Fanout, Signal

OnCommit = Callable[[Committed], None]
Nudge = Callable[[], None]

# A change of owner that may free a slot or a place in the queue.
_MOVES_QUEUE = {
    "agent.accepted",
    "agent.offered",
    "conversation.closed",
    "conversation.snoozed",
    "returned.to_bot",
    "ticket.opened",
}


class Nudging:
    """A fan-out that calls `on_commit` at each commit, and `on_queue` when the queue has moved."""

    def __init__(self, inner: Fanout) -> None:
        self._inner = inner
        self.on_commit: OnCommit = lambda _: None
        self.on_queue: Nudge = lambda: None

    async def publish(self, signal: Signal) -> None:
        if isinstance(signal, Committed):
            self.on_commit(signal)
            if isinstance(signal.conversation.owner, Queued) or _moves_queue(signal):
                self.on_queue()
        await self._inner.publish(signal)


def _moves_queue(signal: Committed) -> bool:
    return any(event.body.type in _MOVES_QUEUE for event in signal.events)
