"""`python -m handoff`: what is wrong is said in one sentence, before anything starts."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from handoff.__main__ import main
from tests.handoff.adapters.test_settings_file import write_unseen

ROOT = Path(__file__).parents[2]
GOOD = {
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
    "REDIS_URL": "redis://127.0.0.1:1",
    "FIRUZE_PORT": "0",
    "FIRUZE_INTERNAL_PORT": "0",
    "FIRUZE_INTERNAL_SECRET": "x" * 16,
    "FIRUZE_BOT_SECRET": "x" * 16,
    "FIRUZE_SECRET": "x" * 16,
    "FIRUZE_IDENTITY_SECRET": "x" * 16,
    "FIRUZE_LOG_FORMAT": "json",
}


def _environment(changes: dict[str, str]) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if "FIRUZE" not in k and not k.endswith("_URL")}
    return {k: v for k, v in (kept | GOOD | changes).items() if v}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"DATABASE_URL": ""}, "DATABASE_URL"),
        ({"FIRUZE_PORT": "hunter2"}, "FIRUZE_PORT"),
        ({"FIRUZE_PORT": "70000"}, "FIRUZE_PORT"),
        ({"FIRUZE_SECRET": "hunter2"}, "FIRUZE_SECRET"),
        ({"FIRUZE_SECRET": ""}, "FIRUZE_SECRET"),
        ({"FIRUZE_LOG_FORMAT": "xml"}, "FIRUZE_LOG_FORMAT"),
        ({"FIRUZE_DEMO": "1", "FIRUZE_HOST": "0.0.0.0"}, "FIRUZE_DEMO: "),  # noqa: S104 - refused
        ({"FIRUZE_DEMO": "1", "FIRUZE_HOST": "shop.example"}, "on the loopback alone"),
        ({"FIRUZE_SECOND_FACTOR": "admin, boss"}, "FIRUZE_SECOND_FACTOR: "),
        ({"FIRUZE_BOT_URL": "http://127.0.0.1:5005, hunter2"}, "FIRUZE_BOT_URL: "),
        ({"FIRUZE_BOT_URL": "http://[hunter2"}, "FIRUZE_BOT_URL: "),
        ({"FIRUZE_TRUSTED_PROXIES": "10.0.0.0/8, hunter2"}, "FIRUZE_TRUSTED_PROXIES"),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence(
    changes: dict[str, str],
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Exit code 2, one line, and nothing that may be a password."""
    for name, value in (GOOD | changes).items():
        if value:
            monkeypatch.setenv(name, value)
        else:
            monkeypatch.delenv(name, raising=False)
    assert main() == 2
    told = capsys.readouterr().err
    assert says in told
    assert len(told.strip().splitlines()) == 1
    assert "hunter2" not in told


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"DATABASE_URL": "mysql://root:hunter2@db/shop"}, "postgresql://"),
        ({"REDIS_URL": "http://hunter2@cache"}, "REDIS_URL"),
    ],
)
def test_a_wrong_server_is_named_in_one_sentence(changes: dict[str, str], says: str) -> None:
    """Exit code 2, one line, no traceback, no password, from the real process."""
    done = _run(changes)
    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "hunter2" not in done.stderr + done.stdout


def test_a_bad_business_file_is_named_with_its_place(tmp_path: Path) -> None:
    """The file, the line, what is wrong."""
    shop = tmp_path / "shop.yml"
    shop.write_text("name: {en: Books}\nhours: [\n", encoding="utf-8")
    done = _run({"FIRUZE_BUSINESS_FILE": str(shop)})
    assert done.returncode == 2
    assert "shop.yml is not YAML" in done.stderr
    assert "line 3" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_bad_orders_file_is_named_with_its_place(tmp_path: Path) -> None:
    """The file, the key, the variable that is missing."""
    orders = tmp_path / "orders.yml"
    orders.write_text("source: woocommerce\nkey: ${WOO_KEY}\n", encoding="utf-8")
    done = _run({"FIRUZE_ORDERS_FILE": str(orders)})
    assert done.returncode == 2
    assert "orders.yml, key: the environment has no WOO_KEY" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_port_in_use_is_named() -> None:
    """Exit code 1 and a sentence."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = _run({"FIRUZE_PORT": port})
    assert done.returncode == 1
    assert "cannot listen" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_gateway_starts_before_its_servers_and_stops_when_told() -> None:
    """It waits for them without a traceback; SIGTERM ends it with 0."""
    with subprocess.Popen(
        [sys.executable, "-m", "handoff"],
        cwd=ROOT,
        env=_environment({}),
        stderr=subprocess.PIPE,
        text=True,
    ) as gateway:
        assert gateway.stderr is not None
        lines = iter(gateway.stderr.readline, "")
        seen = [next(line for line in lines if "gateway.listening" in line)]
        seen.append(next(line for line in lines if "loop.waits" in line))
        gateway.send_signal(signal.SIGTERM)
        seen.extend(lines)
        assert gateway.wait(15) == 0
    assert "Traceback" not in "".join(seen)


def test_the_shop_is_read_again_when_the_gateway_is_told(tmp_path: Path) -> None:
    """SIGHUP reads it whether anything shows that it has changed or not; nothing else happens."""
    shop = tmp_path / "shop.yml"
    text = (ROOT / "business.yml").read_text(encoding="utf-8")
    shop.write_text(text, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "handoff"],
        cwd=ROOT,
        env=_environment({"FIRUZE_BUSINESS_FILE": str(shop)}),
        stderr=subprocess.PIPE,
        text=True,
    ) as gateway:
        assert gateway.stderr is not None
        lines = iter(gateway.stderr.readline, "")
        next(line for line in lines if "gateway.listening" in line)
        write_unseen(shop, text.replace("Firuze Books", "Firuze Boots"))
        gateway.send_signal(signal.SIGHUP)
        next(line for line in lines if "settings.changed" in line)
        gateway.send_signal(signal.SIGTERM)
        left = list(lines)
        assert gateway.wait(15) == 0
    assert "Traceback" not in "".join(left)


def _run(changes: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "handoff"],
        cwd=ROOT,
        env=_environment(changes),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
