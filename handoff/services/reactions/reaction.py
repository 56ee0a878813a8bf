"""What a reaction declares, and what it may rely on."""

from collections.abc import Callable
from typing import Protocol

from handoff.domain.conversation.events import Body
from handoff.services.ports.subscriptions import Logged, StartFrom
from handoff.services.signals import Committed


class Reaction(Protocol):
    """Handles events of the types in `handles`, at least once each, the events of one conversation
    in their order.

    `name` keys the stored cursor: another name is another reader. A new one begins at `start`.
    """

    @property
    def name(self) -> str: ...

    @property
    def handles(self) -> tuple[type[Body], ...]: ...

    @property
    def start(self) -> StartFrom: ...

    async def handle(self, logged: Logged) -> None:
        """Does what follows from the event. It is idempotent: after a crash, or when a paused gateway
        wakes up, an event comes again, and it may come after later ones have been handled. What it does
        is on the disk when it returns: a gateway that outlives its database server reads on from the
        place that it remembers, and handles nothing again that the server has forgotten.

        It takes no longer than `HANDLE_SECONDS` (workers/subscriptions.py). What takes longer, or
        leaves this installation, is written down as a delivery. If it raises, the event comes again
        later, the events of the same conversation behind it, and those of others are not held up.
        """
        ...


def concerning(handles: tuple[type[Body], ...]) -> Callable[[Committed], bool]:
    """Whether there is an event in a commit that a reaction handles."""
    return lambda committed: any(isinstance(event.body, handles) for event in committed.events)
