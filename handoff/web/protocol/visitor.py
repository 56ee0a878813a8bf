"""What the widget sends and gets."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import EmailStr, Field, StringConstraints

from handoff.domain.conversation.events import Event
from handoff.domain.conversation.marks import Mark, Marks, Side
from handoff.domain.language import Language
from handoff.web.protocol.base import MAX_SEQ, Inbound, Outbound, Phone, ShortText, Text, Uuid


class AgentFace(Outbound):
    """An agent as the customer knows them: the name is all."""

    name: str


class AbsenceFace(Outbound):
    """Nobody is here. `opens_at`: when a `closed` desk opens, if anybody knows; `chosen`: the
    customer has chosen to wait."""

    closed: bool
    opens_at: datetime | None
    chosen: bool


class VisitorState(Outbound):
    """What the widget needs beside the log. `position` is the place in the queue, from 1; `joining`
    is who was announced, while their slot is held."""

    owner: Literal["bot", "queued", "agent", "ticket", "closed"]
    epoch: int
    head: int  # seq of the last event the customer may see
    language: Language
    agent: AgentFace | None = None
    position: int | None = None
    joining: AgentFace | None = None
    absence: AbsenceFace | None = None
    ticket: int | None = None
    has_contact: bool = False
    staff_online: bool = False


Line = Annotated[str, StringConstraints(min_length=1, max_length=320, pattern=r"^[^\x00-\x1f]*$")]


class Identity(Inbound):
    """A customer whom the shop's server vouches for: `signature` is the hex HMAC-SHA256, under the
    shop's identity secret, of the five other fields in this order, one a line, a missing one as an
    empty line; `expires` is in Unix seconds. Nothing is tidied up before it is verified."""

    id: Line
    expires: int
    signature: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    name: Line | None = None
    email: Line | None = None
    phone: Line | None = None


class SessionRequest(Inbound):
    """`POST /api/visitor/session`: opens the widget, new or again."""

    language: Language = "en"
    token: Annotated[str, StringConstraints(max_length=2000)] | None = None
    identity: Identity | None = None


class SessionReply(Outbound):
    token: str
    conversation_id: str
    language: Language
    shop_name: str
    customer_name: str | None = None


class VisitorPage(Outbound):
    """`more` says whether to ask again, with the last event's seq."""

    ok: Literal[True] = True
    events: list[Event]
    more: bool
    state: VisitorState
    marks: Marks


class PressedButton(Inbound):
    """Which button: the seq of the `bot.said` event and the index in its `buttons`."""

    seq: Annotated[int, Field(ge=1, le=MAX_SEQ)]
    index: Annotated[int, Field(ge=0, le=50)]


class VisitorSay(Inbound):
    """`say`. With `button`, `text` is its title."""

    client_id: Uuid
    text: Text
    button: PressedButton | None = None


class VisitorContact(Inbound):
    """`leave_contact`: at least one of e-mail and phone."""

    client_id: Uuid
    name: ShortText | None = None
    email: EmailStr | None = None
    phone: Phone | None = None


class VisitorPush(Outbound):
    """`events`: pushed after each commit. An event whose `after` exceeds the client's cursor
    shows a gap: call `sync`. One whose `seq` does not exceed the cursor is known already."""

    events: list[Event]
    state: VisitorState


class VisitorTyping(Outbound):
    """`typing`: the bot or the agent is writing."""

    by: Literal["bot", "agent"]
    active: bool


class VisitorMark(Outbound):
    """`mark`: one side has got further. Cursors only rise; a lost one comes with the next, or with
    `sync`."""

    side: Side
    mark: Mark
