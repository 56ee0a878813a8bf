"""The measures, as pure functions of what was meant and what was understood.

- *F1* of a label is the harmonic mean of its precision and recall; *macro F1* their plain mean over
  the labels that occur in a set.
- *A clarifying question* (`nlu_fallback`) is wrong where the message was in scope, and right where
  it was not: either way nothing was guessed.
- *GT-I*, the golden-transfer score of the machine-human chatting handoff task (Liu et al., "Time to
  Transfer: Predicting and Evaluating Machine-Human Chatting Handoff", AAAI 2021): a handoff at
  message p whose right place is q earns exp(-(p - q)² / 2); a handoff missed, or one too many, earns
  nothing; no handoff where none was due earns 1. Averaged over dialogues.
"""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

OUT_OF_SCOPE = "out_of_scope"
ASKED_BACK = "nlu_fallback"
REQUEST_HUMAN = "request_human"
REFUSED = frozenset({OUT_OF_SCOPE, ASKED_BACK})

Turn = int | None  # the customer's message after which a person comes, from 1; None for never


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelScore:
    """The scores of one label. `support` is the number of messages that have it."""

    label: str
    precision: float
    recall: float
    support: int

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """All scores of one classifier on one set."""

    labels: tuple[LabelScore, ...]
    confusion: Mapping[tuple[str, str], int]  # (meant, understood) → messages

    @property
    def macro_f1(self) -> float:
        return sum(score.f1 for score in self.labels) / len(self.labels)

    @property
    def accuracy(self) -> float:
        right = sum(count for (meant, got), count in self.confusion.items() if meant == got)
        return right / sum(self.confusion.values())

    def worst(self, count: int) -> list[tuple[str, str, int]]:
        """The most frequent confusions: (meant, understood, messages)."""
        wrong = [(m, g, n) for (m, g), n in self.confusion.items() if m != g]
        return sorted(wrong, key=lambda confusion: (-confusion[2], confusion[0], confusion[1]))[
            :count
        ]

    def of(self, label: str) -> LabelScore | None:
        return next((score for score in self.labels if score.label == label), None)

    @property
    def refused(self) -> float | None:
        """The share of out-of-scope messages at which the bot did not guess; None if there were
        none."""
        return self._share(lambda meant: meant == OUT_OF_SCOPE)

    @property
    def lost(self) -> float | None:
        """The share of in-scope messages that the bot refused or asked about."""
        return self._share(lambda meant: meant != OUT_OF_SCOPE)

    def _share(self, concerns: Callable[[str], bool]) -> float | None:
        mine = {pair: count for pair, count in self.confusion.items() if concerns(pair[0])}
        refused = sum(count for (_, got), count in mine.items() if got in REFUSED)
        return refused / sum(mine.values()) if mine else None


def classification(meant: Sequence[str], understood: Sequence[str]) -> Classification:
    """Scores a classifier. `meant` and `understood` correspond message by message; not empty."""
    got = [
        OUT_OF_SCOPE if truth == OUT_OF_SCOPE and guess == ASKED_BACK else guess
        for truth, guess in zip(meant, understood, strict=True)
    ]
    confusion = Counter(zip(meant, got, strict=True))
    guessed, support = Counter(got), Counter(meant)
    scores = [
        LabelScore(
            label=label,
            precision=confusion[label, label] / guessed[label] if guessed[label] else 0.0,
            recall=confusion[label, label] / support[label],
            support=support[label],
        )
        for label in sorted(support)
    ]
    return Classification(labels=tuple(scores), confusion=confusion)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffScore:
    """When the handoffs came, compared with when they should have."""

    precision: float
    recall: float
    golden_transfer: float
    dialogues: int

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def handoff_score(right: Sequence[Turn], came: Sequence[Turn]) -> HandoffScore:
    """Scores handoffs; one counts as found when it comes at exactly the right message. Not
    empty."""
    pairs = list(zip(right, came, strict=True))
    found = sum(p is not None and p == q for q, p in pairs)
    made, due = sum(p is not None for p in came), sum(q is not None for q in right)
    return HandoffScore(
        precision=found / made if made else 0.0,
        recall=found / due if due else 0.0,
        golden_transfer=sum(_credit(p, q) for q, p in pairs) / len(pairs),
        dialogues=len(pairs),
    )


def _credit(came: Turn, right: Turn) -> float:
    if came is None or right is None:
        return 1.0 if came == right else 0.0
    return math.exp(-((came - right) ** 2) / 2)


def blind(turn: Turn, lengths: Iterable[int]) -> list[Turn]:
    """A blind policy: a person after message `turn` of every dialogue that has one."""
    return [turn if turn is not None and turn <= length else None for length in lengths]


def judged_as(right: Sequence[str], understood: str) -> str:
    """What a message counts as when each label of `right` is right: what was understood, if that is
    one of them, else the first."""
    if understood == ASKED_BACK and OUT_OF_SCOPE in right:
        return OUT_OF_SCOPE
    return understood if understood in right else right[0]


def recall_of(
    labels: Collection[str], meant: Sequence[Sequence[str]], right: Sequence[bool]
) -> float | None:
    """The share of messages read rightly among those whose first label is one of `labels`; None if
    there are none. `meant` and `right` correspond message by message."""
    mine = [well for own, well in zip(meant, right, strict=True) if own[0] in labels]
    return sum(mine) / len(mine) if mine else None


def median(values: Sequence[float]) -> float:
    """The middle value; the upper of two."""
    return sorted(values)[len(values) // 2]
