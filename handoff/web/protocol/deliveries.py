"""What leaves this installation, as the staff see it: mails of a conversation, and all deliveries."""

from datetime import datetime
from typing import Literal

from handoff.domain.deliveries import DeliveryKind, DeliveryState
from handoff.domain.language import Language
from handoff.web.protocol.base import Inbound, Outbound, PlaceText


class DeliveryQuery(Inbound):
    """The query of `GET /api/staff/deliveries`: those that are not settled or have failed, or `all`;
    `after` is the `rest` of the page before."""

    show: Literal["open", "all"] = "open"
    after: PlaceText | None = None


class DeliveryItem(Outbound):
    """One delivery. `to` is masked. `due_at` is when it is tried next; `error` is the code of the last
    failure and `reply` what the other side said to it. `expired`: what it brings is of no use any
    more, so it cannot be sent again."""

    id: str
    kind: DeliveryKind
    to: str
    language: Language
    state: DeliveryState
    gathering: bool  # more words may be added until it is due
    due_at: datetime
    tries: int
    error: str | None
    reply: str | None
    created_at: datetime
    settled_at: datetime | None
    conversation_id: str | None
    expired: bool


class DeliveryCounts(Outbound):
    """`GET /api/staff/deliveries/count`. `works`: mail leaves this installation at all."""

    failed: int
    open: int  # waiting or on their way
    works: bool


class DeliveryList(Outbound):
    """`GET /api/staff/deliveries`, for those who may see them: newest first. `rest` goes into `after`
    for the next page."""

    items: list[DeliveryItem]
    rest: str | None
    counts: DeliveryCounts


class ThreadMail(Outbound):
    """What of a conversation goes by mail: the words from `first` to `last`, unless they are read
    before. `at` is when it is tried next, or when it was settled."""

    id: str
    first: int
    last: int
    state: DeliveryState
    at: datetime
    tries: int
    error: str | None


class ThreadMails(Outbound):
    """The answer to `mails`: the mails of a conversation, oldest first. `works`: mail leaves this
    installation at all; an unread answer goes by mail after `grace_seconds`."""

    ok: Literal[True] = True
    mails: list[ThreadMail]
    works: bool
    grace_seconds: float


class DeliveriesMoved(Outbound):
    """`deliveries`: some have changed. To the consoles that watch the conversation, and to those that
    may see all deliveries (`conversation_id` is None then)."""

    conversation_id: str | None
