"""An earlier conversation as its customer finds it in a list: when it was, what about, and how it ended."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from handoff.domain.conversation.state import (
    Closed,
    Conversation,
    LastMessage,
    Ticketed,
    WithBot,
)
from handoff.domain.language import Language
from handoff.domain.topics import Topics

# With the bot, with people of the shop or on the way to them, a request that waits for an answer, or over.
Outcome = Literal["assistant", "people", "request", "closed"]

_NO_MATTER = frozenset({"small_talk", "outside"})


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierTalk:
    """`topic` is in words that the shop has written for customers; None where it has none for what was said."""

    id: str
    began_at: datetime
    at: datetime  # of the last words
    topic: str | None
    outcome: Outcome
    ticket: int | None
    satisfaction: int | None
    last: LastMessage


def is_readable(state: Conversation) -> bool:
    """Whether its customer finds anything in it: something was said, and nothing was erased."""
    return state.last is not None and state.started_at is not None and not state.erased


def is_blank(state: Conversation) -> bool:
    """Whether members of the staff find nothing in it: the customer opened the chat, agreed to the terms perhaps, and went
    on elsewhere or not at all."""
    happened = state.last is not None or state.epoch > 0 or state.erased
    return not (happened or state.contact.email or state.contact.phone)


def earlier_talk(state: Conversation, topics: Topics, language: Language) -> EarlierTalk:
    """Raises ValueError: it is not readable."""
    if state.last is None or state.started_at is None or state.erased:
        raise ValueError(f"Conversation {state.id} holds nothing to read")
    return EarlierTalk(
        id=state.id,
        began_at=state.started_at,
        at=state.last.at,
        topic=_topic(state, topics, language),
        outcome=_outcome(state),
        ticket=state.ticket,
        satisfaction=state.rating.satisfaction if state.rating else None,
        last=state.last,
    )


def _topic(state: Conversation, topics: Topics, language: Language) -> str | None:
    """The latest matter that the bot has read in the customer's words."""
    for reading in reversed(state.readings):
        topic = topics.get(reading.intent)
        if topic is not None and topic.kind not in _NO_MATTER and topic.question is not None:
            return topic.question[language]
    return None


def _outcome(state: Conversation) -> Outcome:
    match state.owner:
        case WithBot():
            return "assistant"
        case Ticketed():
            return "request"
        case Closed():
            return "closed"
        case _:
            return "people"
