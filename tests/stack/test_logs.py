"""Logs are for their owner's eyes, and stay short however long a process writes."""

import os
import stat
import sys
from pathlib import Path

import pytest

from stack.checkout import Checkout
from stack.logs import LONGEST, open_log, shorten
from stack.supervisor import Service, Supervisor
from stack.tools import run_tool
from tests.handoff.waiting import eventually

CHATTER = """
import itertools, sys
for number in itertools.count():
    sys.stdout.write(f"{number:099}\\n")
    sys.stdout.flush()
"""


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_other_users_of_the_machine_read_no_log(checkout: Checkout) -> None:
    """Whatever the umask: neither the folder nor a file, not even one that was open to all before."""
    folder = checkout.var / "log"
    folder.mkdir(parents=True)
    (folder / "tool.log").touch(0o644)
    before = os.umask(0o022)
    try:
        log = checkout.log("tool")
        await run_tool([sys.executable, "-c", "print(1)"], folder=folder, log=log, failed="tool")
    finally:
        os.umask(before)
    assert (mode(folder), mode(log)) == (0o700, 0o600)
    assert log.read_text() == "1\n"


async def test_a_log_stays_short_while_its_process_writes(tmp_path: Path) -> None:
    """A process that writes without end fills no disk: one full log and one put aside, at most."""
    log = tmp_path / "chatter.log"

    async def is_ready() -> bool:
        return log.exists() and log.stat().st_size > 0

    service = Service("chatter", [sys.executable, "-c", CHATTER], tmp_path, log, is_ready)
    supervisor = Supervisor(lambda _: None, log_look=0.01)
    await supervisor.start(service)
    older = tmp_path / "chatter.log.1"

    async def was_put_aside_and_goes_on() -> bool:
        return older.exists() and 0 < log.stat().st_size < older.stat().st_size

    try:
        await eventually(was_put_aside_and_goes_on, "the log to be put aside", within=60)
    finally:
        await supervisor.stop()
    assert older.stat().st_size > LONGEST
    assert mode(older) == 0o600
    first = log.read_bytes().splitlines()[0]
    assert len(first) == 99, "the process goes on at the beginning of a whole line"


@pytest.mark.parametrize("length", [0, LONGEST])
def test_a_log_that_is_not_too_long_is_left_alone(tmp_path: Path, length: int) -> None:
    log = tmp_path / "short.log"
    with open_log(log) as stream:
        stream.write(b"x" * length)
    shorten(log)
    assert log.stat().st_size == length
    assert not (tmp_path / "short.log.1").exists()
