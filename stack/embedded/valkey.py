"""Valkey as a child process, on a Unix socket in a private folder."""

import signal
import socket
from pathlib import Path
from typing import ClassVar

from stack.embedded.account import Account
from stack.embedded.binaries import valkey_program
from stack.embedded.server import EmbeddedServer

SOCKET = "valkey.sock"


class EmbeddedValkey(EmbeddedServer):
    """Fan-out, leases and limits. It keeps nothing on disk: losing it loses no data."""

    name: ClassVar[str] = "valkey"
    title: ClassVar[str] = "Valkey"
    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM

    def __init__(self, home: Path, *, account: Account | None, log: Path | None = None) -> None:
        super().__init__(home, account=account, log=log)
        self.socket = self.socket_folder(SOCKET) / SOCKET
        self._program: Path | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    @property
    def command(self) -> list[str]:
        if self._program is None:
            self._program = valkey_program(self.home, self.account)
        network = ["--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"]
        memory_only = ["--save", "", "--appendonly", "no", "--dir", str(self.socket.parent)]
        return [str(self._program), *network, *memory_only, "--daemonize", "no"]

    def prepare(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        self.make_folder(self.socket.parent)
        self.socket.unlink(missing_ok=True)

    def is_ready(self) -> bool:
        client = socket.socket(socket.AF_UNIX)
        client.settimeout(1.0)
        try:
            client.connect(str(self.socket))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False
        finally:
            client.close()
