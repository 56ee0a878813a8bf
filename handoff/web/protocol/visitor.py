"""What the widget sends and gets."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, EmailStr, Field, StringConstraints

from handoff.domain.conversation.earlier import Outcome
from handoff.domain.conversation.events import Asks, Event
from handoff.domain.conversation.marks import Mark, Marks, Side
from handoff.domain.conversation.ratings import COMMENT_LENGTH, HIGHEST, LOWEST
from handoff.domain.data_requests import DataRequestKind, DataRequestState
from handoff.domain.language import Language
from handoff.domain.page_context import CART_LINES
from handoff.domain.people import LINE_LENGTH
from handoff.web.protocol.base import (
    MAX_SEQ,
    Done,
    Inbound,
    Outbound,
    Phone,
    ShortText,
    Sync,
    Text,
    Uuid,
)
from handoff.web.protocol.conversation import LastSaid
from handoff.web.protocol.files import FileLinksRequest

EARLIER_AT_ONCE = 20  # conversations of one page


class AgentFace(Outbound):
    """An agent as the customer knows them; `portrait` is the path to their picture."""

    name: str
    portrait: str | None = None


class AbsenceFace(Outbound):
    """Nobody is here. `opens_at`: when a `closed` desk opens, if anybody knows; `chosen`: the
    customer has chosen to wait."""

    closed: bool
    opens_at: datetime | None
    chosen: bool


class RatingFace(Outbound):
    """The customer may say what they think of what the event `closing` closed; the marks are theirs so far."""

    closing: int
    asks: Asks
    satisfaction: int | None
    effort: int | None


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
    rating: RatingFace | None = None


def _as_text(value: object) -> object:
    """An id that the shop's server has as a number is signed as it is written."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _or_none(value: object) -> object:
    """What a template prints for a field that there is not, and signs as an empty line."""
    return None if value == "" else value


Line = Annotated[
    str, StringConstraints(min_length=1, max_length=LINE_LENGTH, pattern=r"^[^\x00-\x1f]*$")
]
OptionalLine = Annotated[Line | None, BeforeValidator(_or_none)]


class Identity(Inbound):
    """A customer whom the shop's server vouches for: `signature` is the hex HMAC-SHA256, under the
    shop's identity secret, of the five other fields in this order, one a line, a missing one as an
    empty line; `expires` is in whole Unix seconds. Nothing else is tidied up before it is verified.
    More fields are not signed, and left alone."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: Annotated[Line, BeforeValidator(_as_text)]
    expires: Annotated[int, Field(ge=0, le=MAX_SEQ)]
    signature: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    name: OptionalLine = None
    email: OptionalLine = None
    phone: OptionalLine = None


TokenText = Annotated[str, StringConstraints(max_length=2000)]


class SessionRequest(Inbound):
    """`POST /api/visitor/session`: opens the widget, new or again. `before` is the token that the page had until
    now, whether it is still good or not: the answer says whether what was kept of its customer was deleted."""

    language: Language = "en"
    token: TokenText | None = None
    identity: Identity | None = None
    before: TokenText | None = None


class LeaveRequest(Inbound):
    """`POST /api/visitor/leave`: the customer has signed out; answered with 204."""

    token: TokenText


class TranscriptRequest(Inbound):
    """`POST /api/visitor/transcript`: the conversation of the token, as a file to save."""

    token: TokenText
    form: Literal["html", "text"] = "html"


class TranscriptFile(Outbound):
    """A file for the browser to save: a page, or plain text, as it was asked for."""

    name: str
    text: str


class ConsentFace(Outbound):
    """What the customer has to agree to, by `give_consent` with its `version`, before their words are kept: the
    shop's text, and the address of the page with the whole of it."""

    version: int
    text: str
    link: str | None


class GiveConsent(Inbound):
    """`give_consent`: the customer agrees to this version."""

    version: Annotated[int, Field(ge=1, le=MAX_SEQ)]


class SessionReply(Outbound):
    """`customer_name` is how a customer whom the shop vouches for is called; `earlier`: there are earlier
    conversations of theirs to read; `erased_at`: what was kept of whom this browser was before was deleted then."""

    token: str
    conversation_id: str
    language: Language
    shop_name: str
    customer_name: str | None = None
    file_bytes: int = 0  # what one file may have; 0 where the shop takes no files
    earlier: bool = False
    consent: ConsentFace | None = None  # asked for
    erased_at: datetime | None = None


class CopyRequest(Inbound):
    """`POST /api/visitor/copy`: what is kept of the token's customer, as a file to save, once the staff has given it
    out: a page to read, or JSON for programs. It speaks `language`."""

    token: TokenText
    form: Literal["html", "json"] = "html"
    language: Language = "en"


