"""Ports: which are taken, by which process, and which are free."""

import errno
import socket

import psutil

from stack.errors import CliError

LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """A port on the loopback that is unused at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def check_port_free(host: str, port: int) -> None:
    """CliError, naming the occupant if it can be seen, unless `host:port` can be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise _explained(host, port, error) from error


def _explained(host: str, port: int, error: OSError) -> CliError:
    if error.errno == errno.EADDRINUSE:
        way_out = f"Stop it, or choose another port: `--port {_next_free(port)}`, or FIRUZE_PORT."
        return CliError(f"Port {port} is in use{_occupant(port)}.", way_out=way_out)
    if error.errno == errno.EACCES:
        way_out = "Choose one above 1023 with `--port`, and put a proxy in front."
        return CliError(f"Only root may use port {port}.", way_out=way_out)
    way_out = "Set FIRUZE_HOST to an address of this machine; 127.0.0.1 is the default."
    return CliError(
        f"Firuze cannot listen on {host}:{port} ({error.strerror or error}).", way_out=way_out
    )


def _occupant(port: int) -> str:
    """` by NAME (process N)`, where the system shows it."""
    try:
        for connection in psutil.net_connections("tcp"):
            listens = connection.status == psutil.CONN_LISTEN and connection.laddr.port == port
            if listens and connection.pid:
                return f" by {psutil.Process(connection.pid).name()} (process {connection.pid})"
    except psutil.Error:
        return ""
    return ""


def _next_free(port: int) -> int:
    for candidate in range(port + 1, min(port + 50, 65536)):
        with socket.socket() as probe:
            if probe.connect_ex((LOOPBACK, candidate)) != 0:
                return candidate
    return free_port()
