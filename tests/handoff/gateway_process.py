"""A gateway in a process of its own, which a test can kill."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

import aiohttp

from stack.free_ports import LOOPBACK, free_port
from tests.handoff.waiting import eventually


class GatewayProcess:
    """Runs with `settings` on a port of its own, and writes its log to a file."""

    def __init__(self, settings: dict[str, Any], log: Path) -> None:
        self.port = free_port()
        self.base = f"http://{LOOPBACK}:{self.port}"
        self._environment = os.environ | {
            name: str(value) for name, value in (settings | {"FIRUZE_PORT": self.port}).items()
        }
        self._log = log
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> "GatewayProcess":
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "handoff", env=self._environment, stderr=log
            )
        await eventually(self._answers, f"the gateway; see {self._log}", within=90)
        return self

    async def kill(self) -> None:
        """Kills it as the kernel does: nothing is tidied up."""
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGKILL)
            await self._process.wait()

    async def _answers(self) -> bool:
        try:
            async with aiohttp.ClientSession() as http, http.get(f"{self.base}/readyz") as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False
