"""Counts connections by Engine.IO: how many one network holds, and which have not named a customer yet.

    opened ──CONNECT to a namespace──► known, until the last namespace is left
      └────── `connect_seconds` ► ended

A proxy tells for whom a connection is in its headers, so here every network is counted, by the
request that opened the session: a WebSocket, or long polling, which holds no connection between polls.
"""

import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from handoff.domain.errors import TooManyAttempts
from handoff.web.addresses import ClientNetworks
from handoff.web.http_io import REQUEST_SECONDS

if TYPE_CHECKING:
    from handoff.services.ports.limits import ClientNetwork

CONNECTS = 10  # attempts to enter a namespace, by one session until it succeeds
RETRY_SECONDS = 10


@dataclass(slots=True)
class _Stranger:
    since: float  # by the monotonic clock
    attempts: int = 0


class Crowd:
    """Sessions by their Engine.IO ids."""

    def __init__(
        self,
        networks: ClientNetworks,
        per_network: int,
        connect_seconds: float = REQUEST_SECONDS,
    ) -> None:
        self._networks = networks
        self._per_network = per_network
        self._connect_seconds = connect_seconds
        self._network_of: dict[str, ClientNetwork] = {}
        self._sessions: Counter[ClientNetwork] = Counter()
        self._strangers: dict[str, _Stranger] = {}

    def demand_room(self, request: web.Request) -> None:
        """Raises TooManyAttempts if the request's network has as many sessions as it may have."""
        network = self._networks.of(request)
        if self._sessions[network] >= network.grant(self._per_network):
            raise TooManyAttempts(
                "rate_limited", "Too many connections", {"retry_after": RETRY_SECONDS}
            )

    def enter(self, session: str, request: web.Request) -> None:
        network = self._networks.of(request)
        self._network_of[session] = network
        self._sessions[network] += 1
        self._strangers[session] = _Stranger(time.monotonic())

    def leave(self, session: str) -> None:
        self._strangers.pop(session, None)
        network = self._network_of.pop(session, None)
        if network is not None:
            self._sessions[network] -= 1
            if not self._sessions[network]:
                del self._sessions[network]

    def may_try(self, session: str) -> bool:
        """Whether the session may try to enter a namespace once more."""
        stranger = self._strangers.get(session)
        if stranger is None:
            return True
        stranger.attempts += 1
        return stranger.attempts <= CONNECTS

    def settle(self, session: str, *, known: bool) -> None:
        """Notes whether the session is in any namespace."""
        if known:
            self._strangers.pop(session, None)
        elif session in self._network_of:
            self._strangers.setdefault(session, _Stranger(time.monotonic()))

    def overdue(self) -> list[str]:
        """The sessions that have been in no namespace for too long."""
        late = time.monotonic() - self._connect_seconds
        return [name for name, stranger in self._strangers.items() if stranger.since < late]
