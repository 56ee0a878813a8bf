"""The checkout: its paths, whether it is writable, and whether it is free to run."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stack.errors import CliError
from stack.logs import make_log_folder, shorten


@dataclass(frozen=True)
class Checkout:
    """The folder that holds `firuze`, and everything the command line keeps below `var/`."""

    root: Path

    @property
    def var(self) -> Path:
        return self.root / "var"

    @property
    def python(self) -> Path:
        """The gateway's Python."""
        return self.root / ".venv" / "bin" / "python"

    @property
    def bot_python(self) -> Path:
        return self.root / "bot" / ".venv" / "bin" / "python"

    @property
    def model(self) -> Path:
        return self.root / "models" / "firuze.tar.gz"

    def log(self, name: str) -> Path:
        """The log of one child, below `var/log/`; an overlong one is rotated first."""
        log = self.var / "log" / f"{name}.log"
        make_log_folder(log.parent)
        shorten(log)
        return log

    def check_writable(self) -> None:
        """Creates `var/` and writes to it, the only reliable test; CliError if that fails."""
        probe = self.var / f".writable-{os.getpid()}"
        try:
            self.var.mkdir(exist_ok=True)
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise CliError(
                f"Firuze cannot write to {self.var}: {error.strerror}.",
                way_out="Make the folder yours (chown), or move the checkout to where you may write.",
            ) from error

    @property
    def _lock_file(self) -> Path:
        return self.var / "run.lock"

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Locks this checkout for running or resetting; the kernel frees the lock when we end."""
        self.check_writable()
        with self._lock_file.open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise self._already_running() from error
            self.describe_run({"pid": os.getpid()})
            try:
                yield
            finally:
                lock.truncate(0)

    def describe_run(self, facts: dict[str, Any]) -> None:
        """Describes the running stack to other commands; call while holding the lock."""
        self._lock_file.write_text(json.dumps(facts))
        self._lock_file.chmod(0o600)

    def running(self) -> dict[str, Any] | None:
        """The description of the stack running here, or None when none runs."""
        if not self._lock_file.exists():
            return None
        with self._lock_file.open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                facts: dict[str, Any] = json.loads(self._lock_file.read_text() or "{}")
                return facts
        return None

    def _already_running(self) -> CliError:
        pid = json.loads(self._lock_file.read_text() or "{}").get("pid", "?")
        return CliError(
            f"Firuze is already running from this folder (process {pid}).",
            way_out="Stop it with Ctrl-C first, or run a second one from another checkout.",
        )


def this_checkout() -> Checkout:
    """The checkout that contains this code."""
    return Checkout(Path(__file__).resolve().parent.parent)
