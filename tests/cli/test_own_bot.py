"""A bot that somebody else runs, as the command line sees it."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from stack.checkout import this_checkout
from stack.free_ports import free_port
from stack.services import Ports, Stack
from stack.settings import StackSettings
from tests.cli.conftest import CommandLine


class _Rasa(BaseHTTPRequestHandler):
    """A Rasa, as far as the doctor asks it."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/webhooks/rest/" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"FIRUZE_BOT_KIND": "rest"}, "FIRUZE_BOT_KIND=rest needs the address of your bot"),
        ({"FIRUZE_BOT_URL": "localhost:5005"}, "FIRUZE_BOT_URL is wrong"),
        ({"FIRUZE_BOT_URL": ", "}, "FIRUZE_BOT_URL is wrong"),
        ({"FIRUZE_BOT_URL": "http://a:1, b:2"}, "FIRUZE_BOT_URL is wrong"),
        ({"FIRUZE_BOT_KIND": "parrot"}, "FIRUZE_BOT_KIND is wrong"),
    ],
)
def test_a_wrong_setting_is_named(
    command_line: CommandLine, variables: dict[str, str], says: str
) -> None:
    """The command refuses before it sets anything up."""
    done = command_line("up", "--port", str(free_port()), **variables)
    assert done.returncode == 1
    assert says in " ".join(done.stderr.split())
    assert "Traceback" not in done.stdout + done.stderr


def test_the_doctor_asks_every_bot(command_line: CommandLine) -> None:
    """The doctor uses the configured channel."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Rasa) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        there, nowhere = f"127.0.0.1:{server.server_port}", f"127.0.0.1:{free_port()}"
        done = command_line(
            "doctor",
            FIRUZE_BOT_KIND="rest",
            FIRUZE_BOT_URL=f"http://{there}, http://{nowhere}/",
            COLUMNS="200",
        )
        server.shutdown()
    told = " ".join(done.stdout.split())
    assert f"{there} answers on its channel `rest`" in told
    assert f"{nowhere}/ does not answer on its channel `rest`" in told
    assert "Model" not in told, "this checkout's own model plays no part"


def test_the_gateway_is_told_where_the_bot_is() -> None:
    """That of somebody else, or the one that is started on a free port."""

    def url(**given: Any) -> str:
        stack = Stack(
            checkout=this_checkout(),
            settings=StackSettings(**given),
            ports=Ports(),
            database_url="",
            redis_url="",
            demo=False,
        )
        return stack.gateway_environment()["FIRUZE_BOT_URL"]

    assert url(FIRUZE_BOT_URL="http://bot.internal:5005") == "http://bot.internal:5005"
    assert url().startswith("http://127.0.0.1:")
