"""From a fresh copy to a running demo with one command, and back to nothing. In this order."""

import json
import os
import re
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest

from handoff.adapters.business_file import read_business
from handoff.domain.shop.business_hours import opening_state
from stack.embedded.account import service_account
from stack.embedded.server import servers_home
from stack.free_ports import free_port
from tests.fresh.copy import FreshCopy

ORIGINAL = Path(__file__).resolve().parents[2]
FIRST_LIMIT = 600.0  # seconds: two environments, packages, a build and a training
SECOND_LIMIT = 60.0  # seconds; the bar is 20 on a machine that does nothing else


@pytest.fixture(scope="module")
def fresh() -> Iterator[FreshCopy]:
    copy = FreshCopy(Path(tempfile.mkdtemp(prefix="firuze-fresh-")), free_port())
    copy.make(ORIGINAL)
    yield copy
    for process in copy.processes():
        process.kill()
    shutil.rmtree(servers_home(copy.root, service_account()), ignore_errors=True)
    shutil.rmtree(copy.folder)


def page(url: str) -> str:
    """What is served there; fails unless it is served with success."""
    with urlopen(url, timeout=10) as response:  # noqa: S310 - an address of the test's own
        text: str = response.read().decode()
        return text


def leaves_nothing(copy: FreshCopy, pids: list[int]) -> bool:
    """Whether every process of the copy ends within some seconds."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if not copy.processes() and not any(is_alive(pid) for pid in pids):
            return True
        time.sleep(0.1)
    return False


def is_alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def test_one_command_leads_to_ready(fresh: FreshCopy) -> None:
    """With python3 alone: uv and Node are brought along, the shims are not taken for real."""
    fresh.start(FIRST_LIMIT)
    assert (fresh.root / ".uv" / "uv").exists()
    assert (fresh.root / "var" / "node" / "bin" / "npm").exists()
    for words in ("/shop/?lang=en", "/shop/?lang=fa", "/console/", "sara@", "leila@"):
        assert words in fresh.said()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/shop/?lang=en", "shop.js"),
        ("/shop/?lang=fa", "shop.js"),
        ("/console/", "<script"),
        ("/widget.js", "panel"),
        ("/readyz", '"ok"'),
    ],
)
def test_its_pages_are_served(fresh: FreshCopy, path: str, words: str) -> None:
    assert words in page(f"{fresh.address}{path}")


def test_its_shop_is_open(fresh: FreshCopy) -> None:
    """Whatever the time is, who tries the demo meets agents and not a closed door."""
    gateway = psutil.Process(fresh.facts()["processes"]["gateway"])
    shop = read_business(Path(gateway.environ()["FIRUZE_BUSINESS_FILE"]))
    assert opening_state(shop.business_hours(), datetime.now(UTC)).open_now


def test_nothing_private_listens_to_the_network(fresh: FreshCopy) -> None:
    listening = [
        connection.laddr
        for process in fresh.processes()
        for connection in process.net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert {address.ip for address in listening} == {"127.0.0.1"}
    assert fresh.port in {address.port for address in listening}


def test_people_are_managed_beside_it(fresh: FreshCopy) -> None:
    listed = fresh.run("user", "list")
    assert listed.returncode == 0
    assert "sara@firuze.example" in listed.stdout


def test_a_second_one_is_refused_in_words(fresh: FreshCopy) -> None:
    refused = fresh.run("up", "--port", str(free_port()))
    assert refused.returncode == 1
    assert "already running" in refused.stderr


def test_the_doctor_finds_it_healthy(fresh: FreshCopy) -> None:
    examined = fresh.run("doctor")
    assert examined.returncode == 0, examined.stdout
    assert fresh.address in examined.stdout


def test_a_killed_gateway_comes_back(fresh: FreshCopy) -> None:
    os.kill(fresh.facts()["processes"]["gateway"], signal.SIGKILL)
    fresh.wait_for("The gateway is back", 60)
    assert '"ok"' in page(f"{fresh.address}/readyz")


def test_a_bot_that_hangs_is_replaced(fresh: FreshCopy) -> None:
    """Meanwhile the gateway serves people without it, and says so; at the end nothing is missing."""
    os.kill(fresh.facts()["processes"]["bot"], signal.SIGSTOP)
    assert '"degraded"' in page(f"{fresh.address}/readyz")
    fresh.wait_for("The bot has not answered for", 60)
    fresh.wait_for("The bot is back", 60)
    assert json.loads(page(f"{fresh.address}/readyz"))["status"] == "ok"


def test_ctrl_c_leaves_no_process(fresh: FreshCopy) -> None:
    pids = list(fresh.facts()["processes"].values())
    assert fresh.signal(signal.SIGINT) == 0
    assert leaves_nothing(fresh, pids)


def test_the_second_time_is_quick_and_survives_a_kill(fresh: FreshCopy) -> None:
    """Nothing is built twice. Even kill -9 of the command line leaves no process."""
    fresh.start(SECOND_LIMIT)
    seconds = re.search(r"ready after ([\d.]+) s", fresh.said())
    assert seconds is not None
    assert float(seconds[1]) <= SECOND_LIMIT
    assert "Training" not in fresh.said()
    pids = list(fresh.facts()["processes"].values())
    fresh.signal(signal.SIGKILL)
    assert leaves_nothing(fresh, pids)


def test_reset_asks_first_and_then_forgets_everything(fresh: FreshCopy) -> None:
    assert fresh.run("reset").returncode != 0
    assert fresh.root.joinpath("var").exists()
    assert fresh.run("reset", "--yes").returncode == 0
    assert not fresh.root.joinpath("var", "secrets.json").exists()
    assert not servers_home(fresh.root, service_account()).exists()
