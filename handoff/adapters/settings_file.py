"""The shop's settings from `business.yml`, read again when the file changes.

A look costs one `stat`. A file that cannot be read as settings changes nothing: what was last read
holds, and the log says what is wrong with the file.
"""

import asyncio
from pathlib import Path

import structlog

from handoff.adapters.business_file import read_version
from handoff.domain.errors import InvalidInput
from handoff.domain.shop_settings import ShopVersion

log = structlog.get_logger()

type _Stamp = tuple[int, int, int] | None  # inode, size and time of change; None: there is no file


class FileSettings:
    """Implements `ShopSettings`."""

    def __init__(self, path: Path) -> None:
        """Raises InvalidInput: without settings a gateway does not start."""
        self._path = path
        self._stamp = _stamp(path)
        self._current = read_version(path)
        self._sound = True

    def current(self) -> ShopVersion:
        return self._current

    async def is_sound(self) -> bool:
        """Whether the settings that hold are those of the file."""
        return self._sound

    async def look(self) -> None:
        """Reads the file again if it has changed."""
        if _stamp(self._path) != self._stamp:
            await self.read()

    async def read(self) -> None:
        """Reads the file again, changed or not."""
        self._stamp = _stamp(self._path)  # before reading: what changes meanwhile is seen next time
        try:
            version = await asyncio.to_thread(read_version, self._path)
        except InvalidInput as error:
            log.error("settings.refused", reason=error.message, keeps=self._current.version)  # noqa: TRY400 - the reason says it all
            self._sound = False
            return
        if version.version != self._current.version:
            log.info("settings.changed", version=version.version)
        self._current, self._sound = version, True


def _stamp(path: Path) -> _Stamp:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns
