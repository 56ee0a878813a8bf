"""Lists of conversations: pages of the inbox, the archive, and what changes in them."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from handoff.domain.conversation.marks import Marks
from handoff.domain.conversation.ratings import MarkKind
from handoff.domain.conversation.state import OwnerKind
from handoff.domain.language import Language
from handoff.web.protocol.base import _NO_NUL, MAX_SEQ, Inbound, Outbound, PlaceText, Uuid
from handoff.web.protocol.conversation import ConversationItem
from handoff.web.protocol.people import Me


class ConversationSearch(Inbound):
    """The query of `GET /api/staff/conversations`: most recently changed first. `q` are words that
    were said or a customer's name, `mark` is what customers thought of the help (bad: 1 and 2 of 5, fair: 3,
    good: 4 and 5), `after` is the `rest` of the page before."""

    owner: OwnerKind | None = None
    language: Language | None = None
    agent: Uuid | None = None
    mark: MarkKind | None = None
    q: (
        Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=_NO_NUL)]
        | None
    ) = None
    after: PlaceText | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class ConversationList(Outbound):
    """`GET /api/staff/conversations`: `rest` goes into `after` for the next page."""

    items: list[ConversationItem]
    rest: str | None


class InboxAfter(Inbound):
    """`inbox`: what has changed in the list of conversations since the cursor; the top of the list
    without one."""

    after: Annotated[int, Field(ge=0, le=MAX_SEQ)] | None = None


class InboxRest(Outbound):
    """Where each of the inbox's lists goes on; None if all of it is there."""

    queue: str | None  # who waits for a person, in the order in which they are served
    tickets: str | None  # by number
    all: str | None  # what is not closed, most recently changed first


class Inbox(Outbound):
    """The answer to `inbox`. With `rest` the list starts over: all that is mine, and the first page
    of each list. Without, these have changed, some of them closed, and the `gone` are ids of others
    that I may not see (any more); go on at once from `next` until it is None. The cursor is then the
    first page's `cursor`."""

    ok: Literal[True] = True
    me: Me
    items: list[ConversationItem]
    gone: list[str] = Field(default_factory=list)
    marks: dict[str, Marks]  # of my own conversations, by id
    away: list[str]  # the conversations with or before people whose customers have left
    cursor: int
    next: int | None = None
    rest: InboxRest | None = None


class InboxMore(Inbound):
    """`inbox_more`: the next page of a list; `after` is its `rest`."""

    list: Literal["queue", "tickets", "all"]
    after: PlaceText


class InboxPage(Outbound):
    """The answer to `inbox_more`."""

    ok: Literal[True] = True
    items: list[ConversationItem]
    rest: str | None


class StaffItems(Outbound):
    """`items`: conversations as they are now, all that have changed between `after` and `cursor`;
    the `gone` have, too, and are out of my sight. An `after` beyond the console's cursor shows a
    gap: call `inbox`."""

    after: int
    cursor: int
    items: list[ConversationItem]
    gone: list[str] = Field(default_factory=list)
