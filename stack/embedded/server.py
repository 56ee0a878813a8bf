"""The common base of PostgreSQL and Valkey as child processes."""

import hashlib
import os
import signal
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

from stack.embedded.account import Account, tethered
from stack.errors import CliError
from stack.logs import open_log

LONGEST_SOCKET_PATH = 100  # bytes; the kernel's limit is 107 on Linux and 103 on macOS
TRACEBACK = "Traceback (most recent call last)"
ROOT_HOME = Path("/var/lib/firuze")


class EmbeddedServer(ABC):
    """A server below `home`, reached over a Unix socket only.

    Either call `start()` and `stop()`, or `prepare()` and then run `command` under a supervisor.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    stop_signal: ClassVar[signal.Signals]
    # Seconds that a slow disk may take: after a power cut PostgreSQL looks at every file, and before it
    # ends it writes all that it holds. A server that cannot start ends by itself.
    start_limit: ClassVar[float] = 300.0
    stop_limit: ClassVar[float] = 60.0

    def __init__(self, home: Path, *, account: Account | None, log: Path | None = None) -> None:
        self.home = home
        self.account = account
        self.log = log or home / f"{self.name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    @abstractmethod
    def url(self) -> str:
        """How clients reach it, as in DATABASE_URL or REDIS_URL."""

    @property
    @abstractmethod
    def command(self) -> list[str]:
        """The command to run once `prepare()` is done."""

    @abstractmethod
    def prepare(self) -> None:
        """Creates folders and data, and removes what a killed run left. Idempotent."""

    @abstractmethod
    def is_ready(self) -> bool:
        """Whether it accepts clients now."""

    def finish_start(self) -> None:  # noqa: B027 - most servers have nothing left to do
        """Does what needs a running server. Idempotent."""

    @property
    def pid(self) -> int | None:
        """The running server's process id."""
        return self._process.pid if self._process else None

    @property
    def tethered_command(self) -> list[str]:
        """`command`, as the service account, ending with the calling thread."""
        return tethered(self.command, death_signal=self.stop_signal, account=self.account)

    def start(self) -> None:
        """Starts it and returns when it is ready; CliError with its last output if it does not get
        ready."""
        self.prepare()
        with open_log(self.log) as log:
            self._process = subprocess.Popen(
                self.tethered_command,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait_ready(self._process)
        self.finish_start()

    def stop(self) -> None:
        """Stops it in order; kills it if it takes more than `stop_limit` seconds."""
        if self._process is None:
            return
        self._process.send_signal(self.stop_signal)
        try:
            self._process.wait(self.stop_limit)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _wait_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + self.start_limit
        while not self.is_ready():
            if process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise CliError(
                    f"The embedded {self.title} did not start.\n{last_lines(self.log)}",
                    way_out=f"Its log is {self.log}.",
                )
            time.sleep(0.02)

    def make_folder(self, folder: Path) -> Path:
        """Make `folder`, private to the service account."""
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        if self.account:
            self.account.give(folder)
        return folder

    def socket_folder(self, longest_name: str) -> Path:
        """A private folder in which the socket `longest_name` stays within the kernel's limit."""
        folder = self.home / f"{self.name}-run"
        if len(os.fsencode(folder / longest_name)) <= LONGEST_SOCKET_PATH:
            return folder
        return Path(tempfile.gettempdir()) / f"firuze-{os.geteuid()}-{short_hash(folder)}"


def servers_home(checkout: Path, account: Account | None) -> Path:
    """Where the servers of `checkout` keep their data.

    Below `var/`, except for root: the service account may be barred from the checkout, and the
    modes of the user's own folders are not ours to change.
    """
    if account is None:
        return checkout / "var" / "servers"
    return ROOT_HOME / short_hash(checkout)


def short_hash(path: Path) -> str:
    """Twelve hexadecimal digits that identify `path`."""
    return hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:12]


def last_lines(log: Path, count: int = 15, *, whole: bool = False, since: int = 0) -> str:
    """The last `count` lines of a log; only the message of a Python traceback, unless `whole`.

    Bytes before `since` belong to an earlier run and are left out.
    """
    if not log.exists():
        return ""
    with log.open("rb") as stream:
        stream.seek(max(since, log.stat().st_size - 40_000))
        text = stream.read().decode(errors="replace")
    lines = text.rstrip().splitlines()[-count:]
    if TRACEBACK in text and not whole:
        after = text[text.rindex(TRACEBACK) :].splitlines()[1:]
        lines = [line for line in after if line and not line[0].isspace()][-count:]
    return "\n".join(lines)
