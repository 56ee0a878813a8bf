"""Turns what a model read into results: one for each set, and the floors they must keep."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cli.evaluation.calibration import SURE, Guess, calibration_error, calibration_floor
from cli.evaluation.labels import ITEMS, right_labels
from cli.evaluation.measures import (
    REFUSED,
    REQUEST_HUMAN,
    Classification,
    HandoffScore,
    Turn,
    blind,
    classification,
    handoff_score,
    judged_as,
    recall_of,
)
from cli.evaluation.passages import passage_figures
from cli.evaluation.reading import Loaded, Read
from cli.evaluation.sets import Dialogue, EvaluationSet, Labelled
from cli.evaluation.upset import rated, upset_figures
from handoff.domain.handoff.policy import assess
from handoff.domain.handoff.policy_settings import PolicySettings
from handoff.domain.topics import Topics
from handoff.domain.understanding import Emotion, Reading
from stack.errors import CliError
from stack.setup.training import read_yaml

BLIND: Mapping[str, Turn] = {
    "after the first message": 1,
    "after the second": 2,
    "after the third": 3,
    "never": None,
}


# Floors of these are ceilings.
LOWER_IS_BETTER = frozenset(
    {
        "article_likely_wrong",
        "article_said_wrong",
        "calibration_error",
        "confidently_wrong",
        "false_alarms",
        "lost_to_fallback",
        "uncalled",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """What may be expected of the model's confidences, and of single topics, on a set."""

    error: float
    floor: float
    confidently_wrong: float  # share of all messages
    complaints: float | None
    items: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetResult:
    """The results for one set; a part that the set does not have is None."""

    name: str
    intents: Classification | None = None
    trust: Trust | None = None
    emotions: Classification | None = None
    upset: Mapping[str, float] = field(default_factory=dict)
    passages: Mapping[str, float] = field(default_factory=dict)
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
            yield "lost_to_fallback", self.intents.lost
            if (person := self.intents.of(REQUEST_HUMAN)) is not None:
                yield "request_human_recall", person.recall
                yield "request_human_precision", person.precision
        if self.trust is not None:
            yield "complaint_recall", self.trust.complaints
            yield "items_recall", self.trust.items
            yield "calibration_error", self.trust.error
            yield "calibration_floor", self.trust.floor
            yield "confidently_wrong", self.trust.confidently_wrong
        yield from self.upset.items()
        yield from self.passages.items()
        if self.emotions is not None:
            yield "emotion_f1", self.emotions.macro_f1
        if self.handoffs is not None:
            yield "handoff_f1", self.handoffs.f1
            yield "golden_transfer", self.handoffs.golden_transfer


def _kept(lost: float | None) -> float | None:
    return None if lost is None else 1 - lost


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelResult:
    """One model on every set. `seconds` are those of each message, in order; `processor` the part of
    them in which a processor worked, those of all threads added."""

    name: str
    loaded: Loaded
    seconds: tuple[float, ...]
    processor: tuple[float, ...]
    sets: tuple[SetResult, ...]


def judged(
    name: str,
    loaded: Loaded,
    sets: Sequence[EvaluationSet],
    read: Sequence[Read],
    topics: Topics,
) -> ModelResult:
    """The result of a model that read `texts()` of each set, one set after the other, and knows the
    `topics`."""
    rest = iter(read)
    return ModelResult(
        name=name,
        loaded=loaded,
        seconds=tuple(reading.seconds for reading in read),
        processor=tuple(reading.processor for reading in read),
        sets=tuple(_judged(test_set, rest, topics) for test_set in sets),
    )


def _judged(test_set: EvaluationSet, read: Iterator[Read], topics: Topics) -> SetResult:
    understood = [next(read) for _ in test_set.intents]
    felt = [next(read).emotion for _ in test_set.emotions]
    moods = [next(read) for _ in test_set.upsets]
    answers = [next(read) for _ in test_set.questions]
    rules = PolicySettings(topics=topics)
    came = [_handoff(dialogue, read, rules) for dialogue in test_set.dialogues]
    right = [dialogue.handoff for dialogue in test_set.dialogues]
    lengths = [len(dialogue.says) for dialogue in test_set.dialogues]
    meant = [right_labels(row.labels, topics.by_name) for row in test_set.intents]
    return SetResult(
        name=test_set.name,
        intents=_classified(meant, understood),
        trust=_trusted(meant, understood),
        emotions=_emotions(test_set.emotions, felt),
        upset=_upset(test_set.upsets, moods),
        passages=passage_figures([row.labels for row in test_set.questions], answers),
        handoffs=handoff_score(right, came) if came else None,
        blind={
            name: handoff_score(right, blind(turn, lengths)) for name, turn in BLIND.items() if came
        },
    )


