"""The proxy between browsers and gateways: cuts, delays and stalls connections.

Each new connection goes to a random gateway among those that accept: nothing is sticky.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Literal

CHUNK = 65_536  # bytes

Way = Literal["up", "down"]


class ProxiedConnection:
    """One connection through the proxy, to the gateway at `port`. `delay` is in seconds, per
    chunk."""

    def __init__(
        self, port: int, browser: asyncio.StreamWriter, gateway: asyncio.StreamWriter
    ) -> None:
        self.port = port
        self.delay = 0.0
        self._writers = (browser, gateway)
        self._open: dict[Way, asyncio.Event] = {"up": asyncio.Event(), "down": asyncio.Event()}
        self.resume()

    def stall(self, *ways: Way) -> None:
        """Lets nothing through any more, though the connection stays open."""
        for way in ways:
            self._open[way].clear()

    def resume(self) -> None:
        for gate in self._open.values():
            gate.set()

    def cut(self) -> None:
        """Cuts at once, dropping the data in flight."""
        for writer in self._writers:
            writer.transport.abort()
        self.resume()

    async def pump(
        self, way: Way, source: asyncio.StreamReader, target: asyncio.StreamWriter
    ) -> None:
        while chunk := await source.read(CHUNK):
            if self.delay:
                await asyncio.sleep(self.delay)
            await self._open[way].wait()
            target.write(chunk)
            await target.drain()


class Proxy:
    """`ports` are the gateways'. With `in_order` it takes the first one that accepts."""

    def __init__(
        self, ports: Sequence[int], chance: random.Random, *, in_order: bool = False
    ) -> None:
        self._ports = list(ports)
        self._in_order = in_order
        self._chance = chance
        self.links: set[ProxiedConnection] = set()
        self._carrying: set[asyncio.Task[None]] = set()
        self.url = ""

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Proxy"]:
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            server.close()
            for link in set(self.links):
                link.cut()
            await asyncio.gather(*self._carrying)

    def some(self, share: float) -> list[ProxiedConnection]:
        """A random share of the open connections."""
        links = sorted(self.links, key=id)
        return [link for link in links if self._chance.random() < share]

    def calm(self) -> None:
        for link in self.links:
            link.delay = 0.0
            link.resume()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._carry(reader, writer))
        self._carrying.add(task)
        task.add_done_callback(self._carrying.discard)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        gateway = await self._some_gateway()
        if gateway is None:
            writer.transport.abort()
            return
        port, answers, asks = gateway
        link = ProxiedConnection(port, writer, asks)
        self.links.add(link)
        try:
            async with asyncio.TaskGroup() as ways:
                ways.create_task(_to_the_end(link, "up", reader, asks))
                ways.create_task(_to_the_end(link, "down", answers, writer))
        finally:
            self.links.discard(link)
            link.cut()

    async def _some_gateway(self) -> tuple[int, asyncio.StreamReader, asyncio.StreamWriter] | None:
        drawn = self._chance.sample(self._ports, len(self._ports))
        for port in self._ports if self._in_order else drawn:
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(2):
                    return port, *await asyncio.open_connection("127.0.0.1", port)
        return None


async def _to_the_end(
    link: ProxiedConnection, way: Way, source: asyncio.StreamReader, target: asyncio.StreamWriter
) -> None:
    """Closes the connection when either direction ends."""
    with suppress(OSError):
        await link.pump(way, source, target)
    link.cut()
