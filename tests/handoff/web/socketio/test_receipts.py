"""Pongs as receipts, on a connection by hand."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest
from engineio.packet import MESSAGE, PING, PONG
from engineio.packet import Packet as Frame

from handoff.web.socketio.receipts import Receipts


@dataclass
class Connection:
    """What the library's has of this."""

    last_ping: float | None = None
    queue: asyncio.Queue[Any] = field(default_factory=asyncio.Queue)
    received: list[int] = field(default_factory=list)

    async def send(self, frame: Frame) -> None:
        await self.queue.put(frame)

    async def receive(self, frame: Frame) -> None:
        self.received.append(frame.packet_type)


async def test_an_answer_to_a_ping_proves_what_was_queued_before() -> None:
    """Also where the library pings in between; each receipt is told once, in order."""
    connection, told = Connection(), list[str]()
    receipts = Receipts(connection)
    await connection.send(Frame(MESSAGE, "first"))
    receipts.ask(lambda: told.append("first"))
    await connection.send(Frame(PING))
    receipts.ask(lambda: told.append("second"))
    kinds = [connection.queue.get_nowait().packet_type for _ in range(4)]
    assert kinds == [MESSAGE, PING, PING, PING]
    for expected in (["first"], ["first"], ["first", "second"]):
        await connection.receive(Frame(PONG))
        assert told == expected
    assert connection.received == [PONG] * 3  # the library hears them as ever


@pytest.mark.parametrize("unasked", [1, 5])
async def test_answers_that_nobody_asked_for_prove_nothing(unasked: int) -> None:
    """A client cannot acknowledge ahead of time."""
    connection, told = Connection(), list[str]()
    receipts = Receipts(connection)
    for _ in range(unasked):
        await connection.receive(Frame(PONG))
    receipts.ask(lambda: told.append("first"))
    assert told == []
    await connection.receive(Frame(PONG))
    assert told == ["first"]


async def test_a_ping_that_is_under_way_is_counted() -> None:
    """Its answer comes first, and proves nothing of what came after it."""
    connection, told = Connection(last_ping=1.0), list[str]()
    receipts = Receipts(connection)
    receipts.ask(lambda: told.append("first"))
    await connection.receive(Frame(PONG))
    assert told == []
    await connection.receive(Frame(MESSAGE, "words"))
    await connection.receive(Frame(PONG))
    assert told == ["first"]
