"""How a trained model reads messages, for `./firuze evaluate`: JSON lines in, JSON lines out.

    python -m bot.reading MODEL [--networks] < messages > readings

Each line in is a JSON string. Each line out has `intent`, `ranking`, `matters`, `entities`, `emotion`, `article`,
`seconds` (the time from text to reading) and `processor` (seconds of it in which a processor worked, of all
threads). Messages are read as those of customers are: by `bot.pipeline`, from an excerpt. `--networks`
loads TensorFlow, for pipelines that need it. The first line out is `{"ready": seconds, "resident":
bytes}`: how long loading took, and the memory held then.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import resource
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rasa.core.agent import Agent

    from bot.pipeline import Reads
    from bot.reader import Parse

_WARM_UP = ("hello", "سلام", "where is my order 1042?", "salam", "thanks")


def main() -> None:
    """Reads until the input ends."""
    parser = argparse.ArgumentParser(prog="bot.reading")
    parser.add_argument("model")
    parser.add_argument("--networks", action="store_true")
    given = parser.parse_args()
    output = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what Rasa prints is no reading
    began = time.perf_counter()
    agent = _loaded(given.model, networks=given.networks)
    asyncio.run(_read_all(agent, output, began))


def _loaded(model: str, *, networks: bool) -> Agent:
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    if not networks:
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as `python -m bot run` has it
        from bot import without_tensorflow  # noqa: PLC0415 - must come before Rasa

        without_tensorflow.install()
    from rasa.core.agent import Agent  # noqa: PLC0415
    from rasa.utils.log_utils import configure_structlog  # noqa: PLC0415

    if not networks:
        from bot import graph_runner  # noqa: PLC0415

        graph_runner.install()
    configure_structlog(logging.WARNING)  # a line for each message costs a tenth of reading it
    return Agent.load(model)


class _Here:
    """Puts a text through the pipeline in this process, so that its time can be taken."""

    def __init__(self, parse: Parse) -> None:
        self._parse = parse

    async def read(self, text: str, known: dict[str, Any]) -> dict[str, Any]:
        return self._parse(text, known)


async def _read_all(agent: Agent, output: Any, began: float) -> None:
    from bot.pipeline import pipeline  # noqa: PLC0415 - loads Rasa

    reader = _Here(pipeline(agent))
    for text in _WARM_UP:
        await _read(reader, text)
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    _write(output, {"ready": time.perf_counter() - began, "resident": resident})
    for line in sys.stdin:
        _write(output, await _read(reader, json.loads(line)))


async def _read(reader: Reads, text: str) -> dict[str, Any]:
    from bot.pipeline import read_text  # noqa: PLC0415

    began, worked = time.perf_counter(), time.process_time()
    parsed = await read_text(reader, text)
    seconds, processor = time.perf_counter() - began, time.process_time() - worked
    return {
        "intent": parsed["intent"],
        "ranking": parsed.get("intent_ranking", []),
        "matters": parsed.get("matters", []),
        "emotion": parsed.get("emotion"),
        "article": parsed.get("article"),
        "entities": [
            {"entity": found["entity"], "value": str(found["value"])}
            for found in parsed.get("entities", [])
        ],
        "seconds": seconds,
        "processor": processor,
    }


def _write(output: Any, content: dict[str, Any]) -> None:
    output.write(json.dumps(content, ensure_ascii=False) + "\n")
    output.flush()


if __name__ == "__main__":
    main()
