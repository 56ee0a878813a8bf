"""A PostgreSQL that can be made to run out of room, really: on a small file system of its own, which
root may mount, or by a limit on the size of its files, for which no privilege is needed."""

import os
import shutil
import subprocess
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from stack.embedded.account import run_as
from stack.embedded.postgres import EmbeddedPostgres

CHUNK = 65_536  # bytes
DISK_SIZE = "size=160m,mode=755"
LONGEST_FILE = 16 * 1024 * 1024  # bytes: what a segment of the WAL has

# 20 MB in the log of the oldest conversation, which nobody reads.
PADDING = """
INSERT INTO events (conversation_id, seq, after, at, epoch, type, public, actor, body)
SELECT id, 1000 + n, 0, now(), 0, 'padding', false, '{}', to_jsonb(long)
FROM (SELECT id FROM conversations ORDER BY id LIMIT 1) AS oldest,
  LATERAL generate_series(1, 20000) AS n,
  LATERAL (
    SELECT string_agg(md5(n::text || k), '') AS long FROM generate_series(1, 31) AS k
  ) AS a_kilobyte
"""


def can_mount() -> bool:
    """Whether this process may mount a file system: root outside of most containers."""
    if os.geteuid() != 0:
        return False
    with tempfile.TemporaryDirectory() as folder:
        try:
            _run("mount", "-t", "tmpfs", "firuze-test", folder)
        except subprocess.CalledProcessError:
            return False
        _run("umount", folder)
    return True


class Disk(ABC):
    """After `fill` no table that matters grows any more, until `make_room`."""

    def __init__(self, postgres: EmbeddedPostgres) -> None:
        self.postgres = postgres

    @staticmethod
    @contextmanager
    def at(folder: Path) -> Iterator[None]:
        """Makes the folder for the server."""
        folder.mkdir(mode=0o755)
        yield

    @abstractmethod
    def fill(self) -> None: ...

    @abstractmethod
    def make_room(self) -> None: ...


class SmallDisk(Disk):
    """A file system of few megabytes, full of a file that is in the way."""

    @staticmethod
    @contextmanager
    def at(folder: Path) -> Iterator[None]:
        with Disk.at(folder):
            _run("mount", "-t", "tmpfs", "-o", DISK_SIZE, "firuze-test", str(folder))
            try:
                yield
            finally:
                _run("umount", "--lazy", str(folder))

    @property
    def ballast(self) -> Path:
        return self.postgres.home / "ballast"

    def fill(self) -> None:
        with self.ballast.open("ab", buffering=0) as ballast:
            try:
                while ballast.write(bytes(CHUNK)):
                    pass
            except OSError:
                return  # not a byte more

    def make_room(self) -> None:
        self.ballast.unlink(missing_ok=True)


class ShortFiles(Disk):
    """No file may grow beyond `LONGEST_FILE`, and the log of events is longer already."""

    def fill(self) -> None:
        self.postgres.sql(PADDING, "firuze")
        self._limit(str(LONGEST_FILE))

    def make_room(self) -> None:
        self._limit("unlimited")

    def _limit(self, size: str) -> None:
        """For the server and whatever it will start, and for the sessions that are open."""
        server = psutil.Process(self.postgres.pid)
        for process in (server, *server.children()):
            limit = [_program("prlimit"), "--pid", str(process.pid), f"--fsize={size}:"]
            done = run_as(self.postgres.account, limit, {"PATH": os.defpath})
            ended = not process.is_running()  # a session that is over needs no limit
            assert done.returncode == 0 or ended, done.stderr


def _run(program: str, *arguments: str) -> None:
    subprocess.run([_program(program), *arguments], check=True)


def _program(name: str) -> str:
    found = shutil.which(name)
    assert found is not None, f"{name} is missing; it comes with util-linux"
    return found
