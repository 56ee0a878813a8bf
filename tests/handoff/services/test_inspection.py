"""A gateway looks into a few files at once, and lets nothing pass that the scanner refuses."""

import asyncio

import pytest

from handoff.domain.errors import InvalidInput
from handoff.services.errors import ScannerDown
from handoff.services.inspection import AT_ONCE, Inspection
from tests.handoff.pictures import EICAR, PDF
from tests.handoff.waiting import PATIENCE


class Bench:
    """Readers that stay at their file until the test says so."""

    def __init__(self) -> None:
        self.read: list[bytes] = []
        self.full = asyncio.Event()
        self.done = asyncio.Event()
        self.at_once = self.most = 0

    async def look(self, content: bytes) -> bytes:
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        if self.at_once == AT_ONCE:
            self.full.set()
        await self.done.wait()
        self.at_once -= 1
        self.read.append(content)
        return content


class Scanner:
    """Finds what the test says, in place of a scanner's signatures; or is away."""

    def __init__(self, *, away: bool = False) -> None:
        self._away = away

    async def scan(self, content: bytes) -> str | None:
        if self._away:
            raise ScannerDown
        return "Eicar" if EICAR in content else None


@pytest.fixture
def bench() -> Bench:
    return Bench()


async def test_a_few_files_are_looked_into_at_once_whatever_they_are_for(bench: Bench) -> None:
    """More of them wait, and all have their turn."""
    inspection = Inspection(None)

    async def other(content: bytes) -> bytes:
        return await bench.look(content)

    contents = [f"file {number}".encode() for number in range(2 * AT_ONCE)]
    tasks = [
        asyncio.create_task(inspection.of(content, bench.look if number % 2 else other))
        for number, content in enumerate(contents)
    ]
    await asyncio.wait_for(bench.full.wait(), PATIENCE)
    bench.done.set()
    assert await asyncio.gather(*tasks) == contents
    assert sorted(bench.read) == contents
    assert bench.most == AT_ONCE


@pytest.mark.parametrize(("content", "code"), [(b"", "file_empty"), (PDF + EICAR, "file_infected")])
async def test_what_does_not_pass_is_not_read(bench: Bench, content: bytes, code: str) -> None:
    """Nobody decodes it, and its room is free again."""
    inspection = Inspection(Scanner())
    bench.done.set()
    for _ in range(AT_ONCE + 1):
        with pytest.raises(InvalidInput) as refused:
            await asyncio.wait_for(inspection.of(content, bench.look), PATIENCE)
        assert refused.value.code == code
    assert bench.read == []
    assert await inspection.of(PDF, bench.look) == PDF


async def test_without_the_scanner_s_word_nothing_passes(bench: Bench) -> None:
    """A scanner that is set and away keeps everything out."""
    with pytest.raises(ScannerDown):
        await Inspection(Scanner(away=True)).of(PDF, bench.look)
    assert bench.read == []
