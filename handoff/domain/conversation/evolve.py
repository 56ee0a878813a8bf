"""What follows from an event: the state is the fold of the log. What each kind of event makes of the state
stands in `effects/`."""

from collections.abc import Iterable
from dataclasses import replace
from typing import assert_never

from handoff.domain.conversation import events as e
from handoff.domain.conversation.effects import agents, bot, endings, talk, waits
from handoff.domain.conversation.state import Conversation


def replay(conversation_id: str, log: Iterable[e.Event]) -> Conversation:
    """The state after a whole log."""
    state = Conversation(id=conversation_id)
    for event in log:
        state = evolve(state, event)
    return state


def evolve(state: Conversation, event: e.Event) -> Conversation:
    """The state after `event`, which must be the next one of the log."""
    state = replace(
        state,
        seq=event.seq,
        public_seq=event.seq if event.public else state.public_seq,
        epoch=event.epoch,
        at=event.at,
    )
    body = event.body
    if isinstance(body, talk.Handled):
        return talk.evolve(state, event, body)
    if isinstance(body, bot.Handled):
        return bot.evolve(state, event, body)
    if isinstance(body, waits.Handled):
        return waits.evolve(state, event, body)
    if isinstance(body, agents.Handled):
        return agents.evolve(state, event, body)
    if isinstance(body, endings.Handled):
        return endings.evolve(state, event, body)
    assert_never(body)
