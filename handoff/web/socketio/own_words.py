"""Senders get their own words by the ack, and not once more by a push.

The ack of a message carries what everybody else is pushed. So the socket that sent it is left out
while its message is being committed; all other sockets, those of the sender's other tabs and devices
included, are pushed as ever. A sender who loses the ack sends again, and the ack of the first time comes
with the same event; one that comes back first finds it by `sync`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from handoff.services.signals import Committed


class OwnWords:
    """Knows the sockets of this gateway whose messages are on their way through a commit."""

    def __init__(self) -> None:
        self._senders: dict[str, str] = {}  # by `client_id`

    @contextmanager
    def of_sender(self, sid: str, client_id: str) -> Iterator[None]:
        """The message of socket `sid` is committed inside, and acked right after."""
        self._senders[client_id] = sid
        try:
            yield
        finally:
            self._senders.pop(client_id, None)

    def sender(self, committed: Committed) -> str | None:
        """The socket which gets `committed` by its ack."""
        if not self._senders:
            return None
        ids = (getattr(event.body, "client_id", None) for event in committed.events)
        return next((self._senders[id_] for id_ in ids if id_ in self._senders), None)
