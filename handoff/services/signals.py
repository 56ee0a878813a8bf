"""What gateways tell each other and their browsers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from handoff.domain.conversation import events
from handoff.domain.conversation.duties import Duty
from handoff.domain.conversation.marks import Mark, Side
from handoff.domain.conversation.state import Conversation
from handoff.domain.page_context import PageContext
from handoff.domain.people import StaffMember
from handoff.domain.sessions import EndReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What a command brought about: the state after it and the events, none if nothing changed. `turn` is
    the bot's turn that came with it and that the gateway which committed it has leased."""

    signal: Literal["committed"] = "committed"
    conversation: Conversation
    events: tuple[events.Event, ...]
    turn: Duty | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerTyping:
    signal: Literal["customer_typing"] = "customer_typing"
    conversation_id: str
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerLooks:
    """The customer's page has told what they are looking at now."""

    signal: Literal["customer_looks"] = "customer_looks"
    conversation_id: str
    context: PageContext


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentTyping:
    signal: Literal["agent_typing"] = "agent_typing"
    conversation_id: str
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BotTyping:
    signal: Literal["bot_typing"] = "bot_typing"
    conversation_id: str
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueMoved:
    """New places in the queue, by conversation id, from 1."""

    signal: Literal["queue_moved"] = "queue_moved"
    positions: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """One side has got further. `staff_id` is whose console said so, None for the customer's
    side."""

    signal: Literal["marked"] = "marked"
    conversation_id: str
    side: Side
    mark: Mark
    staff_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberChanged:
    """A member of the staff has become available or away, or is called otherwise."""

    signal: Literal["member_changed"] = "member_changed"
    member: StaffMember


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionsEnded:
    """Staff sessions have ended: gateways shut their consoles."""

    signal: Literal["sessions_ended"] = "sessions_ended"
    session_ids: tuple[str, ...]
    reason: EndReason


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryMoved:
    """A delivery has moved on; of a conversation, or None."""

    signal: Literal["delivery_moved"] = "delivery_moved"
    conversation_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequestsLapsed:
    """A guest has signed in, and what they asked about their data has lapsed: no log tells so, the conversation is
    the customer's."""

    signal: Literal["data_requests_lapsed"] = "data_requests_lapsed"


Signal = (
    Committed
    | CustomerTyping
    | CustomerLooks
    | AgentTyping
    | BotTyping
    | QueueMoved
    | Marked
    | MemberChanged
    | SessionsEnded
    | DeliveryMoved
    | DataRequestsLapsed
)
