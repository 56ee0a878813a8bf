"""What the console sends about one conversation, and what it gets."""

from typing import Annotated, Literal

from pydantic import Field

from handoff.domain.conversation.events import Disposition, Event
from handoff.domain.conversation.marks import Marks
from handoff.domain.handoff.packet import HandoffPacket
from handoff.domain.page_context import PageContext
from handoff.web.protocol.base import (
    MAX_SEQ,
    Done,
    Inbound,
    Outbound,
    SetMark,
    ShortText,
    Sync,
    Text,
    TimeAsText,
    Typing,
    Uuid,
)
from handoff.web.protocol.conversation import ConversationItem
from handoff.web.protocol.visitor import VisitorMark


class StaffTarget(Inbound):
    """`accept`, `decline`, `take`, `return_to_bot`, `watch`, `unwatch`, `suggest`."""

    conversation_id: Uuid


class StaffSync(Sync):
    """`sync`: as the visitor's, with every event."""

    conversation_id: Uuid


class StaffPage(Outbound):
    ok: Literal[True] = True
    events: list[Event]
    more: bool
    item: ConversationItem
    marks: Marks


class StaffSay(Inbound):
    """`say` and `note`."""

    conversation_id: Uuid
    client_id: Uuid
    text: Text


class StaffClose(Inbound):
    """`close`. `read` is the seq of the last event on the agent's screen: if the customer has
    written since, the close is refused as `unread`."""

    conversation_id: Uuid
    disposition: Disposition = "resolved"
    read: Annotated[int, Field(ge=0, le=MAX_SEQ)] | None = None


class StaffTake(StaffTarget):
    """`take`; `over` takes it from a colleague, which is for supervisors."""

    over: bool = False


class StaffTransfer(StaffTarget):
    """`transfer`: to a person or to a team, exactly one of them; the note is for staff."""

    agent_id: Uuid | None = None
    team: ShortText | None = None
    note: Text | None = None
    client_id: Uuid


class Transferred(Done):
    """The answer to `transfer`: `held` if a slot of the person is held for it now."""

    held: bool


class StaffSnooze(StaffTarget):
    """`snooze`: out of my way until then, or until the customer writes."""

    until: TimeAsText


class StaffTyping(Typing):
    conversation_id: Uuid


class StaffSetMark(SetMark):
    """`mark`: the owner's alone; anybody else is refused as `not_owner`."""

    conversation_id: Uuid


class ContactDetails(Outbound):
    name: str | None
    email: str | None
    phone: str | None


class Watched(Outbound):
    """`watch`: pushes of this conversation begin; load with `sync`."""

    ok: Literal[True] = True
    item: ConversationItem
    contact: ContactDetails  # as left in this conversation
    packet: HandoffPacket | None
    looks: PageContext  # what the customer is looking at


class StaffPush(Outbound):
    """`events`: for those who watch. `seq` has no gaps for staff."""

    conversation_id: str
    events: list[Event]
    item: ConversationItem


class StaffSaid(Done):
    """The answer to `say` and `note`. `push` is what everybody else who watches is pushed, to be taken in
    the same way: the socket that sent the message is not pushed it."""

    push: StaffPush


class StaffTypingPush(Outbound):
    """`typing`: the customer is writing."""

    conversation_id: str
    active: bool


class StaffLooks(Outbound):
    """`looks`: the customer's page has told what they are looking at now; a stranger's words."""

    conversation_id: str
    context: PageContext


class StaffAway(Outbound):
    """`away`: conversations that wait for an agent or have one, whose customers have left the chat,
    and those which no longer are such ones."""

    left: list[str]
    back: list[str]


class StaffMark(VisitorMark):
    """`mark`: for those who watch, and for every console of the owner."""

    conversation_id: str
