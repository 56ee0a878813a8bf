"""The door to the public listener: how many connections come in, and how long one may stand in it.

    connected ──a whole request──► answered ──┬── WebSocket: see `socketio/crowd.py`
        │                            ▲        └── kept alive, for the next request
        └── `REQUEST_SECONDS` ► cut  └── it does not take its answer for `TAKE_SECONDS` ► cut

Every connection is a file descriptor, and those are what a machine has few of. One network gets so
many; all together as many as there are descriptors. Proxies that are trusted count for the networks
that they stand for, which they must limit themselves: at the TCP connection nobody tells them.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import structlog

from handoff.services.ports.limits import ClientNetwork
from handoff.web.addresses import ClientNetworks

log = structlog.get_logger()

Factory = Callable[[], asyncio.Protocol]

TAKE_SECONDS = 30.0  # for taking what was sent, once buffers are full


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How many connections there may be: in all, and from one network."""

    total: int
    per_network: int


class Door:
    def __init__(
        self, networks: ClientNetworks, room: Room, take_seconds: float = TAKE_SECONDS
    ) -> None:
        self._networks = networks
        self._room = room
        self._take_seconds = take_seconds
        self._inside: Counter[ClientNetwork | None] = Counter()
        self._stuck: dict[asyncio.Transport, float] = {}  # since when they take nothing

    def before(self, make: Factory) -> Factory:
        """Makes protocols for new connections; `make` those of connections that are let in."""
        return lambda: _Connection(self, make)

    @property
    def connections(self) -> int:
        return self._inside.total()

    def enter(self, transport: asyncio.Transport) -> ClientNetwork | None:
        """Counts a connection; the network that it counts for, None if it is a proxy's.

        Raises:
            Full: there is no room for it.
        """
        peer = transport.get_extra_info("peername")
        network = self._networks.of_peer(str(peer[0]) if isinstance(peer, tuple) else None)
        if self.connections >= self._room.total:
            raise Full("gateway_full")
        if network is not None and self._inside[network] >= network.grant(self._room.per_network):
            raise Full("network_full")
        self._inside[network] += 1
        return network

    def leave(self, transport: asyncio.Transport, network: ClientNetwork | None) -> None:
        self._stuck.pop(transport, None)
        self._inside[network] -= 1
        if not self._inside[network]:
            del self._inside[network]

    def stuck(self, transport: asyncio.Transport) -> None:
        self._stuck[transport] = asyncio.get_running_loop().time()

    def flows(self, transport: asyncio.Transport) -> None:
        self._stuck.pop(transport, None)

    async def cut_stuck(self) -> None:
        """Ends connections whose other side takes nothing."""
        late = asyncio.get_running_loop().time() - self._take_seconds
        for transport, since in list(self._stuck.items()):
            if since < late:
                log.info("refused", where="door", code="slow_consumer")
                transport.abort()


class Full(Exception):
    """`code` says what has no room for another connection."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _Connection(asyncio.Protocol):
    """Stands between a transport and the protocol that serves it."""

    def __init__(self, door: Door, make: Factory) -> None:
        self._door = door
        self._make = make
        self._inner: asyncio.Protocol | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        stream = cast(
            "asyncio.Transport", transport
        )  # uvloop's are streams, and of no class of asyncio
        self._transport = stream
        try:
            self._network = self._door.enter(stream)
        except Full as full:
            log.info("refused", where="door", code=full.code)
            stream.abort()
            return
        self._inner = self._make()
        self._inner.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        if self._inner is not None:
            self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        return self._inner.eof_received() if self._inner is not None else None

    def pause_writing(self) -> None:
        if self._inner is not None:
            self._door.stuck(self._transport)
            self._inner.pause_writing()

    def resume_writing(self) -> None:
        if self._inner is not None:
            self._door.flows(self._transport)
            self._inner.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._inner is not None:
            self._door.leave(self._transport, self._network)
            self._inner.connection_lost(exc)
