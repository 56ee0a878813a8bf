"""How texts go through a model's pipeline."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest
from rasa.core.agent import Agent

from bot.pipeline import pipeline, warm_pipeline

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = (
    "the bowl came in two pieces, what now?",
    "کاسه دو تیکه رسید، حالا چی؟",
    "kase shekaste resid",
)


class _Opened:
    """The files that Python opens while it counts: a hook that is set once, since none can be taken away."""

    def __init__(self) -> None:
        self.files: list[str] | None = None
        sys.addaudithook(self._note)

    def _note(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and self.files is not None:
            self.files.append(str(arguments[0]))


@pytest.fixture(scope="module")
def agent(model: Path) -> Agent:
    return Agent.load(model)


def test_a_warm_pipeline_loads_nothing_more(agent: Agent) -> None:
    """A customer's reading has a second; what a bot loads at need, it has loaded before it is ready."""
    parse, opened = warm_pipeline(agent), _Opened()
    opened.files = []
    read = [parse(text, {}) for text in TEXTS]
    files, opened.files = opened.files, None
    assert files == []
    assert all(reading["intent"]["name"] for reading in read)


def test_both_read_the_same(agent: Agent) -> None:
    text = TEXTS[0]
    assert warm_pipeline(agent)(text, {})["intent"] == pipeline(agent)(text, {})["intent"]
