"""Logs of processes: readable by their owner alone, and of bounded length."""

import os
import shutil
from pathlib import Path
from typing import BinaryIO

LONGEST = 5_000_000  # bytes; a longer log is rotated, and the previously rotated one is dropped


def open_log(log: Path, *, afresh: bool = False) -> BinaryIO:
    """Opens `log` for a process to append to, readable by its owner alone.

    Logs contain conversation ids, addresses and customers' mischief.
    """
    descriptor = os.open(
        log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | (os.O_TRUNC if afresh else 0), 0o600
    )
    os.fchmod(descriptor, 0o600)  # the file may have existed before
    return os.fdopen(descriptor, "ab")


def make_log_folder(folder: Path) -> None:
    """Makes a folder for logs that its owner alone may enter."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)


def shorten(log: Path, longest: int = LONGEST) -> None:
    """Rotates an overlong log to `<name>.log.1`, while its process writes on.

    The file is truncated in place: the process has it open to append, and goes on at its beginning.
    What it writes between the copy and the truncation, some milliseconds, is lost.
    """
    if not log.exists() or log.stat().st_size <= longest:
        return
    older = log.with_suffix(".log.1")
    older.unlink(missing_ok=True)  # first: the disk may be nearly full
    with log.open("rb") as whole, open_log(older, afresh=True) as kept:
        shutil.copyfileobj(whole, kept)
    os.truncate(log, 0)
