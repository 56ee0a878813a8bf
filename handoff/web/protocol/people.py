"""Members of the staff and customers, as the console sees them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import StringConstraints

from handoff.domain.language import Language
from handoff.domain.people import LINE_LENGTH, Names, Role
from handoff.domain.permissions import Action, Reach
from handoff.domain.sessions import EndReason
from handoff.domain.shop.order_cards import OrderCard
from handoff.web.protocol.base import _NO_NUL, Inbound, Outbound, Uuid
from handoff.web.protocol.conversation import ConversationItem


class Login(Inbound):
    email: Annotated[
        str, StringConstraints(strip_whitespace=True, max_length=LINE_LENGTH, pattern=_NO_NUL)
    ]
    password: Annotated[str, StringConstraints(max_length=1000)]


class Me(Outbound):
    """Myself; also pushed as `me` to all my consoles when I become available or away. A member who is
    away with offers `missed` was set away because they ran out. `rights` say what I may do, and to which
    conversations; the server checks them again."""

    id: str
    names: Names
    email: str
    role: Role
    capacity: int
    available: bool
    missed: int  # offers that ran out in a row
    portrait: str | None  # the path to my picture
    rights: dict[Action, Reach]


class SessionEnded(Outbound):
    """Pushed as `ended` to a console right before it is shut: its session lasts no longer."""

    reason: EndReason


class CustomerProfile(Outbound):
    id: str
    name: str | None
    email: str | None
    phone: str | None
    verified: bool  # the shop's server vouched for them
    language: Language
    since: datetime


class CustomerPanel(Outbound):
    """`GET /api/staff/customers/{id}`."""

    profile: CustomerProfile
    orders: list[OrderCard] | None  # None: the order system cannot be reached now
    conversations: list[ConversationItem]  # newest first


class CustomerKept(Outbound):
    """`GET /api/staff/customers/{id}/kept`: how much is kept of the customer, before it is erased, and
    the answer to `POST …/erase`: how much that was. `with_words` are conversations that are not erased, and
    `under_way` those in which a person serves the customer or is awaited. While some have words, an erasure
    that began at `erased_at` is still to be finished."""

    conversations: int
    with_words: int
    under_way: int
    events: int
    mails: int
    orders: int
    erased_at: datetime | None


class CustomerDocument(Outbound):
    """Everything that is kept of a customer. Below these fields it has those that are stored, each event
    with a sentence (`what`) in plain words; `format` names the version of the document."""

    format: str
    made_at: str
    customer: dict[str, Any]
    conversations: list[dict[str, Any]]
    orders: list[dict[str, Any]]
    requests: list[dict[str, Any]]
    reads: list[dict[str, Any]]


class CustomerErase(Inbound):
    """`POST /api/staff/customers/{id}/erase`. Conversations that are under way end with it only if
    `under_way` says so. With `request` it happens only if the customer still asks for it by that request."""

    under_way: bool = False
    request: Uuid | None = None


class CustomerExport(Inbound):
    """The query of `GET /api/staff/customers/{id}/export`; without a language it is the customer's."""

    form: Literal["json", "html"] = "json"
    language: Language | None = None


class StaffName(Outbound):
    id: str
    names: Names
    disabled: bool  # works here no more
    portrait: str | None  # the path to their picture


class StaffNames(Outbound):
    """`GET /api/staff/people`: all who work here or did. Consoles name them in their reader's language."""

    people: list[StaffName]


class TopicLabels(Outbound):
    """`GET /api/staff/topics`: what the staff reads for the names of topics."""

    topics: dict[str, dict[Language, str]]


class Availability(Inbound):
    """`availability`: whether new chats may be offered to me."""

    available: bool


class Colleague(Outbound):
    id: str
    names: Names
    role: Role
    online: bool
    available: bool
    load: int
    capacity: int
    portrait: str | None
    languages: list[Language]
    teams: list[str]


class Colleagues(Outbound):
    """The answer to `colleagues`: who a conversation can be handed to, and which teams there are."""

    ok: Literal[True] = True
    people: list[Colleague]
    teams: list[str]


class AvailabilitySet(Outbound):
    """The answer to `availability`."""

    ok: Literal[True] = True
    me: Me


class ForgottenPassword(Inbound):
    """`POST /api/staff/password/forgotten`: a link goes to this address if an account has it. The
    answer does not say whether one does."""

    email: Annotated[str, StringConstraints(strip_whitespace=True, max_length=320, pattern=_NO_NUL)]
    language: Language


LinkToken = Annotated[str, StringConstraints(max_length=200)]


class PasswordLink(Inbound):
    """`POST /api/staff/password/link`: what a link from a mail is for."""

    token: LinkToken


class PasswordLinkOwner(Outbound):
    """The answer to `password/link`: whose password is chosen, the first one or another."""

    purpose: Literal["invitation", "password_reset"]
    names: Names
    email: str


class ChosenPassword(Inbound):
    """`POST /api/staff/password`: ends all sessions of the link's owner, who logs in again."""

    token: LinkToken
    password: Annotated[str, StringConstraints(max_length=1000)]
