"""A conversation as lists and threads of the console show it."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from handoff.domain.channels import WIDGET, ChannelKind
from handoff.domain.conversation.state import OwnerKind
from handoff.domain.language import Language
from handoff.domain.understanding import Emotion, HandoffReason
from handoff.web.protocol.base import Outbound


class StaffOwner(Outbound):
    kind: OwnerKind
    agent_id: str | None = None
    agent_name: str | None = None
    deadline: datetime | None = None  # of an offer
    since: datetime | None = None  # of an agent's ownership, or of waiting
    snoozed_until: datetime | None = None


class LastSaid(Outbound):
    by: Literal["customer", "bot", "agent"]
    text: str  # shortened
    at: datetime


class ConversationItem(Outbound):
    """A conversation in a list. Newer replaces older by (`epoch`, `head`)."""

    id: str
    customer_id: str
    channel: ChannelKind = WIDGET
    customer_name: str | None
    language: Language
    owner: StaffOwner
    epoch: int
    head: int  # seq of the last event
    asked: int = 0  # seq of the customer's last message
    # Seqs of the customer's messages that nobody has answered: the latest `UNANSWERED_KEPT`.
    unanswered: list[int] = Field(default_factory=list)
    reason: HandoffReason | None = None
    mood: Emotion | None = None  # of the last message that the bot has read
    priority: int = 0
    ticket: int | None = None
    satisfaction: int | None = None  # the customer's last mark, 1 to 5
    started_at: datetime
    last: LastSaid | None = None
