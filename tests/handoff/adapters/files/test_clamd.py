"""clamd's protocol, against a server that speaks it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from handoff.adapters.files.clamd import ClamdScanner
from handoff.domain.errors import InvalidInput
from handoff.services.errors import ScannerDown
from tests.handoff.clamd import clamd_listening
from tests.handoff.pictures import EICAR, PDF


async def test_what_clamd_finds_is_named() -> None:
    """Bytes go over in pieces, the answer brings the name or nothing."""
    async with clamd_listening() as address:
        scanner = ClamdScanner(address)
        assert await scanner.scan(PDF * 3000) is None
        assert await scanner.scan(b"." * 200_000 + EICAR) == "Eicar-Test-Signature"
        await scanner.check()


async def test_a_unix_socket_will_do(servers_folder: Path) -> None:
    """As Debian's clamav-daemon listens."""
    path = servers_folder / "clamd.ctl"
    async with clamd_listening(path):
        assert await ClamdScanner(f"unix://{path}").scan(EICAR) == "Eicar-Test-Signature"


@asynccontextmanager
async def answering(answer: bytes) -> AsyncIterator[str]:
    """A server that gives the same answer to everything, and ends the line."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1024)
        writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.mark.parametrize(
    "answer",
    [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: OK", b"x" * 10_000, b"\xff\xfe\0"],
)
async def test_an_answer_that_is_none_lets_nothing_in(answer: bytes) -> None:
    """Errors, lines that break off and nonsense are all an outage, never a clean file."""
    async with answering(answer) as address:
        with pytest.raises(ScannerDown):
            await ClamdScanner(address).scan(PDF)
        with pytest.raises(ScannerDown):
            await ClamdScanner(address).check()


async def test_nobody_there_is_an_outage() -> None:
    """Port 1 of this machine has nobody behind it."""
    with pytest.raises(ScannerDown):
        await ClamdScanner("tcp://127.0.0.1:1").scan(PDF)


@pytest.mark.parametrize("address", ["", "clamd", "http://h:1", "tcp://h", "unix://"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    """At start, by name of the setting."""
    with pytest.raises(InvalidInput, match="FIRUZE_CLAMD"):
        ClamdScanner(address)
