"""The bot's own suite: Python 3.10, bot/.venv, and a real Rasa against a real HTTP peer.

    bot/.venv/bin/python -m pytest tests/bot -c bot/pyproject.toml

The gateway's suite walks past this folder: Rasa cannot be imported there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

collect_ignore_glob = [] if sys.version_info[:2] == (3, 10) else ["test_*.py"]

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]
BOT_SECRET, ACTIONS_SECRET, INTERNAL_SECRET = "bot-secret", "actions-secret", "internal-secret"
_PATIENCE = 90  # seconds until a process must be ready, on a busy machine

# How long an example takes on a busy machine says nothing of what it shows; what promises a time is
# marked `alone`.
settings.register_profile("examples", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("examples")

if not collect_ignore_glob:
    from bot import without_tensorflow

    without_tensorflow.install()

    from bot.topics_importer import TopicsImporter
    from internal_api import InternalApi
    from talking import Bot, free_port


@pytest.fixture(scope="session")
def checkout() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def domain(checkout: Path) -> dict[str, Any]:
    """What the bot knows and says: all files of `domain/`, and what follows from `topics.yml`."""
    whole: dict[str, Any] = (
        TopicsImporter(domain_path=str(checkout / "domain")).get_domain().as_dict()
    )
    return whole


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model trained from the checkout as it stands."""
    folder = tmp_path_factory.mktemp("models")
    words = ["train", "--domain", "domain", "--fixed-model-name", "firuze", "--out", str(folder)]
    subprocess.run([sys.executable, "-m", "bot", *words], cwd=ROOT, check=True, timeout=900)
    return folder / "firuze.tar.gz"


@pytest.fixture(scope="session")
def shop() -> Iterator[InternalApi]:
    """The gateway's internal API, played by a real HTTP server."""
    with InternalApi(Path(__file__).with_name("shop.yml"), INTERNAL_SECRET) as api:
        yield api


@pytest.fixture(scope="session")
def actions_url(shop: InternalApi, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The action server, as it runs in production, on a free port."""
    port, log = free_port(), tmp_path_factory.mktemp("run") / "actions.log"
    environment = {
        **os.environ,
        "FIRUZE_ACTIONS_SECRET": ACTIONS_SECRET,
        "FIRUZE_INTERNAL_SECRET": INTERNAL_SECRET,
        "FIRUZE_INTERNAL_URL": shop.url,
    }
    with _running(["bot.actions", "--port", str(port)], environment, log) as process:
        _wait_for(f"http://127.0.0.1:{port}/health", process.still_alive)
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def actions_secret() -> str:
    return ACTIONS_SECRET


@pytest.fixture(scope="session")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The articles of the shop that the bot speaks for; a test may add one."""
    folder = tmp_path_factory.mktemp("shop") / "articles"
    shutil.copytree(Path(__file__).parent / "articles", folder)
    return folder


@pytest.fixture(scope="session")
def bot(
    model: Path, actions_url: str, articles: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bot]:
    """Rasa, as it runs in production, on a free port."""
    folder = tmp_path_factory.mktemp("run")
    bot_port = free_port()
    environment = {
        **os.environ,
        "FIRUZE_BOT_SECRET": BOT_SECRET,
        "FIRUZE_ACTIONS_SECRET": ACTIONS_SECRET,
        "FIRUZE_ACTIONS_URL": f"{actions_url}/webhook",
        "FIRUZE_ARTICLES": str(articles),
    }
    rasa = ["bot", "run", "-m", str(model), "-i", "127.0.0.1", "-p", str(bot_port)]
    rasa += [
        "--endpoints",
        str(ROOT / "endpoints.yml"),
        "--credentials",
        str(ROOT / "credentials.yml"),
    ]
    with _running(rasa, environment, folder / "bot.log") as process:
        _wait_for(f"http://127.0.0.1:{bot_port}/webhooks/firuze/", process.still_alive)
        yield Bot(f"http://127.0.0.1:{bot_port}/webhooks/firuze", BOT_SECRET, process.pid)


class _running:  # noqa: N801 - reads as a verb in `with`
    """A Python module as a child process; ends with the block."""

    def __init__(self, words: list[str], environment: dict[str, str], log: Path) -> None:
        self._words, self._environment, self._log = words, environment, log

    def __enter__(self) -> _running:
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *self._words],
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        return self

    @property
    def pid(self) -> int:
        return self._process.pid

    def still_alive(self) -> None:
        if self._process.poll() is not None:
            pytest.fail(f"{self._words[0]} ended:\n{self._log.read_text('utf-8')[-3000:]}")

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(timeout=20)


def _wait_for(url: str, still_alive: Callable[[], None]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        still_alive()
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.1)
    pytest.fail(f"{url} was not ready after {_PATIENCE} s")
