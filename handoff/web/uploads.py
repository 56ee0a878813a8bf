"""Bytes of files on their way in: counted, bounded in number, size and time."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass

from aiohttp import web

from handoff.domain.errors import InvalidInput, TooManyAttempts
from handoff.services.errors import CacheDown
from handoff.services.ports.limits import ClientNetwork, Limits
from handoff.web.addresses import ClientNetworks

AT_ONCE = 32  # uploads that one gateway holds, of at most `most_bytes` each
PER_NETWORK = 8
PER_SENDER = 3

WINDOW_SECONDS = 600
BY_CONVERSATION = 20  # files of a customer within the window
BY_NETWORK = 60
BY_MEMBER = 120

SECONDS = 300.0  # for one file: 10 MB over a slow telephone line
QUIET_SECONDS = 20.0  # without a byte


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """`name` is the conversation or the member that the files are counted for."""

    name: str
    files: int


class UploadRoom:
    """Counts the files that one gateway holds, whatever they are for."""

    def __init__(self) -> None:
        self._coming: Counter[str] = Counter()

    @contextmanager
    def taken(self, network: ClientNetwork, sender: Sender) -> Iterator[None]:
        """Raises TooManyAttempts: the gateway, the network or the sender has no room for one more."""
        wanted = {
            "": AT_ONCE,
            f"network:{network.name}": network.grant(PER_NETWORK),
            f"sender:{sender.name}": PER_SENDER,
        }
        if any(self._coming[name] >= most for name, most in wanted.items()):
            raise TooManyAttempts("rate_limited", "Too many files at once", {"retry_after": 5})
        self._coming.update(wanted.keys())
        try:
            yield
        finally:
            self._coming.subtract(wanted.keys())
            self._coming += Counter()  # without those that are at nothing


class Uploads:
    """`most_bytes` is what one file may have; 0: no files at all."""

    def __init__(
        self, limits: Limits, networks: ClientNetworks, room: UploadRoom, most_bytes: int
    ) -> None:
        self.most_bytes = most_bytes
        self._limits = limits
        self._networks = networks
        self._room = room

    @asynccontextmanager
    async def received(self, request: web.Request, sender: Sender) -> AsyncIterator[bytes]:
        """The whole body. The bytes take room until the caller is done with them.

        Raises:
            InvalidInput: `file_large` or `files_off`.
            TooManyAttempts: too many at once, or within the window.
            HTTPException: 408 for one that stops coming, 400 for one that breaks off.
        """
        self._demand_size(request.content_length or 0)
        network = self._networks.of(request)
        await self._count(network, sender)
        with self._room.taken(network, sender):
            yield await self._read(request)

    async def _count(self, network: ClientNetwork, sender: Sender) -> None:
        hits = ((sender.name, sender.files), (network.name, network.grant(BY_NETWORK)))
        with suppress(CacheDown):  # better uncounted files than none
            for name, limit in hits:
                await self._limits.hit(f"file:{name}", limit=limit, window_seconds=WINDOW_SECONDS)

    async def _read(self, request: web.Request) -> bytes:
        content = bytearray()
        try:
            async with asyncio.timeout(SECONDS):
                while piece := await asyncio.wait_for(request.content.readany(), QUIET_SECONDS):
                    content += piece
                    self._demand_size(len(content))
        except TimeoutError:
            raise _closing(web.HTTPRequestTimeout()) from None
        except (ConnectionError, web.RequestPayloadError):
            raise _closing(web.HTTPBadRequest()) from None
        return bytes(content)

    def _demand_size(self, size: int) -> None:
        """Raises InvalidInput."""
        if not self.most_bytes:
            raise InvalidInput("files_off", "This shop takes no files")
        if size > self.most_bytes:
            megabytes = self.most_bytes // 1024 // 1024
            raise InvalidInput(
                "file_large", f"A file has {megabytes} MB at most", {"megabytes": megabytes}
            )


def _closing(refusal: web.HTTPException) -> web.HTTPException:
    refusal.force_close()
    return refusal
