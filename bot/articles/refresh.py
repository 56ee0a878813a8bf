"""Keeps the index up to date while the bot runs: an article that is saved is answered from within seconds."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

logger = logging.getLogger(__name__)

LOOK_SECONDS = 2.0
AFTER_A_FAILURE_SECONDS = 60.0
_ROOT = Path(__file__).parents[2]

_Stamps = tuple[tuple[str, int, int], ...]


async def keep_fresh(folder: Path, *, look_seconds: float = LOOK_SECONDS) -> None:
    """Builds the index of `folder` now and after each change, until it is cancelled."""
    indexed: _Stamps | None = None
    while True:
        stamps = _look(folder)
        if stamps != indexed:
            built = await _build(folder)
            indexed = stamps if built else None
            await asyncio.sleep(look_seconds if built else AFTER_A_FAILURE_SECONDS)
        else:
            await asyncio.sleep(look_seconds)


def _look(folder: Path) -> _Stamps:
    return tuple(sorted(_stamps(list(folder.glob("*.md")))))


def _stamps(files: Sequence[Path]) -> list[tuple[str, int, int]]:
    found = []
    for file in files:
        try:
            stat = file.stat()
        except OSError:  # gone since
            continue
        found.append((file.name, stat.st_size, stat.st_mtime_ns))
    return found


async def _build(folder: Path) -> bool:
    try:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.articles.build", str(folder)),
            cwd=_ROOT,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
    except OSError:  # this machine has no memory or no process left
        logger.exception("the articles could not be indexed")
        return False
    try:
        said, failed = await process.communicate()
    except asyncio.CancelledError:
        if process.returncode is None:
            process.kill()
        raise
    if process.returncode:
        last = failed.decode(errors="replace").strip().splitlines()[-1:]
        logger.error("the articles could not be indexed: %s", " ".join(last))
        return False
    logger.info("articles: %s", said.decode().strip())
    return True
