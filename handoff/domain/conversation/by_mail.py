"""Which words of a conversation go by mail: those said to a customer who has left an address and has
not read them in the chat. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from handoff.domain.cards import Card
from handoff.domain.conversation.events import AgentSaid, BotSaid, Event
from handoff.domain.conversation.state import Conversation
from handoff.domain.deliveries import Excerpt
from handoff.domain.language import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class ToMail:
    """Words that were said at `at` and go to the address `to` unless they are read before."""

    words: Excerpt
    to: str
    language: Language
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MailLine:
    """One message as the mail shows it; `by` is the agent's name, None for the bot. With a `file`, the id of one that
    the agent has sent, `text` is its name."""

    text: str
    by: str | None
    at: datetime
    file: str | None = None
    card: Card | None = None


def to_mail(after: Conversation, recorded: Sequence[Event]) -> ToMail | None:
    """What of the events `recorded`, with which the conversation came to be as `after`, is for the
    customer's mail; None without an address or without words."""
    said = [event for event in recorded if isinstance(event.body, AgentSaid | BotSaid)]
    if not said or after.contact.email is None:
        return None
    words = Excerpt(conversation_id=after.id, first=said[0].seq, last=said[-1].seq)
    return ToMail(words=words, to=after.contact.email, language=after.language, at=said[0].at)


def unread_lines(events: Iterable[Event], read: int) -> tuple[MailLine, ...]:
    """What was said to the customer after the event `read`, the last one that they have seen."""
    return tuple(
        MailLine(
            text=event.body.text,
            by=_name(event),
            at=event.at,
            file=_file(event),
            card=event.body.card,
        )
        for event in events
        if event.seq > read and isinstance(event.body, AgentSaid | BotSaid)
    )


def _name(event: Event) -> str | None:
    return event.actor.name if isinstance(event.body, AgentSaid) else None


def _file(event: Event) -> str | None:
    sent = event.body.file if isinstance(event.body, AgentSaid) else None
    return sent.id if sent else None
