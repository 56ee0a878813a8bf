"""Effects of what agents do with a chat, and fail to do: offers, acceptance, transfer, snoozing."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from handoff.domain.conversation import events as e
from handoff.domain.conversation.state import Conversation, Offered, WithAgent

Handled = (
    e.AgentOffered
    | e.OfferExpired
    | e.AgentAccepted
    | e.AgentLost
    | e.ConversationTransferred
    | e.ConversationSnoozed
    | e.ConversationWoken
)


def evolve(state: Conversation, event: e.Event, body: Handled) -> Conversation:
    match body:
        case e.AgentOffered():
            return replace(state, absence=None, owner=_offered(body))
        case e.AgentAccepted():
            return _accepted(state, event, body)
        case e.OfferExpired() | e.AgentLost():
            return replace(state, missed={**state.missed, body.agent_id: event.at})
        case e.ConversationTransferred():
            # An agent who hands a chat on does not want it back at once.
            missed = {event.actor.id: event.at} if event.actor.id else {}
            return replace(state, wanted_agent=body.agent_id, team=body.team, missed=missed)
        case e.ConversationSnoozed():
            return _snoozed(state, body.until, event.seq)
        case e.ConversationWoken():
            return _snoozed(state, None, None)
        case _:
            assert_never(body)


def _offered(body: e.AgentOffered) -> Offered:
    return Offered(
        agent_id=body.agent_id,
        agent_name=body.agent_name,
        deadline=body.deadline,
        announced=body.announced,
    )


def _accepted(state: Conversation, event: e.Event, body: e.AgentAccepted) -> Conversation:
    owner = WithAgent(
        agent_id=body.agent_id,
        agent_name=body.agent_name,
        agent_portrait=body.agent_portrait,
        since=event.at,
    )
    return replace(
        state,
        owner=owner,
        waiting_from=None,
        absence=None,
        wanted_agent=body.agent_id,  # who knows the matter is asked first the next time
        missed={},
        ticket=None,
    )


def _snoozed(state: Conversation, until: datetime | None, by: int | None) -> Conversation:
    if not isinstance(state.owner, WithAgent):
        return state
    return replace(state, owner=replace(state.owner, snoozed_until=until, snoozed_by=by))
