"""The shop's settings from `business.yml` and `topics.yml`, read again when one of them changes.

A look costs a `stat` for each. A file that cannot be read as settings changes nothing: what was last
read holds, and the log says what is wrong with the file.
"""

import asyncio
import hashlib
from pathlib import Path

import structlog

from handoff.adapters.business_file import parse_business
from handoff.adapters.topics_file import CODE, parse_topics
from handoff.adapters.yaml_files import read_text
from handoff.domain.errors import InvalidInput
from handoff.domain.shop_settings import ShopVersion

log = structlog.get_logger()

VERSION_LENGTH = 12  # hex digits

type _Stamp = tuple[int, int, int] | None  # inode, size and time of change; None: there is no file


class FileSettings:
    """Implements `ShopSettings`."""

    def __init__(self, business: Path, topics: Path) -> None:
        """Raises InvalidInput: without settings a gateway does not start."""
        self._paths = business, topics
        self._stamps = self._look()
        self._current = read_version(*self._paths)
        self._sound = True

    def current(self) -> ShopVersion:
        return self._current

    async def is_sound(self) -> bool:
        """Whether the settings that hold are those of the files."""
        return self._sound

    async def look(self) -> None:
        """Reads the files again if one of them has changed."""
        if self._look() != self._stamps:
            await self.read()

    async def read(self) -> None:
        """Reads the files again, changed or not."""
        self._stamps = self._look()  # before reading: what changes meanwhile is seen next time
        try:
            version = await asyncio.to_thread(read_version, *self._paths)
        except InvalidInput as error:
            log.error("settings.refused", reason=error.message, keeps=self._current.version)  # noqa: TRY400 - the reason says it all
            self._sound = False
            return
        if version.version != self._current.version:
            log.info("settings.changed", version=version.version)
        self._current, self._sound = version, True

    def _look(self) -> tuple[_Stamp, ...]:
        return tuple(_stamp(path) for path in self._paths)


def _stamp(path: Path) -> _Stamp:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def read_version(business: Path, topics: Path) -> ShopVersion:
    """The settings in the files; the version follows from their content. Raises InvalidInput."""
    texts = read_text(business, "business_file"), read_text(topics, CODE)
    shop = parse_business(texts[0], business)
    return ShopVersion(
        version=hashlib.sha256("\0".join(texts).encode()).hexdigest()[:VERSION_LENGTH],
        shop=shop.shop(),
        policy=shop.policy(parse_topics(texts[1], topics)),
    )
