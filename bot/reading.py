"""How a trained model reads messages, for `./firuze evaluate`: JSON lines in, JSON lines out.

    python -m bot.reading MODEL [--networks] < messages > readings

Each line in is a JSON string. Each line out has `intent`, `ranking`, `entities`, `emotion` and
`seconds`, the time from text to reading. `--networks` loads TensorFlow, for pipelines that need it. The first line
out is `{"ready": seconds, "resident": bytes}`: how long loading took, and the memory held then.
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
        from bot import without_tensorflow  # noqa: PLC0415 - must come before Rasa

        without_tensorflow.install()
    from rasa.core.agent import Agent  # noqa: PLC0415
    from rasa.utils.log_utils import configure_structlog  # noqa: PLC0415

    if not networks:
        from bot import graph_runner  # noqa: PLC0415

        graph_runner.install()
    configure_structlog(logging.WARNING)  # a line for each message costs a tenth of reading it
    return Agent.load(model)


async def _read_all(agent: Agent, output: Any, began: float) -> None:
    for text in _WARM_UP:
        await agent.parse_message(text)
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    _write(output, {"ready": time.perf_counter() - began, "resident": resident})
    for line in sys.stdin:
        _write(output, await _read(agent, json.loads(line)))


async def _read(agent: Agent, text: str) -> dict[str, Any]:
    began = time.perf_counter()
    parsed = await agent.parse_message(text)
    seconds = time.perf_counter() - began
    return {
        "intent": parsed["intent"],
        "ranking": parsed.get("intent_ranking", []),
        "emotion": parsed.get("emotion"),
        "entities": [
            {"entity": found["entity"], "value": str(found["value"])}
            for found in parsed.get("entities", [])
        ],
        "seconds": seconds,
    }


def _write(output: Any, content: dict[str, Any]) -> None:
    output.write(json.dumps(content, ensure_ascii=False) + "\n")
    output.flush()


if __name__ == "__main__":
    main()