class AboutData(Inbound):
    """`request_data` and `withdraw_data_request`: for a copy of what is kept of the customer, or its deletion."""

    kind: DataRequestKind


class DataRequestFace(Outbound):
    """The latest request of its kind. The shop answers by `due_at`; `reason` is why it was refused, and a copy may be
    saved until `copy_until`."""

    kind: DataRequestKind
    state: DataRequestState
    asked_at: datetime
    due_at: datetime
    settled_at: datetime | None
    reason: str | None
    copy_until: datetime | None


class OwnDataPage(Outbound):
    """The answer to `own_data`, and to requests and their withdrawal. A conversation in which nothing happens is
    kept for `kept_days` (None: until somebody has it deleted); the shop answers requests within `answer_days`."""

    ok: Literal[True] = True
    kept_days: float | None
    answer_days: int
    requests: list[DataRequestFace]


class VisitorPage(Outbound):
    """`more` says whether to ask again, with the last event's seq."""

    ok: Literal[True] = True
    events: list[Event]
    more: bool
    state: VisitorState
    marks: Marks


class ListEarlier(Inbound):
    """`list_earlier`: the customer's other conversations, newest first, one page; the next one begins
    `before` the last of them. Topics are told in `language`."""

    language: Language = "en"
    before: Uuid | None = None
    limit: Annotated[int, Field(ge=1, le=EARLIER_AT_ONCE)] = EARLIER_AT_ONCE


class EarlierItem(Outbound):
    """A conversation in a list. `outcome`: it is with the bot, with people of the shop or on the way to them,
    waits as a request, or is closed."""

    id: str
    began_at: datetime
    topic: str | None
    outcome: Outcome
    ticket: int | None
    satisfaction: int | None
    last: LastSaid


class EarlierPage(Outbound):
    """The answer to `list_earlier`."""

    ok: Literal[True] = True
    items: list[EarlierItem]
    more: bool


class ReadEarlier(Sync):
    """`read_earlier`: `sync`, of an earlier conversation of the same customer."""

    conversation_id: Uuid


class EarlierLog(Outbound):
    """The answer to `read_earlier`."""

    ok: Literal[True] = True
    events: list[Event]
    more: bool
    marks: Marks


class VisitorFileLinksRequest(FileLinksRequest):
    """`POST /api/visitor/files/links`: files of the token's conversation, or of an earlier one of the same
    customer."""

    conversation_id: Uuid | None = None


class PressedButton(Inbound):
    """Which button: the seq of the `bot.said` event and the index in its `buttons`."""

    seq: Annotated[int, Field(ge=1, le=MAX_SEQ)]
    index: Annotated[int, Field(ge=0, le=50)]


class VisitorSay(Inbound):
    """`say`. With `button`, `text` is its title."""

    client_id: Uuid
    text: Text
    button: PressedButton | None = None


ContextLine = Annotated[str, StringConstraints(max_length=400)]


class VisitorContext(Inbound):
    """`context`: what the customer is looking at in the shop, instead of what was told before. A line is cut
    after 200 characters."""

    page: ContextLine | None = None
    product: ContextLine | None = None
    cart: Annotated[list[ContextLine], Field(max_length=CART_LINES)] = Field(default_factory=list)


class VisitorContact(Inbound):
    """`leave_contact`: at least one of e-mail and phone."""

    client_id: Uuid
    name: ShortText | None = None
    email: EmailStr | None = None
    phone: Phone | None = None


OneToFive = Annotated[int, Field(ge=LOWEST, le=HIGHEST)]


class VisitorRate(Inbound):
    """`rate`: the customer's opinion of what the event `closing` closed; a later one takes its place."""

    client_id: Uuid
    closing: Annotated[int, Field(ge=1, le=MAX_SEQ)]
    satisfaction: OneToFive
    effort: OneToFive | None = None
    comment: Annotated[Text, StringConstraints(max_length=COMMENT_LENGTH)] | None = None


class VisitorPush(Outbound):
    """`events`: pushed after each commit. An event whose `after` exceeds the client's cursor
    shows a gap: call `sync`. One whose `seq` does not exceed the cursor is known already."""

    events: list[Event]
    state: VisitorState


class VisitorSaid(Done):
    """The answer to `say`. `push` is what every other device of the customer is pushed, to be taken in the
    same way: the socket that sent the message is not pushed it. It is null while the conversation waits
    for an agent: then it is pushed to this socket, too."""

    push: VisitorPush | None = None


class VisitorTyping(Outbound):
    """`typing`: the bot or the agent is writing."""

    by: Literal["bot", "agent"]
    active: bool


class VisitorMark(Outbound):
    """`mark`: one side has got further. Cursors only rise; a lost one comes with the next, or with
    `sync`."""

    side: Side
    mark: Mark
