"""Quick lines become one turn: the bot waits for a short pause before it answers.

    line ──► pause passes, nobody typing ──► answer
      │            ▲
      └─ another line, or a typing sign, starts the pause again; four pauses at most

The gateway that committed the first line holds its turn meanwhile and hears the customer's socket. A
gateway that takes the turn over later does not wait: the pause is long over by then.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

from handoff.domain.conversation.events import CustomerSaid
from handoff.services.signals import Committed, CustomerTyping, Signal

# How many pauses a customer who goes on writing is waited for.
PAUSES = 4

# A typing sign is repeated more often than this, in seconds, for as long as it holds.
TYPING_HOLDS = 4.0


@dataclass(slots=True)
class _Writer:
    """A customer who may still be writing; times are the event loop's."""

    quiet_from: float
    changed: asyncio.Event = field(default_factory=asyncio.Event)


class Gathering:
    """`pause` is in seconds; 0 answers every line at once."""

    def __init__(self, pause: float) -> None:
        self._longest = pause * PAUSES
        self._pause = pause
        self._writers: dict[str, _Writer] = {}

    def hear(self, signal: Signal) -> None:
        """A listener of what happens on this gateway."""
        match signal:
            case CustomerTyping():
                holds = TYPING_HOLDS if signal.active else self._pause
                self._put_off(signal.conversation_id, holds)
            case Committed() if any(isinstance(e.body, CustomerSaid) for e in signal.events):
                pressed = any(_is_pressed(event.body) for event in signal.events)
                self._put_off(signal.conversation.id, 0 if pressed else self._pause)
            case _:
                pass

    def _put_off(self, conversation_id: str, seconds: float) -> None:
        writer = self._writers.get(conversation_id)
        if writer is not None:
            writer.quiet_from = asyncio.get_running_loop().time() + seconds
            writer.changed.set()

    def waits_for(self, committed: Committed) -> bool:
        """Whether more may follow what was just committed: after a typed line, not after a button."""
        said = [event.body for event in committed.events if isinstance(event.body, CustomerSaid)]
        return self._pause > 0 and bool(said) and said[-1].payload is None

    async def quiet(self, conversation_id: str) -> None:
        """Returns once the customer pauses, or has been waited for long enough."""
        clock = asyncio.get_running_loop().time
        writer = _Writer(quiet_from=clock() + self._pause)
        until = clock() + self._longest
        self._writers[conversation_id] = writer
        try:
            while (left := min(writer.quiet_from, until) - clock()) > 0:
                writer.changed.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(writer.changed.wait(), left)
        finally:
            # A later turn of the conversation may wait by now: this one's was taken by another gateway.
            if self._writers.get(conversation_id) is writer:
                del self._writers[conversation_id]


def _is_pressed(body: object) -> bool:
    return isinstance(body, CustomerSaid) and body.payload is not None
