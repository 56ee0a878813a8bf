"""A child process that exchanges JSON values with its parent, one a line."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from stack.embedded.account import tethered
from stack.embedded.server import last_lines
from stack.errors import CliError
from stack.tools import end

LONGEST_LINE = 64 * 2**20  # bytes: a round's latencies, a process's tokens
GOODBYE_SECONDS = 5.0


class Child:
    """A running `python -m MODULE`. Its standard error goes to a log."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self._process = process
        self._log = log

    async def tell(self, value: Any) -> None:
        if self._process.stdin is None:
            raise ValueError("The child has no standard input")
        self._process.stdin.write(json.dumps(value).encode() + b"\n")
        await self._process.stdin.drain()

    async def hear(self, seconds: float) -> Any:
        """Its next value; CliError with its last output if it ends or takes too long."""
        if self._process.stdout is None:
            raise ValueError("The child has no standard output")
        try:
            line = await asyncio.wait_for(self._process.stdout.readline(), seconds)
        except TimeoutError:
            raise CliError(f"A client said nothing for {seconds:g} s.") from None
        if not line:
            raise CliError(f"A client of the benchmark ended.\n{last_lines(self._log)}")
        return json.loads(line)


@asynccontextmanager
async def child(module: str, *, folder: Path, log: Path) -> AsyncIterator[Child]:
    """Runs `module` from `folder` until the block ends."""
    with log.open("ab") as errors:
        process = await asyncio.create_subprocess_exec(
            *tethered([sys.executable, "-m", module], death_signal=signal.SIGKILL),
            cwd=folder,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
            limit=LONGEST_LINE,
        )
    try:
        yield Child(process, log)
    finally:
        await end(process, signal.SIGTERM, GOODBYE_SECONDS)


async def told() -> Any:
    """Reads, in the child, the next value from standard input; None at its end."""
    line = await asyncio.to_thread(sys.stdin.buffer.readline)
    return json.loads(line) if line else None


def tell(value: Any) -> None:
    """Sends, in the child, a value to the parent."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()
