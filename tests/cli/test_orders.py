"""The orders file as the command line sees it: refused at once, and examined by the doctor."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from stack.free_ports import free_port
from tests.cli.conftest import CommandLine

KEYS = {"WOO_KEY": "ck_hunter2", "WOO_SECRET": "cs_hunter2"}


class _Woo(BaseHTTPRequestHandler):
    """An empty WooCommerce shop that takes any key; `/closed` takes none."""

    def do_GET(self) -> None:
        closed = self.path.startswith("/closed")
        self.send_response(401 if closed else 200)
        self.end_headers()
        self.wfile.write(b"{}" if closed else b"[]")

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def shop_url() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Woo) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _file(folder: Path, url: str) -> str:
    path = folder / "orders.yml"
    path.write_text(
        f"source: woocommerce\nurl: {url}\nkey: ${{WOO_KEY}}\nsecret: ${{WOO_SECRET}}\n", "utf-8"
    )
    return str(path)


def test_a_bad_orders_file_stops_everything_at_once(
    command_line: CommandLine, tmp_path: Path, shop_url: str
) -> None:
    """Before minutes are spent on setting up; with the key and the variable that is missing."""
    file = _file(tmp_path, shop_url)
    done = command_line("up", "--port", str(free_port()), FIRUZE_ORDERS_FILE=file)
    assert done.returncode == 1
    assert "orders.yml, key: the environment has no WOO_KEY" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert "PostgreSQL" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("", "the order system (woocommerce) answers"),
        ("/closed", "does not answer as it should: HTTP 401"),
    ],
)
def test_the_doctor_asks_the_order_system(
    command_line: CommandLine, tmp_path: Path, shop_url: str, place: str, says: str
) -> None:
    """The doctor reports the order system's answer without a secret."""
    file = _file(tmp_path, shop_url + place)
    done = command_line("doctor", FIRUZE_ORDERS_FILE=file, COLUMNS="200", **KEYS)
    assert says in " ".join(done.stdout.split())
    assert "hunter2" not in done.stdout + done.stderr


def test_without_a_file_the_orders_are_built_in(command_line: CommandLine) -> None:
    """A missing file is named."""
    assert "in the built-in table" in command_line("doctor").stdout
    done = command_line("doctor", FIRUZE_ORDERS_FILE="none.yml", COLUMNS="200")
    assert "none.yml does not exist" in " ".join(done.stdout.split())
