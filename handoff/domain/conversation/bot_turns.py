"""What a turn of the bot brings about: its answer, what it does, and the handoff it leads to.

A turn counts only under the epoch in which it was computed; what comes later is kept back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from handoff.domain.bot_answers import OVERLOADED, BotFailure, BotMessage, BotReply
from handoff.domain.cards import caption
from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.effects.bot import READINGS_KEPT, reading_of
from handoff.domain.conversation.state import Conversation, WithBot
from handoff.domain.errors import illegal_move
from handoff.domain.files import SentFile, is_picture
from handoff.domain.handoff.packet import HandoffPacket
from handoff.domain.handoff.policy import NOT_UNDERSTOOD, Handoff, assess
from handoff.domain.handoff.policy_settings import PolicySettings
from handoff.domain.json_types import Json
from handoff.domain.understanding import Entity, HandoffReason, Intent, Mood, Reading

# What the customer hears where the bot's answer does not say that a person comes, and why.
_UNSAID: Mapping[HandoffReason, Literal["misunderstood", "stuck", "mood"]] = {
    "misunderstood": "misunderstood",
    "customer_repeats": "stuck",
    "bot_repeats": "stuck",
    "anger": "mood",
    "upset": "mood",
    "unresolved_complaint": "mood",
}

# What the bot calls the number of an order, as an entity and as a slot.
ORDER_NUMBER = "order_number"


def record(
    state: Conversation, command: c.RecordBotTurn, now: datetime, rules: PolicySettings
) -> Sequence[e.Body]:
    outcome = command.outcome
    if command.epoch != state.epoch or not isinstance(state.owner, WithBot):
        return _suppress(state, command)
    first = command.reply_to if command.first is None else command.first
    if not {first, command.reply_to}.issubset(state.pending):
        return []  # another gateway's answer to it came sooner; lines said since are a turn of their own
    if isinstance(outcome, BotFailure):
        return _fail(state, command.reply_to, outcome.code, now, rules)
    return _answer(state, command.reply_to, outcome, now, rules)


def for_one_turn(state: Conversation) -> tuple[int, ...]:
    """The customer's messages that the bot's next turn may answer together, in order. A turn that
    had begun something with an order is taken again as it was."""
    begun = state.action
    if begun is None or begun.done or not any(begun.is_of(seq) for seq in state.pending):
        return state.pending
    return tuple(seq for seq in state.pending if seq <= begun.begun.reply_to)


def begin_action(state: Conversation, command: c.BeginAction) -> list[e.Body]:
    """Begins an action only while the turn is the bot's. One turn begins one action: a turn that is taken again by
    another gateway goes on with what it has begun."""
    its_turn = command.segment == state.segment and command.reply_to in state.pending
    if not isinstance(state.owner, WithBot) or not its_turn:
        raise illegal_move("The bot's turn is over", owner=state.owner.kind)
    begun = e.ActionBegun(
        kind=command.kind,
        order=command.order,
        reply_to=command.reply_to,
        reason=command.reason,
    )
    if state.action is None or not state.action.is_of(command.reply_to):
        return [begun]
    if state.action.begun != begun:
        raise illegal_move("This turn has begun something else", owner=state.owner.kind)
    return []


def finish_action(state: Conversation, command: c.FinishAction) -> list[e.Body]:
    action = state.action
    if action is None or action.done or not action.is_of(command.reply_to):
        return []
    begun = action.begun
    return [
        e.ActionTaken(
            kind=begun.kind, order=begun.order, reply_to=begun.reply_to, reason=begun.reason
        )
    ]


def _suppress(state: Conversation, command: c.RecordBotTurn) -> list[e.Body]:
    if command.reply_to not in state.overtaken or isinstance(command.outcome, BotFailure):
        return []  # answered in time, suppressed already, or nothing to suggest
    said = ((message.text, caption(message.card)) for message in command.outcome.messages)
    texts = tuple(words for both in said for words in both if words)
    return [e.BotSuppressed(reply_to=command.reply_to, computed_epoch=command.epoch, texts=texts)]


def _answer(
    state: Conversation, reply_to: int, reply: BotReply, now: datetime, rules: PolicySettings
) -> Sequence[e.Body]:
    understood = e.BotUnderstood(
        reply_to=reply_to,
        intent=reply.intent,
        ranking=reply.ranking,
        entities=reply.entities,
        slots=reply.slots,
        in_form=reply.in_form,
        emotion=reply.emotion,
    )
    reading = replace(
        reading_of(understood),
        answers=tuple(m.utter_action for m in reply.messages if m.utter_action),
        handoff=reply.handoff,
    )
    readings = (*state.readings, reading)[-READINGS_KEPT:]
    after = replace(state, readings=readings, slots=reply.slots)
    unresolved = state.unresolved is not None and not state.unresolved_raised
    handoff = assess(readings, rules, unresolved=unresolved)
    said = [_said(message, reply_to) for message in reply.messages]
    if handoff is not None:
        before = [] if _says_nothing_more(reading, handoff) else said
        return [understood, *before, *hand_off(after, handoff, now, rules, reading.intent)]
    if not said:
        return [understood, *_fail(after, reply_to, "empty_reply", now, rules)]
    return [understood, *said, *([e.FilesUnseen()] if state.unseen else [])]


def on_file(
    state: Conversation, file: SentFile, now: datetime, rules: PolicySettings
) -> list[e.Body]:
    """What follows from a file that came to the bot; the state is the one after it. A picture of what a
    serious matter is about is for a person. With a message still to be answered, the bot says with its
    answer that it sees no files."""
    serious = [r for r in state.readings if rules.topics.kind(r.intent) == "serious"]
    if is_picture(file.kind) and serious:
        latest = serious[-1]
        handoff = Handoff(
            reason="serious_topic", evidence=(latest.seq,), scores=(latest.confidence,)
        )
        return hand_off(state, handoff, now, rules, latest.intent)
    return [e.FilesUnseen()] if state.unseen and not state.pending else []


def _said(message: BotMessage, reply_to: int) -> e.BotSaid:
    return e.BotSaid(
        text=message.text,
        reply_to=reply_to,
        buttons=message.buttons,
        utter_action=message.utter_action,
        card=message.card,
    )


def _says_nothing_more(reading: Reading, handoff: Handoff) -> bool:
    """Whether the bot's answer stays unsaid before a handoff: the third time, or a question back whose
    buttons would be gone with the handoff."""
    return handoff.reason == "bot_repeats" or reading.intent == NOT_UNDERSTOOD


def _fail(
    state: Conversation, reply_to: int, code: str, now: datetime, rules: PolicySettings
) -> list[e.Body]:
    reason: HandoffReason = "bot_overloaded" if code == OVERLOADED.code else "bot_error"
    handoff = Handoff(reason=reason, evidence=(reply_to,), scores=(1.0,))
    return [e.BotFailed(reply_to=reply_to, code=code), *hand_off(state, handoff, now, rules)]


def hand_off(
    state: Conversation, handoff: Handoff, now: datetime, rules: PolicySettings, topic: str = ""
) -> list[e.Body]:
    since = state.queued_since or now  # an open ticket has its place already
    requested = e.HandoffRequested(
        reason=handoff.reason,
        priority=rules.priority_of(handoff.reason, topic),
        packet=_packet(state, handoff),
    )
    return [requested, e.QueueEntered(since=since, because=_UNSAID.get(handoff.reason))]


def _packet(state: Conversation, handoff: Handoff) -> HandoffPacket:
    entities = _named(state)
    return HandoffPacket(
        reason=handoff.reason,
        evidence=handoff.evidence,
        scores=handoff.scores,
        language=state.language,
        intents=tuple(
            Intent(name=r.intent, confidence=r.confidence) for r in reversed(state.readings)
        ),
        slots=state.slots,
        tried=tuple(dict.fromkeys(name for r in state.readings for name in r.answers)),
        mood=tuple(Mood(seq=r.seq, emotion=r.emotion) for r in state.readings),
        question=handoff.evidence[-1] if handoff.reason == "complex_topic" else None,
        entities=entities,
        orders=_orders(state.slots, entities),
        files=state.files,
        verified=state.verified,
        unresolved=state.unresolved,
    )


def _named(state: Conversation) -> tuple[Entity, ...]:
    """What the customer named, most recent first; where in the text is of no use any more."""
    found = [
        Entity(entity=entity.entity, value=entity.value)
        for reading in reversed(state.readings)
        for entity in reading.entities
    ]
    return tuple(dict.fromkeys(found))


def _orders(slots: Mapping[str, Json], entities: Sequence[Entity]) -> tuple[str, ...]:
    named = [entity.value for entity in entities if entity.entity == ORDER_NUMBER]
    slot = slots.get(ORDER_NUMBER)
    return tuple(dict.fromkeys([*([slot] if isinstance(slot, str) else []), *named]))
