"""A conversation as lists show it: the few things of its state that tell it from others.

Lists are long and states are not small, so the store reads briefs without their states.
"""

from dataclasses import dataclass, field
from datetime import datetime

from handoff.domain.conversation.state import Conversation, LastMessage, Owner
from handoff.domain.json_types import told_apart_by
from handoff.domain.language import Language
from handoff.domain.understanding import Emotion, HandoffReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """Of two briefs of one conversation the newer has the greater (`epoch`, `seq`)."""

    id: str
    customer_id: str
    customer_name: str | None
    language: Language
    owner: Owner = field(metadata=told_apart_by("kind"))
    epoch: int
    seq: int
    asked: int  # seq of the customer's last message
    pending: tuple[int, ...]  # seqs of those that nobody has answered yet
    queued_since: datetime | None
    reason: HandoffReason | None  # of the handoff it is in
    mood: Emotion | None  # of the last message that the bot has read
    priority: int  # minutes
    ticket: int | None
    started_at: datetime
    last: LastMessage | None


def brief_of(state: Conversation) -> Brief:
    """Raises ValueError: the conversation has not started, there is nothing to tell of it."""
    if state.started_at is None:
        raise ValueError(f"Conversation {state.id} has not started")
    return Brief(
        id=state.id,
        customer_id=state.customer_id,
        customer_name=state.contact.name,
        language=state.language,
        owner=state.owner,
        epoch=state.epoch,
        seq=state.seq,
        asked=state.asked,
        pending=state.pending,
        queued_since=state.queued_since,
        reason=state.packet.reason if state.packet else None,
        mood=state.readings[-1].emotion if state.readings else None,
        priority=state.priority,
        ticket=state.ticket,
        started_at=state.started_at,
        last=state.last,
    )
