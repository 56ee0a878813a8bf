"""Promised waits, as supervisors see them."""

from datetime import datetime

from handoff.web.protocol.base import Outbound
from handoff.web.protocol.conversation import ConversationItem


class PromiseTold(Outbound):
    """A range of minutes, and when it ends; None once it has passed and the customer has
    read that no new one is known."""

    low: int
    high: int
    until: datetime | None


class WaitingNow(Outbound):
    """`since` is when this wait began; `alone`: the customer has read that nobody is here."""

    item: ConversationItem
    since: datetime
    promised: PromiseTold | None
    alone: bool


class PromisesKept(Outbound):
    """The share (0…1) of the ranges `told` that came true, for waits that ended in the last `days`; None
    if none was put to the test."""

    days: int
    told: int
    share: float | None


class WaitsNow(Outbound):
    """`GET /api/staff/waits`, for supervisors: in the order of the queue."""

    waiting: list[WaitingNow]
    kept: list[PromisesKept]
