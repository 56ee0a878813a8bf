"""When the bot should step aside: one pure function over the recent turns.

The bot proposes, this decides. The first rules: the customer asks for a person; complains; is
angry; the bot asks for help itself; the bot did not understand twice in a row. A failure of the
bot is its own reason and comes with the command, not from a reading.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from handoff.domain.events import Emotion, HandoffReason

# The intent names on which bot and gateway agree.
REQUEST_HUMAN = "request_human"
COMPLAINT = "complaint"
NOT_UNDERSTOOD = "nlu_fallback"

# An emotion below this is a tone, not a reason. Tuned on the emotion cases of the bot's tests.
ANGER_THRESHOLD = 0.6

# How many misunderstandings in a row: the first one is met with a clarifying question.
MISUNDERSTANDINGS = 2

# Minutes of waiting by which a reason comes sooner than an ordinary wish for a person.
PRIORITY: dict[HandoffReason, int] = {
    "requested": 0,
    "misunderstood": 0,
    "bot_error": 1,
    "order_system_down": 1,
    "complaint": 3,
    "anger": 3,
    "taken_over": 0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the bot read the customer's message `seq`, and what it answered."""

    seq: int
    intent: str
    confidence: float
    emotion: Emotion
    answers: tuple[str, ...] = ()  # names of responses
    handoff: HandoffReason | None = None  # asked for by the bot itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    """A handoff is due: why, and the customer's messages (seqs) that show it."""

    reason: HandoffReason
    evidence: tuple[int, ...]

    @property
    def priority(self) -> int:
        return PRIORITY[self.reason]


def assess(readings: Sequence[Reading]) -> Handoff | None:
    """The handoff that the latest of `readings` (oldest first) calls for, if any."""
    if not readings:
        return None
    latest = readings[-1]
    if latest.intent == REQUEST_HUMAN:
        return Handoff(reason="requested", evidence=(latest.seq,))
    if latest.handoff is not None:
        return Handoff(reason=latest.handoff, evidence=(latest.seq,))
    if latest.intent == COMPLAINT:
        return Handoff(reason="complaint", evidence=(latest.seq,))
    if latest.emotion.label == "anger" and latest.emotion.score >= ANGER_THRESHOLD:
        return Handoff(reason="anger", evidence=(latest.seq,))
    last = readings[-MISUNDERSTANDINGS:]
    if len(last) == MISUNDERSTANDINGS and all(r.intent == NOT_UNDERSTOOD for r in last):
        return Handoff(reason="misunderstood", evidence=tuple(r.seq for r in last))
    return None
