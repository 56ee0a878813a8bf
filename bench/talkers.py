"""Runs pairs of a customer and an agent on real Socket.IO connections, in a process of their own.

Given `{"base", "pairs": [{"token", "cookie", "conversation"}]}` it connects all and reports how
many; given `{"messages": n}` every customer says n messages, each as soon as the previous one is
acked, and it reports when that began and ended (seconds of the system's monotonic clock) and how
long each message took to its ack and to the agent (milliseconds).
"""

import asyncio
import time
from typing import Any
from uuid import uuid4

import aiohttp
import socketio
import uvloop

from bench.lines import tell, told

VISITOR, STAFF = "/visitor", "/staff"
PATIENCE = 60.0  # seconds for one answer, and for the last arrivals
CONNECT_AT_ONCE = 10

TEXT = "Hello, where is my parcel? It should have been here on Tuesday. {}"


class Pair:
    """A customer, an agent who watches, and the arrival times of messages."""

    def __init__(self, base: str, told_of: dict[str, str]) -> None:
        self._base = base
        self._conversation = told_of["conversation"]
        self._token, self._cookie = told_of["token"], told_of["cookie"]
        self._http: list[aiohttp.ClientSession] = []
        self._customer, self._agent = self._client(), self._client()
        self._agent.on("events", self._arrived, namespace=STAFF)
        self._sent: dict[str, float] = {}
        self._complete = asyncio.Event()
        self.acks: list[float] = []
        self.arrivals: list[float] = []

    def _client(self) -> socketio.AsyncClient:
        http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        self._http.append(http)
        return socketio.AsyncClient(reconnection=False, http_session=http)

    async def connect(self) -> None:
        """Connects both; the agent owns the conversation and watches it."""
        await self._customer.connect(
            self._base,
            auth={"token": self._token},
            namespaces=[VISITOR],
            transports=["websocket"],
            wait_timeout=PATIENCE,
        )
        await self._agent.connect(
            self._base,
            headers={"Cookie": f"firuze_session={self._cookie}", "Origin": self._base},
            namespaces=[STAFF],
            transports=["websocket"],
            wait_timeout=PATIENCE,
        )
        for command in ("take", "watch"):
            await self._call(self._agent, STAFF, command, {"conversation_id": self._conversation})

    async def say(self, messages: int) -> None:
        """Returns when every message was acked and has reached the agent."""
        self.acks, self.arrivals, self._sent = [], [], {}
        self._complete.clear()
        for number in range(messages):
            client_id = str(uuid4())
            given = {"client_id": client_id, "text": TEXT.format(number)}
            began = self._sent[client_id] = time.monotonic()
            await self._call(self._customer, VISITOR, "say", given)
            self.acks.append((time.monotonic() - began) * 1000)
        if len(self.arrivals) < messages:
            await asyncio.wait_for(self._complete.wait(), PATIENCE)

    async def leave(self) -> None:
        for client in (self._customer, self._agent):
            await client.disconnect()
        for http in self._http:
            await http.close()

    async def _call(
        self, client: socketio.AsyncClient, namespace: str, event: str, given: Any
    ) -> None:
        answer = await client.call(event, given, namespace=namespace, timeout=PATIENCE)
        if not answer["ok"]:
            raise RuntimeError(f"{event} was refused: {answer['error']['code']}")

    async def _arrived(self, push: Any) -> None:
        at = time.monotonic()
        for event in push["events"]:
            began = self._sent.pop(event["body"].get("client_id"), None)
            if began is not None:
                self.arrivals.append((at - began) * 1000)
        if not self._sent:
            self._complete.set()


async def main() -> None:
    given = await told()
    pairs = [Pair(given["base"], pair) for pair in given["pairs"]]
    try:
        await _connect(pairs)
        tell({"connected": len(pairs)})
        while (command := await told()) is not None:
            tell(await _round(pairs, command["messages"]))
    finally:
        await asyncio.gather(*(pair.leave() for pair in pairs))


async def _connect(pairs: list[Pair]) -> None:
    room = asyncio.Semaphore(CONNECT_AT_ONCE)

    async def connect(pair: Pair) -> None:
        async with room:
            await pair.connect()

    async with asyncio.TaskGroup() as tasks:
        for pair in pairs:
            tasks.create_task(connect(pair))


async def _round(pairs: list[Pair], messages: int) -> dict[str, Any]:
    began = time.monotonic()
    await asyncio.gather(*(pair.say(messages) for pair in pairs))
    return {
        "began": began,
        "ended": time.monotonic(),
        "acks": [took for pair in pairs for took in pair.acks],
        "arrivals": [took for pair in pairs for took in pair.arrivals],
    }


if __name__ == "__main__":
    uvloop.run(main())
