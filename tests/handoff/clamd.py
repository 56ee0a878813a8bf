"""A server that speaks clamd's protocol, and knows one virus."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from tests.handoff.pictures import EICAR


@asynccontextmanager
async def clamd_listening(path: Path | None = None) -> AsyncIterator[str]:
    """Its address."""
    if path is not None:
        async with await asyncio.start_unix_server(_serve, path):
            yield f"unix://{path}"
        return
    server = await asyncio.start_server(_serve, "127.0.0.1", 0)
    async with server:
        yield f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(EOFError, ConnectionError):
        command = await reader.readuntil(b"\0")
        if command == b"zPING\0":
            writer.write(b"PONG\0")
        elif command == b"zINSTREAM\0":
            found = EICAR in await _stream(reader)
            writer.write(b"stream: Eicar-Test-Signature FOUND\0" if found else b"stream: OK\0")
        await writer.drain()
    writer.close()


async def _stream(reader: asyncio.StreamReader) -> bytes:
    content = b""
    while length := int.from_bytes(await reader.readexactly(4)):
        content += await reader.readexactly(length)
    return content
