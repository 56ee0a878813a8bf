"""A server that speaks clamd's protocol, and knows one virus."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.handoff.pictures import EICAR


@dataclass
class Gate:
    """Scans that wait before it, until it is opened."""

    waiting: int = 0
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    async def pass_through(self) -> None:
        self.waiting += 1
        await self.opened.wait()


@asynccontextmanager
async def clamd_listening(path: Path | None = None, gate: Gate | None = None) -> AsyncIterator[str]:
    """Its address. With a `gate` it answers once that is open."""
    serve = partial(_serve, gate)
    if path is not None:
        async with await asyncio.start_unix_server(serve, path):
            yield f"unix://{path}"
        return
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def _serve(
    gate: Gate | None, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    with suppress(EOFError, ConnectionError):
        command = await reader.readuntil(b"\0")
        if command == b"zPING\0":
            writer.write(b"PONG\0")
        elif command == b"zINSTREAM\0":
            found = EICAR in await _stream(reader)
            if gate is not None:
                await gate.pass_through()
            writer.write(b"stream: Eicar-Test-Signature FOUND\0" if found else b"stream: OK\0")
        await writer.drain()
    writer.close()


async def _stream(reader: asyncio.StreamReader) -> bytes:
    content = b""
    while length := int.from_bytes(await reader.readexactly(4)):
        content += await reader.readexactly(length)
    return content
