"""Runs programs that exit by themselves: uv, npm, rasa train."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Mapping
from pathlib import Path

from stack.embedded.account import tethered
from stack.embedded.server import last_lines
from stack.errors import CliError
from stack.logs import open_log

FIRST_WARNING = 2.0  # seconds between asking a program to end and killing it


async def run_tool(
    command: list[str],
    *,
    folder: Path,
    log: Path,
    environment: Mapping[str, str] | None = None,
    failed: str,
) -> None:
    """Runs `command` to its end, with its output in `log`.

    It runs in a process group of its own, which is ended as a whole when we are cancelled.

    Raises:
        CliError: it ended with an error; says `failed` and the last lines of the log.
    """
    with open_log(log, afresh=True) as stream:
        process = await asyncio.create_subprocess_exec(
            *tethered(command, death_signal=signal.SIGTERM),
            cwd=folder,
            env=dict(environment or os.environ),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            start_new_session=True,
        )
    try:
        code = await process.wait()
    except asyncio.CancelledError:
        signal_group(process.pid, signal.SIGTERM)
        await end(process, signal.SIGTERM, FIRST_WARNING)
        raise
    if code != 0:
        raise CliError(f"{failed}\n{_words_of(log)}", way_out=f"The whole log is {log}.")


async def end(process: asyncio.subprocess.Process, first: signal.Signals, limit: float) -> None:
    """Asks a process to end with `first`; after `limit` seconds kills it and its whole group.

    Only the process itself is signalled: to PostgreSQL's workers the same signal means other
    things.
    """
    if process.returncode is None:
        send(process, first)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), limit)
    signal_group(process.pid, signal.SIGKILL)  # also what it may have left behind
    await process.wait()


def send(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    """Signals a process that has not been reaped.

    Not by `process.send_signal`: that polls first, and takes the exit code from asyncio's watcher.
    """
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(process.pid, number)


def signal_group(pid: int, number: signal.Signals) -> None:
    """Signals every process of the group that `pid` leads, if any is left."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def _words_of(log: Path) -> str:
    """The relevant part of a log: mostly its end, but npm buries the cause under pages of its
    own."""
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    npm = [line for line in lines if line.startswith("npm error")]
    if not npm:
        return last_lines(log)
    before = [line for line in lines[: lines.index(npm[0])] if not line.startswith("npm ")]
    return "\n".join([*before[-6:], *npm[:6]])
