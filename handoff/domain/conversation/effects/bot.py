"""Effects of the bot's turns: what it understood, said and did, and what it failed to answer."""

from dataclasses import replace
from typing import assert_never

from handoff.domain.cards import caption
from handoff.domain.conversation import events as e
from handoff.domain.conversation.effects.talk import last_message
from handoff.domain.conversation.segments import turn_taken
from handoff.domain.conversation.state import BotAction, Conversation
from handoff.domain.understanding import Reading

# As many readings as the policy and the packet look at.
READINGS_KEPT = 12

Handled = (
    e.BotUnderstood
    | e.BotSaid
    | e.ActionBegun
    | e.ActionTaken
    | e.FilesUnseen
    | e.BotFailed
    | e.BotSuppressed
)


def evolve(state: Conversation, event: e.Event, body: Handled) -> Conversation:
    match body:
        case e.BotUnderstood():
            readings = (*state.readings, reading_of(body))[-READINGS_KEPT:]
            state = replace(_settled(state, body.reply_to), readings=readings, slots=body.slots)
            return turn_taken(state, in_form=body.in_form)
        case e.BotSaid():
            last = last_message(event, "bot", body.text or caption(body.card))
            return replace(state, readings=_answered(state.readings, body), last=last)
        case e.ActionBegun():
            return replace(state, action=BotAction(begun=body))
        case e.ActionTaken():
            return replace(state, action=state.action and replace(state.action, done=True))
        case e.FilesUnseen():
            return replace(state, unseen=False, told_unseen=True)
        case e.BotFailed():
            return _settled(state, body.reply_to)
        case e.BotSuppressed():
            return replace(state, overtaken=_after(state.overtaken, body.reply_to))
        case _:
            assert_never(body)


def reading_of(understood: e.BotUnderstood) -> Reading:
    return Reading(
        seq=understood.reply_to,
        intent=understood.intent.name,
        confidence=understood.intent.confidence,
        emotion=understood.emotion,
        entities=understood.entities,
    )


def _settled(state: Conversation, reply_to: int) -> Conversation:
    return replace(
        state,
        pending=_after(state.pending, reply_to),
        overtaken=_after(state.overtaken, reply_to),
    )


def _after(seqs: tuple[int, ...], settled: int) -> tuple[int, ...]:
    """The bot answers in order, so with one message it has answered all that came before it."""
    return tuple(seq for seq in seqs if seq > settled)


def _answered(readings: tuple[Reading, ...], said: e.BotSaid) -> tuple[Reading, ...]:
    """The readings with the name of the response added to the message that it answers."""
    if said.utter_action is None:
        return readings
    return tuple(
        replace(r, answers=(*r.answers, said.utter_action)) if r.seq == said.reply_to else r
        for r in readings
    )
