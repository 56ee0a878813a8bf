"""Proof that a client has what it was sent, without a word of the client's own protocol.

A client answers every ping of Engine.IO, in the order in which it reads. So the answer to a ping proves
that all frames queued before that ping have arrived. The library's own pings are counted along.
"""

from collections import deque
from collections.abc import Callable
from typing import Any

from engineio.packet import PING, PONG
from engineio.packet import Packet as Frame


class Receipts:
    """Counts the pings and pongs of one connection, from now on."""

    def __init__(self, connection: Any) -> None:
        self._queue = connection.queue
        self._send, self._receive = connection.send, connection.receive
        self._pings = 1 if connection.last_ping else 0  # the library may have one under way
        self._pongs = 0
        self._awaited: deque[tuple[int, Callable[[], None]]] = deque()
        connection.send, connection.receive = self._count_sent, self._count_received

    def ask(self, then: Callable[[], None]) -> None:
        """Calls `then` once all that has been queued so far has arrived; never, if the connection ends
        before."""
        self._pings += 1
        self._awaited.append((self._pings, then))
        self._queue.put_nowait(Frame(PING))

    async def _count_sent(self, frame: Frame) -> None:
        if frame.packet_type == PING:
            self._pings += 1
        await self._send(frame)

    async def _count_received(self, frame: Frame) -> None:
        if frame.packet_type == PONG:
            self._pongs = min(self._pongs + 1, self._pings)  # unasked ones prove nothing
            while self._awaited and self._awaited[0][0] <= self._pongs:
                self._awaited.popleft()[1]()
        await self._receive(frame)
