"""A copy of the checkout, and the demo run from it as a person would."""

import json
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from stack.embedded.account import service_account
from stack.embedded.server import servers_home

SHIM = '#!/bin/sh\necho "$0: command not found" >&2\nexit 127\n'


@dataclass
class FreshCopy:
    """The repository's files in a private folder with a space in its name, called by a symlink.

    `uv` and `node` are shims that run nothing, as version managers leave them.
    """

    folder: Path
    port: int
    output: Path = field(init=False)
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.output = self.folder / "output"

    @property
    def root(self) -> Path:
        return self.folder / "my shop"

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def make(self, original: Path) -> None:
        """Copy what git would: no environment, no build, no model, no data."""
        listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
        names = subprocess.run(listed, cwd=original, capture_output=True, text=True, check=True)
        for name in filter(None, names.stdout.split("\0")):
            source, target = original / name, self.root / name
            if source.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, target)
        self.folder.chmod(0o700)
        (self.folder / "firuze").symlink_to(self.root / "firuze")
        shims = self.folder / "shims"
        shims.mkdir()
        for name in ("uv", "node", "npm"):
            (shims / name).write_text(SHIM)
            (shims / name).chmod(0o755)

    def environment(self) -> dict[str, str]:
        """That of the test without anything which points at this checkout's own parts."""
        foreign = ("VIRTUAL_ENV", "DATABASE_URL", "REDIS_URL", "PYTHONPATH")
        kept = {
            name: value
            for name, value in os.environ.items()
            if name not in foreign and "FIRUZE" not in name and not name.startswith("COV_")
        }
        return kept | {"PATH": f"{self.folder / 'shims'}{os.pathsep}{kept['PATH']}"}

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run another command beside the demo."""
        return subprocess.run(
            [self.folder / "firuze", *arguments],
            cwd="/",
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def start(self, limit: float) -> None:
        """Start the demo and return when it says that it is ready, within `limit` seconds."""
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [self.folder / "firuze", "demo", "--port", str(self.port)],
                cwd="/",
                env=self.environment(),
                stdout=output,
                stderr=output,
            )
        self.wait_for("Ctrl-C stops everything", limit)

    def wait_for(self, words: str, limit: float) -> None:
        """Return when the demo has said `words`; fails with all it said otherwise."""
        assert self.process is not None
        deadline = time.monotonic() + limit
        while words not in self.said():
            ended = self.process.poll() is not None
            assert not ended, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)

    def said(self) -> str:
        return self.output.read_text(errors="replace")

    def facts(self) -> dict[str, Any]:
        """What the running demo tells other commands."""
        facts: dict[str, Any] = json.loads((self.root / "var" / "run.lock").read_text())
        return facts

    def processes(self) -> list[psutil.Process]:
        """Every living process that belongs to the copy, by its numbers or its command line."""
        return [process for process in psutil.process_iter() if self._owns(process)]

    @property
    def _marks(self) -> tuple[str, str]:
        return str(self.root), str(servers_home(self.root, service_account()))

    def _owns(self, process: psutil.Process) -> bool:
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                return False
            words = [*process.cmdline(), process.cwd()]
            return any(mine in word for word in words for mine in self._marks)
        except psutil.Error:
            return False

    def signal(self, number: signal.Signals) -> int:
        """Signal the command line and return its exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(60)