def _classified(
    meant: Sequence[Sequence[str]], understood: Sequence[Read]
) -> Classification | None:
    if not understood:
        return None
    got = [reading.understood for reading in understood]
    return classification([judged_as(*pair) for pair in zip(meant, got, strict=True)], got)


def _trusted(meant: Sequence[Sequence[str]], understood: Sequence[Read]) -> Trust | None:
    if not understood:
        return None
    pairs = list(zip(meant, understood, strict=True))
    right = [judged_as(own, reading.understood) == reading.understood for own, reading in pairs]
    guesses = [
        Guess(reading.likeliest.confidence, reading.likeliest.name in own) for own, reading in pairs
    ]
    wrong = (
        reading.understood not in REFUSED and reading.intent.confidence >= SURE and not well
        for reading, well in zip(understood, right, strict=True)
    )
    return Trust(
        error=calibration_error(guesses),
        floor=calibration_floor(guesses),
        confidently_wrong=sum(wrong) / len(pairs),
        complaints=recall_of({"complaint"}, meant, right),
        items=recall_of(ITEMS, meant, right),
    )


def _emotions(rows: Sequence[Labelled], felt: Sequence[Emotion | None]) -> Classification | None:
    known = [emotion.label for emotion in felt if emotion is not None]
    if not rows or len(known) < len(rows):
        return None
    return classification([row.label for row in rows], known)


def _upset(rows: Sequence[Labelled], moods: Sequence[Read]) -> Mapping[str, float]:
    messages = [
        rated(row.label, mood.emotion, mood.understood)
        for row, mood in zip(rows, moods, strict=True)
        if mood.emotion is not None
    ]
    return upset_figures(messages)


def _handoff(dialogue: Dialogue, read: Iterator[Read], rules: PolicySettings) -> Turn:
    """The message after which the gateway's own policy would have called a person."""
    messages = [next(read) for _ in dialogue.says]
    readings = [
        Reading(
            seq=number,
            intent=message.understood,
            confidence=message.intent.confidence,
            emotion=message.emotion or Emotion(),
            entities=tuple(message.entities),
        )
        for number, message in enumerate(messages, start=1)
    ]
    turns = range(1, len(readings) + 1)
    return next((turn for turn in turns if assess(readings[:turn], rules) is not None), None)


def read_floors(file: Path) -> dict[str, dict[str, float]]:
    """The minimum that each set must reach: set → figure → value."""
    content: Any = read_yaml(file)
    return {name: dict(floors) for name, floors in content.items()}


def fallen(result: ModelResult, floors: Mapping[str, Mapping[str, float]]) -> list[str]:
    """One sentence for each figure that is on the wrong side of its floor, or was not measured at
    all."""
    measured = {test_set.name: test_set.figures() for test_set in result.sets}
    return below_floors(measured, floors)


def below_floors(
    measured: Mapping[str, Mapping[str, float]], floors: Mapping[str, Mapping[str, float]]
) -> list[str]:
    """As `fallen`, of figures by set."""
    return [
        f"{name}: {figure} is {value:.3f}, the {_limit(figure)} is {floor:.3f}."
        for name, own in floors.items()
        for figure, floor in own.items()
        if not _holds(figure, value := measured.get(name, {}).get(figure, math.nan), floor)
    ]


def _holds(figure: str, value: float, floor: float) -> bool:
    return value <= floor if figure in LOWER_IS_BETTER else value >= floor


def _limit(figure: str) -> str:
    return "ceiling" if figure in LOWER_IS_BETTER else "floor"


def checked_floors(file: Path) -> dict[str, dict[str, float]]:
    """The floors; CliError if there are none to keep."""
    if not file.is_file():
        raise CliError(f"There is no file of floors at {file}.")
    return read_floors(file)
