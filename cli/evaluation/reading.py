"""Lets a trained model read messages: one process, one JSON line for each."""

import asyncio
import json
import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from cli.evaluation.measures import ASKED_BACK
from cli.evaluation.passages import Quoted
from handoff.domain.understanding import Emotion, Entity
from stack.checkout import Checkout
from stack.embedded.server import last_lines
from stack.errors import CliError
from stack.settings import load_settings
from stack.setup.environments import bot_environment
from stack.tools import FIRST_WARNING, end


class Ranked(BaseModel):
    """An intent and how sure the model is of it."""

    name: str | None = None
    confidence: float = 0.0


class Read(BaseModel):
    """What a model made of one message, and how long that took, in seconds; `processor` are those in
    which a processor worked, of all threads."""

    intent: Ranked
    ranking: list[Ranked] = []
    entities: list[Entity] = []
    emotion: Emotion | None = None
    article: Quoted | None = None
    seconds: float
    processor: float = 0.0

    @property
    def likeliest(self) -> Ranked:
        """The first guess, whether or not it was sure enough."""
        guesses = (guess for guess in self.ranking if guess.name != ASKED_BACK)
        return next(guesses, self.intent)

    @property
    def understood(self) -> str:
        return self.intent.name or ""


class Loaded(BaseModel):
    """The time until a model's first answer, in seconds, and its resident memory, in bytes."""

    ready: float
    resident: int


async def read_messages(
    checkout: Checkout,
    model: Path,
    texts: Sequence[str],
    *,
    networks: bool,
    progress: Callable[[int], None],
) -> tuple[Loaded, list[Read]]:
    """Has `model` read every text, in order. `networks`: it needs TensorFlow.

    Raises:
        CliError: the model could not be loaded, or failed on a message.
    """
    log = checkout.log("evaluate")
    words = ["-m", "bot.reading", str(model), *(["--networks"] if networks else [])]
    with log.open("wb") as stream:
        process = await asyncio.create_subprocess_exec(
            str(checkout.bot_python),
            *words,
            cwd=checkout.root,
            env=bot_environment() | {"FIRUZE_ARTICLES": str(load_settings(checkout).articles)},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=stream,
            limit=1_000_000,
            start_new_session=True,
        )
    try:
        loaded = Loaded.model_validate(await _line(process.stdout, log))
        read = []
        for text in texts:
            _send(process.stdin, text)
            read.append(Read.model_validate(await _line(process.stdout, log)))
            progress(len(read))
    finally:
        await end(process, signal.SIGTERM, FIRST_WARNING)
    return loaded, read


def _send(to: asyncio.StreamWriter | None, text: str) -> None:
    if to is not None:
        to.write(json.dumps(text).encode() + b"\n")


async def _line(of: asyncio.StreamReader | None, log: Path) -> Any:
    line = await of.readline() if of is not None else b""
    if not line:
        raise CliError(
            f"The model stopped reading.\n{last_lines(log)}", way_out=f"The whole log is {log}."
        )
    return json.loads(line)
