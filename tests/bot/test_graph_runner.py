"""A graph run straight on gives what Dask gives."""

from __future__ import annotations

import asyncio
import inspect
from typing import TYPE_CHECKING, Any

import pytest
from rasa.core import processor
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner

from bot import graph_runner
from bot.graph_runner import StraightGraphRunner

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXTS = ["hello", "where is my order 1042?", "سلام", "sefaresham koja ast", "blorgh", "", "🙂"]


@pytest.fixture(scope="module")
def dask(model: Path) -> Agent:
    """As Rasa loads it."""
    return Agent.load(model)


@pytest.fixture(scope="module")
def straight(model: Path, dask: Agent) -> Iterator[Agent]:
    """As we do."""
    graph_runner.install()
    yield Agent.load(model)
    processor.DaskGraphRunner = DaskGraphRunner


def test_it_reads_and_decides_as_dask_does(straight: Agent, dask: Agent) -> None:
    """Both run the same model: the same reading of each text, the same next action after it."""
    assert type(straight.processor.graph_runner) is StraightGraphRunner
    assert type(dask.processor.graph_runner) is DaskGraphRunner
    for text in TEXTS:
        assert asyncio.run(_turn(straight, text)) == asyncio.run(_turn(dask, text))


async def _turn(agent: Agent, text: str) -> tuple[Any, str, float]:
    reading = await agent.parse_message(text)
    tracker = await agent.processor.fetch_tracker_with_initial_session("c:0")
    message = UserMessage(text, sender_id="c:0")
    await agent.processor._handle_message_with_tracker(message, tracker)
    action, prediction = agent.processor.predict_next_with_tracker_if_should(tracker)
    return reading, action.name(), prediction.max_confidence


def test_an_input_that_is_called_like_a_node_is_refused(straight: Agent) -> None:
    """It would be taken for that node's output."""
    runner = straight.processor.graph_runner
    node = next(iter(runner._graph_schema.nodes))
    with pytest.raises(GraphRunError, match=node):
        runner.run(inputs={"__message__": node}, targets=[node])


def test_rasa_still_has_the_seam_that_is_used() -> None:
    """Rasa's processor loads a model with the runner of this name."""
    assert "DaskGraphRunner," in inspect.getsource(processor.MessageProcessor._load_model)
