"""Judges a played dialogue by the expectations of its script. Pure.

A dialogue is *good* ("resolved or rightly handed over") if every expectation holds for every turn that
was played, and a person was called when one was due and not otherwise. It is *confidently wrong* if
the bot claimed something in a turn about none of the topics that were expected, or said what it must not.
A question back, and "I don't know", claim nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from cli.evaluation.dialogues.answers import Answer, found
from cli.evaluation.dialogues.scripts import Script, Turn
from handoff.domain.language import Language

Kind = Literal[
    "topic",
    "also",
    "fact",
    "forbidden",
    "cold",
    "cheerful",
    "asks",
    "language",
    "late",
    "early",
    "uncalled",
    "failed",
]

# An acknowledgement that passes on to a person fits whatever a person is due for; so does the gateway's
# own word that a person comes, where it withholds what the bot would say.
PASSES_ON = frozenset({"complaint", "request_human", "speak_to_manager"})
CHEERFUL_TOPICS = frozenset(
    {"thank", "goodbye", "feedback_positive", "praise", "affirm", "chitchat"}
)
BEGINNING = 12  # letters that tell the language of an answer
_NAME = re.compile(r"^[^\W\d]+(?: [^\W\d]+){0,3}[,،] ")
FAILURES = frozenset({"bot_error", "order_system_down"})


@dataclass(frozen=True, slots=True)
class Fault:
    """What was not as expected: in which turn (from 1), of which kind, in words."""

    turn: int
    kind: Kind
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A played dialogue. `called_at`: the turn in which a person was called."""

    script: Script
    answers: tuple[Answer, ...]
    faults: tuple[Fault, ...]
    confidently_wrong: bool
    called_at: int | None

    @property
    def good(self) -> bool:
        return not self.faults

    @property
    def in_time(self) -> bool | None:
        """Whether a person came when one was due; None if none was."""
        if not isinstance(self.script.person, int):
            return None
        return self.called_at is not None and self.called_at <= self.script.person


def judged(script: Script, answers: Sequence[Answer]) -> Verdict:
    """`answers` are those to the turns of the script, in order, as far as it was played: it ends when
    a person is called."""
    called = next((n for n, answer in enumerate(answers, start=1) if answer.person), None)
    faults = [
        fault
        for number, (turn, answer) in enumerate(zip(script.turns, answers, strict=False), start=1)
        for fault in _turn_faults(script, number, turn, answer)
    ]
    faults += _person_faults(script, answers, called)
    wrong = any(
        _claims_wrongly(script, number, turn, answer)
        for number, (turn, answer) in enumerate(zip(script.turns, answers, strict=False), start=1)
    )
    return Verdict(
        script=script,
        answers=tuple(answers),
        faults=tuple(faults),
        confidently_wrong=wrong,
        called_at=called,
    )


def _claims_wrongly(script: Script, number: int, turn: Turn, answer: Answer) -> bool:
    if not answer.claims:
        return False
    says = any(found(expression, answer.shown) for expression in turn.has_not)
    return says or (bool(turn.topic) and not _on_topic(script, number, turn, answer))


def _on_topic(script: Script, number: int, turn: Turn, answer: Answer) -> bool:
    if not turn.topic or answer.topics & set(turn.topic):
        return True
    passes_on = not answer.texts or bool(answer.topics & PASSES_ON)
    return passes_on and _rightly_called(script, number, answer)


def _rightly_called(script: Script, number: int, answer: Answer) -> bool:
    if answer.person is None or script.person == "never":
        return False
    return script.person == "may" or number >= script.person or script.early


def _turn_faults(script: Script, number: int, turn: Turn, answer: Answer) -> Iterator[Fault]:
    if answer.failed or answer.person in FAILURES:
        yield Fault(number, "failed", f"the bot failed: {answer.failed or answer.person}")
        return
    if not _on_topic(script, number, turn, answer):
        got = ", ".join(sorted(answer.topics)) or "nothing"
        yield Fault(number, "topic", f"answered {got}, not {' or '.join(turn.topic)}")
    for topic in turn.also:
        if topic not in answer.topics | answer.offered:
            yield Fault(number, "also", f"{topic} was not answered")
    for expression in turn.has:
        if not found(expression, answer.shown):
            yield Fault(number, "fact", f"there is no {expression}")
    for expression in (*turn.has_not, *turn.avoid):
        if found(expression, answer.shown):
            yield Fault(number, "forbidden", f"it says {expression}")
    yield from _manners(script, number, turn, answer)


def _manners(script: Script, number: int, turn: Turn, answer: Answer) -> Iterator[Fault]:
    if turn.sorry and not answer.sorry:
        yield Fault(number, "cold", "no apology, no sympathy")
    if turn.cheerful is False and (answer.cheerful or answer.topics & CHEERFUL_TOPICS):
        yield Fault(number, "cheerful", "cheerful, thankful or a goodbye")
    if turn.asks is not None and (asked := answer.asks - {turn.asks}):
        yield Fault(number, "asks", f"asks for {' and '.join(sorted(asked))}")
    due = turn.language or _language_of(script)
    if answer.texts and written_in("\n".join(answer.texts)) != due:
        yield Fault(number, "language", f"answered in another language than {due}")


def _language_of(script: Script) -> Language:
    return "en" if script.language == "en" else "fa"


def written_in(text: str) -> Language:
    """The language of an answer, by the script in which it begins after a name: titles, names and
    numbers of either script may follow."""
    beginning = [letter for letter in _NAME.sub("", text) if letter.isalpha()][:BEGINNING]
    persian = sum("\u0600" <= letter <= "\u06ff" for letter in beginning)
    return "fa" if 2 * persian > len(beginning) else "en"


def _person_faults(
    script: Script, answers: Sequence[Answer], called: int | None
) -> Iterator[Fault]:
    due = script.person
    if called is not None and answers[called - 1].person in FAILURES:
        return  # told as what it is
    if due == "never" and called is not None:
        reason = answers[called - 1].person
        yield Fault(called, "uncalled", f"a person was called without need: {reason}")
    if not isinstance(due, int):
        return
    if called is None or called > due:
        yield Fault(due, "late", "no person was called" if called is None else "a person came late")
    elif called < due and not script.early:
        yield Fault(called, "early", "a person came too early")
