"""No text can stop the bot: its expressions, its components and a whole reading take linear time.

The expressions are found in the code, so that a new one is timed from its first day.
"""

from __future__ import annotations

import asyncio
import itertools
import re
import threading
import time
from statistics import median
from typing import TYPE_CHECKING, Any

import pytest
from rasa.core.agent import Agent

from bot.components import clock_times, entities, greetings, ngrams
from bot.components.clauses import clauses
from bot.components.entities import found_entities
from bot.components.features import concepts, letters, skeleton
from bot.components.feelings import felt
from bot.components.negation import denied
from bot.components.signs import lexicon_of, signs
from bot.excerpt import excerpt
from bot.pipeline import pipeline, read_text
from bot.spelling import normalise
from tests.expressions import Expression, assert_linear, expressions_in, ways_to_use
from tests.hostile import BOUND, hostile_texts, processor_seconds

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from talking import Bot

# Put together while running: where, and how to get them.
MADE_WHILE_RUNNING = {
    "bot/components/clock_times.py": [clock_times._expression().pattern],
    "bot/components/ngrams.py": [v.token_pattern for v in ngrams.views_of_matters()],
    "bot/components/entities.py": [entities._named().pattern],
    "bot/components/greetings.py": [greetings._greeting().pattern],
}


def loudness(text: str) -> list[float]:
    return signs(text, lexicon_of(text, text))


def patterns(expression: Expression) -> list[str]:
    pattern = expression.pattern()
    return MADE_WHILE_RUNNING[expression.file] if pattern is None else [pattern]


def test_every_expression_is_linear(checkout: Path) -> None:
    """Those of this folder, whichever way they are used."""
    found = expressions_in(checkout, "bot")
    assert len(found) > 15
    for expression in found:
        for pattern in patterns(expression):
            for use in ways_to_use(re.compile(pattern, expression.flags)):
                assert_linear(expression.name, use)


@pytest.mark.parametrize(
    "work",
    [
        normalise,
        letters,
        skeleton,
        concepts,
        felt,
        found_entities,
        excerpt,
        clauses,
        denied,
        loudness,
    ],
)
def test_every_component_is_linear(work: Callable[[str], object]) -> None:
    """Although only an excerpt comes to them, they bear a whole message."""
    assert_linear(work.__name__, work)


@pytest.mark.alone
def test_a_reading_costs_little_whatever_is_read(model: Path) -> None:
    """The whole pipeline, the classifier in it. Each try reads another text: none is remembered."""
    parse = pipeline(Agent.load(model))

    class InThisProcess:
        async def read(self, text: str, known: dict[str, Any]) -> dict[str, Any]:
            return parse(text, known)

    for kind, text in hostile_texts():
        readings = (read_text(InThisProcess(), f"{number} {text}") for number in itertools.count())
        seconds = processor_seconds(lambda: asyncio.run(next(readings)))  # noqa: B023
        assert seconds <= BOUND, f"{seconds:.3f} s for {kind}"


@pytest.mark.alone
def test_the_bot_answers_every_hostile_text_at_once(bot: Bot) -> None:
    """On the real bot, from the request to the answer, at its quickest.

    What a text costs is the processor time of the bot's processes: others do not count. Each try reads
    another text.
    """
    bot.rest()
    numbers = itertools.count()

    def read(text: str) -> None:
        assert bot.read(f"{next(numbers)} {text}").status == 200

    for kind, text in hostile_texts():
        assert bot.conversation().say(text).status == 200, kind
        seconds = processor_seconds(lambda: read(text), clock=bot.processor_seconds)  # noqa: B023
        assert seconds <= BOUND, f"{seconds:.3f} s for {kind}"


@pytest.mark.alone
def test_others_are_answered_as_usual_while_somebody_tries(bot: Bot) -> None:
    """Nine conversations beside one that sends hostile texts without a pause."""
    usual = median(_seconds(lambda: bot.conversation().say("thanks")) for _ in range(9))
    done = threading.Event()

    def try_everything() -> None:
        talk = bot.conversation()
        for _, text in itertools.cycle(hostile_texts()):
            if done.is_set():
                return
            talk.say(text)

    hostile = threading.Thread(target=try_everything)
    hostile.start()
    try:
        others = [bot.conversation() for _ in range(9)]
        meanwhile = median(_seconds(lambda: talk.say("thanks")) for talk in others)  # noqa: B023
    finally:
        done.set()
        hostile.join()
    assert meanwhile <= 4 * usual + BOUND


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
