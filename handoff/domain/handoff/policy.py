"""When the bot should step aside: one pure function over the recent turns.

The bot proposes, this decides, in this order:

    requested             the customer wishes it: at once, always
    (the bot's own)       the bot asks for a person, with a reason of its own
    complaint             acknowledged by the bot, then handed over
    unresolved_complaint  an earlier complaint came to no good end, and the customer is displeased
                          or asks about an order again
    anger                 one message, beside itself in more than a word
    upset                 a mood that falls from message to message (`_line`)
    complex_topic         takes somebody who knows; the question goes along
    misunderstood         twice in a row: the first one was met with a clarifying question
    customer_repeats      the same matter of theirs three times, and nothing new between
    bot_repeats           the same answer three times in a row; the second one has said so

A failure of the bot is its own reason and comes with the command, not from a reading. How the
thresholds were found is told in docs/subsystems/understanding.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from handoff.domain.understanding import Emotion, HandoffReason, Reading

# The intent names on which bot and gateway agree.
REQUEST_HUMAN = "request_human"
COMPLAINT = "complaint"
NOT_UNDERSTOOD = "nlu_fallback"
OUT_OF_SCOPE = "out_of_scope"

# Topics for people: no bot of ours knows enough. A shop that wants others changes them here.
COMPLEX_TOPICS = frozenset({"product_advice", "change_order"})

# Matters of the customer's own: asked for again and again, they have not moved; and what somebody
# comes back for whose complaint came to no good end. General questions may be asked one by one.
OWN_MATTERS = frozenset(
    {
        "order_status",
        "refund_status",
        "return_start",
        "cancel_order",
        "payment_problem",
        "account_problem",
    }
)

# Said again and again without meaning anything by it.
SMALL_TALK = frozenset(
    {"", "greet", "goodbye", "thank", "affirm", "deny", "feedback_positive", "help", "inform"}
)

# The mood line. Each message adds its strain (0 to 1) to what is left of the strain before, and joy
# takes from it. No single message passes HIGH; a line that falls below LOW is forgotten.
HIGH, LOW, DECAY = 1.0, 0.3, 0.8

# One message at this arousal is shouting.
SHOUTING = 0.85
SHOUTED_WORDS = 2  # a single rude word is a tone, not a reason

MISUNDERSTANDINGS = 2
REPEATS = 3

# Minutes of waiting by which a reason comes sooner than an ordinary wish for a person.
PRIORITY: dict[HandoffReason, int] = {
    "requested": 0,
    "complex_topic": 0,
    "misunderstood": 0,
    "customer_repeats": 1,
    "bot_repeats": 1,
    "bot_error": 1,
    "order_system_down": 1,
    "complaint": 3,
    "upset": 3,
    "anger": 4,
    "unresolved_complaint": 4,
    "taken_over": 0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    """A handoff is due: why, the customer's messages (seqs) that show it, and how strongly each does
    (0 to 1): by its strain if it is about the mood, else by how sure the bot read it."""

    reason: HandoffReason
    evidence: tuple[int, ...] = ()
    scores: tuple[float, ...] = ()

    @property
    def priority(self) -> int:
        return PRIORITY[self.reason]


def assess(readings: Sequence[Reading], *, unresolved: bool = False) -> Handoff | None:
    """The handoff that the latest of `readings` (oldest first) calls for, if any. `unresolved`: an
    earlier complaint of this customer came to no good end, and nobody was called for that yet."""
    if not readings:
        return None
    latest = readings[-1]
    reasons = chain(_said(latest, unresolved=unresolved), _felt(readings), _stuck(readings))
    return next(reasons, None)


def _said(latest: Reading, *, unresolved: bool) -> Iterator[Handoff]:
    if latest.intent == REQUEST_HUMAN:
        yield _read_as("requested", latest)
    if latest.handoff is not None:
        yield _read_as(latest.handoff, latest)
    if latest.intent == COMPLAINT:
        yield _read_as("complaint", latest)
    if unresolved and (latest.intent in OWN_MATTERS or strain(latest.emotion) >= LOW):
        yield _read_as("unresolved_complaint", latest)


def _felt(readings: Sequence[Reading]) -> Iterator[Handoff]:
    latest = readings[-1]
    if _shouts(latest.emotion):
        yield _weighing("anger", latest)
    if line := _rising(readings):
        yield _weighing("upset", *line)


def _stuck(readings: Sequence[Reading]) -> Iterator[Handoff]:
    latest = readings[-1]
    if latest.intent in COMPLEX_TOPICS:
        yield _read_as("complex_topic", latest)
    if lost := _misunderstood(readings):
        yield _read_as("misunderstood", *lost)
    if asked := _asked_again(readings):
        yield _read_as("customer_repeats", *asked)
    if answered := _answered_again(readings):
        yield _read_as("bot_repeats", *answered)


def _read_as(reason: HandoffReason, *shown: Reading) -> Handoff:
    return Handoff(
        reason=reason,
        evidence=tuple(r.seq for r in shown),
        scores=tuple(r.confidence for r in shown),
    )


def _weighing(reason: HandoffReason, *shown: Reading) -> Handoff:
    return Handoff(
        reason=reason,
        evidence=tuple(r.seq for r in shown),
        scores=tuple(round(strain(r.emotion), 3) for r in shown),
    )


# --- mood -------------------------------------------------------------------------------------


def strain(emotion: Emotion) -> float:
    """How much a message weighs on the mood, from 0 to 1."""
    return max(0.0, -_valence(emotion))


def _valence(emotion: Emotion) -> float:
    """Told by the bot, or by the label of one that tells no valence."""
    if emotion.valence != 0 or emotion.label == "neutral":
        return emotion.valence
    return emotion.score if emotion.label == "joy" else -emotion.score


def _shouts(emotion: Emotion) -> bool:
    return (
        emotion.label == "anger"
        and emotion.arousal >= SHOUTING
        and len(emotion.words) >= SHOUTED_WORDS
    )


def _rising(readings: Sequence[Reading]) -> Sequence[Reading]:
    """The messages that have brought the mood to where a person is due, if the latest did."""
    level, line = 0.0, list[Reading]()
    for reading in readings:
        level = max(0.0, level * DECAY - _valence(reading.emotion))
        if level < LOW:
            level, line = 0.0, []
        elif strain(reading.emotion) > 0:
            line.append(reading)
    return line if level > HIGH and line[-1] is readings[-1] else []


# --- going in circles -------------------------------------------------------------------------


def _misunderstood(readings: Sequence[Reading]) -> Sequence[Reading]:
    """The last ones, if none was understood. Two wishes beyond the bot's field are understood."""
    last = readings[-MISUNDERSTANDINGS:]
    intents = [r.intent for r in last]
    lost = len(last) == MISUNDERSTANDINGS and set(intents) <= {NOT_UNDERSTOOD, OUT_OF_SCOPE}
    return last if lost and NOT_UNDERSTOOD in intents else []


def _asked_again(readings: Sequence[Reading]) -> Sequence[Reading]:
    matter = readings[-1].intent
    if matter not in OWN_MATTERS:
        return []
    same = [r for r in _since_the_last_fact(readings) if r.intent == matter]
    return same[-REPEATS:] if len(same) >= REPEATS else []


def _answered_again(readings: Sequence[Reading]) -> Sequence[Reading]:
    last = _since_the_last_fact(readings)[-REPEATS:]
    answers = last[-1].answers
    stuck = len(last) == REPEATS and all(
        r.answers == answers and r.intent not in SMALL_TALK for r in last
    )
    return last if answers and stuck else []


def _since_the_last_fact(readings: Sequence[Reading]) -> Sequence[Reading]:
    """From the message on that last told the bot something new."""
    known: frozenset[tuple[str, str]] = frozenset()
    begin = 0
    for place, reading in enumerate(readings):
        if not reading.facts <= known:
            begin = place
        known |= reading.facts
    return readings[begin:]
