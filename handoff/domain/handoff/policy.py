"""When the bot should step aside: one pure function over the recent turns.

The bot proposes, this decides, in this order:

    requested             the customer wishes it: at once, always
    (the bot's own)       the bot asks for a person, with a reason of its own but `complex_topic`
    complaint             acknowledged by the bot, then handed over
    serious_topic         damage, loss, money, fear, rights: likewise, however calmly the customer says it
    unresolved_complaint  an earlier complaint came to no good end, and the customer is displeased
                          or asks about an order again
    anger                 one message, beside itself in more than a word
    upset                 a mood that falls from message to message (`_line`)
    complex_topic         takes somebody who knows, as the topics or the bot say; the question goes along
    misunderstood         twice in a row: the first one was met with a clarifying question
    customer_repeats      the same matter of theirs three times, and nothing new between
    bot_repeats           the same answer three times in a row; the second one has said so

A failure of the bot is its own reason and comes with the command, not from a reading. Which topics
are serious or complex, and the thresholds, are settings (`policy_settings.py`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from handoff.domain.handoff.policy_settings import DEFAULTS, PolicySettings
from handoff.domain.understanding import Emotion, HandoffReason, Reading

# The intent names on which bot and gateway agree.
REQUEST_HUMAN = "request_human"
COMPLAINT = "complaint"
NOT_UNDERSTOOD = "nlu_fallback"
OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    """A handoff is due: why, the customer's messages (seqs) that show it, and how strongly each does
    (0 to 1): by its strain if it is about the mood, else by how sure the bot read it."""

    reason: HandoffReason
    evidence: tuple[int, ...] = ()
    scores: tuple[float, ...] = ()


def assess(
    readings: Sequence[Reading],
    rules: PolicySettings = DEFAULTS,
    *,
    unresolved: bool = False,
) -> Handoff | None:
    """The handoff that the latest of `readings` (oldest first) calls for, if any. `unresolved`: an
    earlier complaint of this customer came to no good end, and nobody was called for that yet."""
    if not readings:
        return None
    reasons = chain(
        _said(readings[-1], rules, unresolved=unresolved),
        _felt(readings, rules),
        _stuck(readings, rules),
    )
    return next(reasons, None)


def _said(latest: Reading, rules: PolicySettings, *, unresolved: bool) -> Iterator[Handoff]:
    topics = rules.topics
    if latest.intent == REQUEST_HUMAN or topics.person(latest.intent) == "now":
        yield _read_as("requested", latest)
    if latest.handoff not in (None, "complex_topic"):
        yield _read_as(latest.handoff, latest)
    if latest.intent == COMPLAINT:
        yield _read_as("complaint", latest)
    if _is_acknowledged(latest, rules) and topics.kind(latest.intent) == "serious":
        yield _read_as("serious_topic", latest)
    displeased = strain(latest.emotion) >= rules.low
    if unresolved and (_is_own_matter(latest, rules) or displeased):
        yield _read_as("unresolved_complaint", latest)


def _felt(readings: Sequence[Reading], rules: PolicySettings) -> Iterator[Handoff]:
    latest = readings[-1]
    if _shouts(latest.emotion, rules):
        yield _weighing("anger", latest)
    if line := _rising(readings, rules):
        yield _weighing("upset", *line)


def _stuck(readings: Sequence[Reading], rules: PolicySettings) -> Iterator[Handoff]:
    latest = readings[-1]
    if _is_acknowledged(latest, rules) or latest.handoff == "complex_topic":
        yield _read_as("complex_topic", latest)
    if lost := _misunderstood(readings, rules):
        yield _read_as("misunderstood", *lost)
    if asked := _asked_again(readings, rules):
        yield _read_as("customer_repeats", *asked)
    if answered := _answered_again(readings, rules):
        yield _read_as("bot_repeats", *answered)


def _is_acknowledged(reading: Reading, rules: PolicySettings) -> bool:
    """Whether the bot's answer to the topic says that a person comes."""
    return rules.topics.person(reading.intent) == "acknowledged"


def _is_own_matter(reading: Reading, rules: PolicySettings) -> bool:
    """Whether it is about an order, payment or account of the customer's own: asked for again and
    again, it has not moved, and it is what a customer comes back for whose complaint came to no good
    end. General questions may be asked one by one."""
    return rules.topics.kind(reading.intent) == "own_matter"


def _is_small_talk(reading: Reading, rules: PolicySettings) -> bool:
    """Whether it may be said again and again without meaning anything by it."""
    return not reading.intent or rules.topics.kind(reading.intent) == "small_talk"


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


def _shouts(emotion: Emotion, rules: PolicySettings) -> bool:
    return (
        emotion.label == "anger"
        and emotion.arousal >= rules.shouting
        and len(emotion.words) >= rules.shouted_words
    )


def _rising(readings: Sequence[Reading], rules: PolicySettings) -> Sequence[Reading]:
    """The messages that have brought the mood to where a person is due, if the latest did."""
    level, line = 0.0, list[Reading]()
    for reading in readings:
        level = max(0.0, level * rules.decay - _valence(reading.emotion))
        if level < rules.low:
            level, line = 0.0, []
        elif strain(reading.emotion) > 0:
            line.append(reading)
    return line if level > rules.high and line[-1] is readings[-1] else []


# --- going in circles -------------------------------------------------------------------------


def _misunderstood(readings: Sequence[Reading], rules: PolicySettings) -> Sequence[Reading]:
    """The last readings if none was understood. `out_of_scope` alone does not count: such messages
    were understood, only not supported."""
    last = readings[-rules.misunderstandings :]
    intents = [r.intent for r in last]
    lost = len(last) == rules.misunderstandings and set(intents) <= {NOT_UNDERSTOOD, OUT_OF_SCOPE}
    return last if lost and NOT_UNDERSTOOD in intents else []


def _asked_again(readings: Sequence[Reading], rules: PolicySettings) -> Sequence[Reading]:
    latest = readings[-1]
    if not _is_own_matter(latest, rules):
        return []
    same = [r for r in _since_the_last_fact(readings) if r.intent == latest.intent]
    return same[-rules.repeats :] if len(same) >= rules.repeats else []


def _answered_again(readings: Sequence[Reading], rules: PolicySettings) -> Sequence[Reading]:
    heard = readings if _has_one_answer(readings[-1], rules) else _since_the_last_fact(readings)
    last = heard[-rules.repeats :]
    answers = last[-1].answers
    stuck = len(last) == rules.repeats and all(
        r.answers == answers and not _is_small_talk(r, rules) for r in last
    )
    return last if answers and stuck else []


def _has_one_answer(reading: Reading, rules: PolicySettings) -> bool:
    """Whether the bot's answer to the topic is the same words, whatever the customer names: a day
    or another number makes no progress there."""
    topic = rules.topics.get(reading.intent)
    return topic is not None and topic.by in ("reply", "policy")


def _since_the_last_fact(readings: Sequence[Reading]) -> Sequence[Reading]:
    """The readings from the message on that last told the bot something new."""
    known: frozenset[tuple[str, str]] = frozenset()
    begin = 0
    for place, reading in enumerate(readings):
        if not reading.facts <= known:
            begin = place
        known |= reading.facts
    return readings[begin:]
