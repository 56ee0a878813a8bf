"""Customers' requests about their own data, as the staff who answer them see these."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import StringConstraints

from handoff.domain.data_requests import REASON_LENGTH, DataRequestKind, DataRequestState
from handoff.web.protocol.base import Inbound, Outbound, PlaceText, Text


class DataRequestQuery(Inbound):
    """The query of `GET /api/staff/data-requests`: those that are `open`, the most urgent first, or the `settled`
    ones, the latest first; `after` is the `rest` of the page before."""

    show: Literal["open", "settled"] = "open"
    after: PlaceText | None = None


class DataRequestItem(Outbound):
    """One request: it is to be answered by `due_at`. `verified` says that the shop vouches for the customer, and so
    that it is about all their conversations; of a guest it is about what the guest's own browser shows. `name` is
    None where nobody knows it, or where the customer was erased. `may_give`: the member who reads this may give the
    copy that is asked for."""

    id: str
    customer_id: str
    conversation_id: str
    kind: DataRequestKind
    state: DataRequestState
    name: str | None
    verified: bool
    asked_at: datetime
    due_at: datetime
    settled_at: datetime | None
    reason: str | None
    may_give: bool


class DataRequestCounts(Outbound):
    """`GET /api/staff/data-requests/count`: how many are open, and how many of those are past their deadline."""

    open: int
    late: int


class DataRequestList(Outbound):
    """`GET /api/staff/data-requests`, for those who may answer them. `rest` goes into `after` for the next page."""

    items: list[DataRequestItem]
    rest: str | None
    counts: DataRequestCounts


class DataRequestRefusal(Inbound):
    """`POST /api/staff/data-requests/{id}/refuse`: the customer reads the reason."""

    reason: Annotated[Text, StringConstraints(max_length=REASON_LENGTH)]


class DataRequestsMoved(Outbound):
    """`data_requests`: a customer has asked for something or withdrawn it, or somebody has answered. To the consoles
    that may answer."""
