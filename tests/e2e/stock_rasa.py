"""The bot of `rasa init`: trained once, kept in `var/`, run as its owner would run it."""

import hashlib
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from stack.checkout import this_checkout
from stack.free_ports import LOOPBACK, free_port
from stack.services import answers
from stack.setup.environments import bot_environment
from stack.supervisor import Service, Supervisor
from stack.tools import run_tool

TOKEN, JWT_SECRET = "token-of-the-tests", "jwt-secret-of-the-tests"
NICE = ["nice", "-n", "10"]  # other tests of this machine come first

# Rasa's default pipeline and policies, as `rasa train` writes them into an empty config.yml; only
# that they learn for a shorter time.
CONFIG = """
recipe: default.v1
assistant_id: stock
language: en
pipeline:
  - name: WhitespaceTokenizer
  - name: RegexFeaturizer
  - name: LexicalSyntacticFeaturizer
  - name: CountVectorsFeaturizer
  - name: CountVectorsFeaturizer
    analyzer: char_wb
    min_ngram: 1
    max_ngram: 4
  - name: DIETClassifier
    epochs: 20
    constrain_similarities: true
  - name: EntitySynonymMapper
  - name: ResponseSelector
    epochs: 1
    constrain_similarities: true
  - name: FallbackClassifier
    threshold: 0.3
    ambiguity_threshold: 0.1
policies:
  - name: MemoizationPolicy
  - name: TEDPolicy
    max_history: 5
    epochs: 10
    constrain_similarities: true
  - name: RulePolicy
"""


@dataclass
class StockBot:
    """A running bot."""

    url: str
    supervisor: Supervisor

    async def stop(self) -> None:
        """Ends it, for good."""
        await self.supervisor.stop()

    async def tracker(self, sender: str) -> dict[str, Any]:
        """What Rasa remembers."""
        url = f"{self.url}/conversations/{sender}/tracker"
        async with aiohttp.ClientSession() as http, http.get(url, params={"token": TOKEN}) as told:
            content: dict[str, Any] = await told.json()
            return content

    async def warm_up(self) -> None:
        """TensorFlow takes seconds for its first message, and milliseconds for the next."""
        question = {"sender": "warm-up", "message": "hello"}
        async with (
            aiohttp.ClientSession() as http,
            http.post(f"{self.url}/webhooks/rest/webhook", json=question) as told,
        ):
            assert await told.json()


async def trained(logs: Path) -> Path:
    """The project's folder, with a model. What it was made from is part of its name."""
    checkout = this_checkout()
    lock = (checkout.root / "bot" / "uv.lock").read_text(encoding="utf-8")
    made_from = hashlib.sha256((CONFIG + lock).encode()).hexdigest()[:12]
    project = checkout.var / "stock-bot" / made_from
    if not (project / "models").exists():
        partial = project.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        # What `rasa init` does, before it trains for minutes.
        make = "from rasa.cli.scaffold import create_initial_project as make; make('.')"
        await _run(partial, logs / "rasa-init.log", str(_program("python")), "-c", make)
        (partial / "config.yml").write_text(CONFIG, encoding="utf-8")
        await _run(partial, logs / "rasa-train.log", str(_program("rasa")), "train")
        partial.rename(project)
    return project


async def _run(folder: Path, log: Path, *command: str) -> None:
    await run_tool(
        [*NICE, *command],
        folder=folder,
        log=log,
        environment=bot_environment(),
        failed="Rasa failed.",
    )


def _program(name: str) -> Path:
    return this_checkout().bot_python.with_name(name)


@asynccontextmanager
async def stock_bot(logs: Path) -> AsyncIterator[StockBot]:
    """Rasa's own server with Rasa's own command, its API open to the token and to JWTs."""
    project, port = await trained(logs), free_port()
    url = f"http://{LOOPBACK}:{port}"
    service = Service(
        name="stock bot",
        command=[
            str(_program("rasa")),
            *("run", "--interface", LOOPBACK, "--port", str(port)),
            *("--enable-api", "--auth-token", TOKEN, "--jwt-secret", JWT_SECRET),
        ],
        folder=project,
        log=logs / "stock-bot.log",
        is_ready=lambda: answers(f"{url}/status?token={TOKEN}"),
        environment=bot_environment(),
        start_limit=420.0,
    )
    supervisor = Supervisor(lambda _: None)
    await supervisor.start(service)
    try:
        bot = StockBot(url, supervisor)
        await bot.warm_up()
        yield bot
    finally:
        await supervisor.stop()
