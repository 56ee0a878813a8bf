"""Effects of the beginning of a conversation, and of what customers and agents say in it."""

from dataclasses import replace
from typing import Literal, assert_never

from handoff.domain.cards import caption
from handoff.domain.consent import Consent
from handoff.domain.conversation import events as e
from handoff.domain.conversation.state import Contact, Conversation, LastMessage, WithBot

# Unanswered messages that are remembered one by one once they are a person's to answer: who reads
# them reads all of them, and the bot, should it get them back, answers the latest.
UNANSWERED_KEPT = 50

# Files of the customer to which the handoff packet leads.
FILES_KEPT = 50

Handled = (
    e.ConversationStarted
    | e.ConsentGiven
    | e.DataRequestMade
    | e.DataRequestWithdrawn
    | e.DataRequestAnswered
    | e.CustomerSaid
    | e.AgentSaid
    | e.AgentNoted
    | e.ContactLeft
    | e.CustomerIdentified
)


def evolve(state: Conversation, event: e.Event, body: Handled) -> Conversation:
    match body:
        case e.ConversationStarted():
            return _started(state, event, body)
        case e.ConsentGiven():
            return replace(state, consent=Consent(version=body.version, at=event.at))
        case e.CustomerSaid():
            return _customer_said(state, event, body)
        case e.AgentSaid():
            last = last_message(event, "agent", body.text or caption(body.card))
            return replace(state, pending=(), unseen=False, last=last, answered=event.seq)
        case (
            e.AgentNoted()
            | e.DataRequestMade()
            | e.DataRequestWithdrawn()
            | e.DataRequestAnswered()
        ):
            return state
        case e.ContactLeft():
            return replace(state, contact=_completed(state.contact, body))
        case e.CustomerIdentified():
            return _identified(state, body)
        case _:
            assert_never(body)


def last_message(event: e.Event, by: Literal["customer", "bot", "agent"], text: str) -> LastMessage:
    return LastMessage(by=by, text=text, at=event.at)


def _started(state: Conversation, event: e.Event, body: e.ConversationStarted) -> Conversation:
    return replace(
        state,
        customer_id=body.customer_id,
        channel=body.channel,
        language=body.language,
        contact=Contact(name=body.customer_name),
        started_at=event.at,
        verified=body.verified,
        unresolved=body.unresolved,
        consent=body.consent,
    )


def _customer_said(state: Conversation, event: e.Event, body: e.CustomerSaid) -> Conversation:
    state = replace(
        state,
        language=body.language,
        asked=event.seq,
        last=last_message(event, "customer", body.text),
    )
    if body.file is None:
        pending = _still_pending(state, event.seq)
        return replace(state, pending=pending, told_unseen=False)
    files = (*state.files, event.seq)[-FILES_KEPT:]
    if isinstance(state.owner, WithBot):  # which answers words alone
        return replace(state, files=files, unseen=not state.told_unseen)
    return replace(state, files=files, pending=_still_pending(state, event.seq), unseen=True)


def _still_pending(state: Conversation, said: int) -> tuple[int, ...]:
    pending = (*state.pending, said)
    return pending if isinstance(state.owner, WithBot) else pending[-UNANSWERED_KEPT:]


def _identified(state: Conversation, body: e.CustomerIdentified) -> Conversation:
    contact = replace(state.contact, name=body.customer_name or state.contact.name)
    return replace(state, customer_id=body.customer_id, verified=True, contact=contact)


def _completed(known: Contact, left: e.ContactLeft) -> Contact:
    return Contact(
        name=left.name or known.name,
        email=left.email or known.email,
        phone=left.phone or known.phone,
    )
