r"""Asks clamd, ClamAV's daemon, about bytes: `INSTREAM` over a TCP or a Unix socket.

zINSTREAM\0  <length><bytes> … <0>   ►  stream: OK\0  |  stream: NAME FOUND\0  |  … ERROR\0
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from handoff.domain.errors import InvalidInput
from handoff.services.errors import ScannerDown

SECONDS = 30.0  # for one file
_PIECE = 64 * 1024  # bytes
_ANSWER = 4096  # bytes of the longest answer
_NAME = 100  # characters of what was found, for the log

type _Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class ClamdScanner:
    """Implements `VirusScanner`. `address` is tcp://host:port or unix:///path."""

    def __init__(self, address: str) -> None:
        """Raises InvalidInput: `clamd_address`."""
        parts = urlsplit(address)
        if parts.scheme == "unix" and parts.path:
            self._place: tuple[str, int | None] = (parts.path, None)
        elif parts.scheme == "tcp" and parts.hostname and parts.port:
            self._place = (parts.hostname, parts.port)
        else:
            raise InvalidInput(
                "clamd_address", "FIRUZE_CLAMD must be tcp://host:3310 or unix:///run/clamd.sock"
            )

    async def scan(self, content: bytes) -> str | None:
        async with self._line() as (reader, writer):
            writer.write(b"zINSTREAM\0")
            for start in range(0, len(content), _PIECE):
                piece = content[start : start + _PIECE]
                writer.write(len(piece).to_bytes(4) + piece)
                await writer.drain()
            writer.write((0).to_bytes(4))
            answer = await _answer(reader)
        if answer.endswith("FOUND"):
            return answer.removeprefix("stream:").removesuffix("FOUND").strip()[:_NAME]
        if answer == "stream: OK":
            return None
        raise ScannerDown(f"clamd answered: {answer[:200]}")

    async def check(self) -> None:
        """Returns if clamd answers now. Raises ScannerDown."""
        async with self._line() as (reader, writer):
            writer.write(b"zPING\0")
            if await _answer(reader) != "PONG":
                raise ScannerDown("clamd does not answer PING with PONG")

    @asynccontextmanager
    async def _line(self) -> AsyncIterator[_Line]:
        writer: asyncio.StreamWriter | None = None
        try:
            async with asyncio.timeout(SECONDS):
                reader, writer = await self._connected()
                yield reader, writer
        except (OSError, TimeoutError, ValueError, EOFError) as error:
            raise ScannerDown(f"clamd: {type(error).__name__}") from error
        finally:
            if writer is not None:
                writer.close()

    async def _connected(self) -> _Line:
        host, port = self._place
        if port is None:
            return await asyncio.open_unix_connection(host, limit=_ANSWER)
        return await asyncio.open_connection(host, port, limit=_ANSWER)


async def _answer(reader: asyncio.StreamReader) -> str:
    """Raises EOFError, ValueError: an answer that does not end."""
    try:
        answer = await reader.readuntil(b"\0")
    except asyncio.LimitOverrunError as error:
        raise ValueError("too long") from error
    return answer.rstrip(b"\0\n").decode("utf-8", "replace").strip()
