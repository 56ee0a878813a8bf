"""The servers of a test run keep their data in memory where the machine has room.

PostgreSQL syncs there as everywhere, so code meets the same server, and a disk that other programs keep busy slows no
test down. `FIRUZE_TEST_SERVERS` names another place, such as a disk whose slowness is the point.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

MEMORY = Path("/dev/shm")  # noqa: S108 - the folder made in it is ours alone
PREFIX = "firuze-test-"  # then the number of the process that uses the folder
ROOM = 4 * 1024**3  # bytes that are free there, lest a run fill the memory of a small machine


def servers_place() -> Path:
    """The folder in which servers' folders are made."""
    if chosen := os.environ.get("FIRUZE_TEST_SERVERS"):
        return Path(chosen)
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM:
        return MEMORY
    return Path(tempfile.gettempdir())


@contextmanager
def folder_for_servers() -> Iterator[Path]:
    """A short path of our own which the service account may enter (pytest's own is private); removed at the end."""
    place = servers_place()
    _remove_left_behind(place)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=place))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def _remove_left_behind(place: Path) -> None:
    """A run that was killed could not remove its own: in memory it would take room until the machine restarts."""
    for folder in place.glob(f"{PREFIX}*-*"):
        number = folder.name.removeprefix(PREFIX).split("-")[0]
        if number.isdigit() and not psutil.pid_exists(int(number)):
            shutil.rmtree(folder, ignore_errors=True)
