"""A gateway looks into files before it keeps them: a few at once, whatever they are for, since each takes memory."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from handoff.domain.errors import InvalidInput
from handoff.services.ports.files import VirusScanner

log = structlog.get_logger()

AT_ONCE = 4  # files that one gateway looks into; more wait


class Inspection:
    """`scanner` is None where the operator has none."""

    def __init__(self, scanner: VirusScanner | None) -> None:
        self._scanner = scanner
        self._room = asyncio.Semaphore(AT_ONCE)

    async def of[T](self, content: bytes, read: Callable[[bytes], Awaitable[T]]) -> T:
        """Returns what `read` makes of the bytes, once the scanner has let them pass.

        Raises:
            InvalidInput: `file_empty`, `file_infected`, or as `read` refuses them.
            ScannerDown: nothing passes without the scanner's word.
        """
        async with self._room:
            await self._demand_clean(content)
            return await read(content)

    async def _demand_clean(self, content: bytes) -> None:
        if not content:
            raise InvalidInput("file_empty", "The file is empty")
        found = None if self._scanner is None else await self._scanner.scan(content)
        if found is not None:
            log.warning("file.infected", found=found)
            raise InvalidInput("file_infected", "The virus scanner refuses this file")
