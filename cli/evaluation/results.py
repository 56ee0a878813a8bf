"""Turns what a model read into results: one for each set, and the floors they must keep."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cli.evaluation.measures import (
    REQUEST_HUMAN,
    Classification,
    HandoffScore,
    Turn,
    blind,
    classification,
    handoff_score,
)
from cli.evaluation.reading import Loaded, Read
from cli.evaluation.sets import Dialogue, EvaluationSet
from handoff.domain.handoff.policy import assess
from handoff.domain.understanding import Emotion, Reading
from stack.errors import CliError
from stack.setup.training import read_yaml

BLIND: Mapping[str, Turn] = {
    "after the first message": 1,
    "after the second": 2,
    "after the third": 3,
    "never": None,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SetResult:
    """The results for one set; a part that the set does not have is None."""

    name: str
    intents: Classification | None = None
    emotions: Classification | None = None
    handoffs: HandoffScore | None = None
    blind: Mapping[str, HandoffScore] = field(default_factory=dict)

    def figures(self) -> dict[str, float]:
        """The totals, by the names that floors use."""
        return {name: value for name, value in self._figures() if value is not None}

    def _figures(self) -> Iterator[tuple[str, float | None]]:
        if self.intents is not None:
            yield "intent_f1", self.intents.macro_f1
            yield "accuracy", self.intents.accuracy
            yield "out_of_scope_recall", self.intents.refused
            yield "in_scope_kept", _kept(self.intents.lost)
            if (person := self.intents.of(REQUEST_HUMAN)) is not None:
                yield "request_human_recall", person.recall
                yield "request_human_precision", person.precision
        if self.emotions is not None:
            yield "emotion_f1", self.emotions.macro_f1
        if self.handoffs is not None:
            yield "handoff_f1", self.handoffs.f1
            yield "golden_transfer", self.handoffs.golden_transfer


def _kept(lost: float | None) -> float | None:
    return None if lost is None else 1 - lost


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelResult:
    """One model on every set. `seconds` are those of each message, in order."""

    name: str
    loaded: Loaded
    seconds: tuple[float, ...]
    sets: tuple[SetResult, ...]


def judged(
    name: str, loaded: Loaded, sets: Sequence[EvaluationSet], read: Sequence[Read]
) -> ModelResult:
    """The result of a model that read `texts()` of each set, one set after the other."""
    rest = iter(read)
    return ModelResult(
        name=name,
        loaded=loaded,
        seconds=tuple(reading.seconds for reading in read),
        sets=tuple(_judged(test_set, rest) for test_set in sets),
    )


def _judged(one: EvaluationSet, read: Iterator[Read]) -> SetResult:
    understood = [next(read).understood for _ in one.intents]
    felt = [next(read).emotion for _ in one.emotions]
    came = [_handoff(dialogue, read) for dialogue in one.dialogues]
    right = [dialogue.handoff for dialogue in one.dialogues]
    lengths = [len(dialogue.says) for dialogue in one.dialogues]
    knows_emotions = all(emotion is not None for emotion in felt)
    return SetResult(
        name=one.name,
        intents=classification([i.label for i in one.intents], understood) if understood else None,
        emotions=classification([e.label for e in one.emotions], [e.label for e in felt if e])
        if felt and knows_emotions
        else None,
        handoffs=handoff_score(right, came) if came else None,
        blind={
            name: handoff_score(right, blind(turn, lengths)) for name, turn in BLIND.items() if came
        },
    )


def _handoff(dialogue: Dialogue, read: Iterator[Read]) -> Turn:
    """The message after which the gateway's own policy would have called a person."""
    messages = [next(read) for _ in dialogue.says]
    readings = [
        Reading(
            seq=number,
            intent=one.understood,
            confidence=one.intent.confidence,
            emotion=one.emotion or Emotion(),
            entities=tuple(one.entities),
        )
        for number, one in enumerate(messages, start=1)
    ]
    turns = range(1, len(readings) + 1)
    return next((turn for turn in turns if assess(readings[:turn]) is not None), None)


def read_floors(file: Path) -> dict[str, dict[str, float]]:
    """The minimum that each set must reach: set → figure → value."""
    content: Any = read_yaml(file)
    return {name: dict(floors) for name, floors in content.items()}


def fallen(result: ModelResult, floors: Mapping[str, Mapping[str, float]]) -> list[str]:
    """One sentence for each figure that is below its floor, or was not measured at all."""
    measured = {test_set.name: test_set.figures() for test_set in result.sets}
    return [
        f"{name}: {figure} is {value:.3f}, the floor is {floor:.3f}."
        for name, own in floors.items()
        for figure, floor in own.items()
        if not (value := measured.get(name, {}).get(figure, math.nan)) >= floor
    ]


def checked_floors(file: Path) -> dict[str, dict[str, float]]:
    """The floors; CliError if there are none to keep."""
    if not file.is_file():
        raise CliError(f"There is no file of floors at {file}.")
    return read_floors(file)
