"""Promised waits, as supervisors see them."""

from datetime import datetime

from handoff.web.protocol.base import Outbound
from handoff.web.protocol.conversation import ConversationItem


class PromiseTold(Outbound):
    """A range of minutes, and when it ends; None once it has passed and the customer was told that
    nobody knows more."""

    low: int
    high: int
    until: datetime | None


class WaitingNow(Outbound):
    """`since` is when this wait began; `alone`: the customer was told that nobody is here."""

    item: ConversationItem
    since: datetime
    promised: PromiseTold | None
    alone: bool


class PromisesKept(Outbound):
    """Of the ranges `told` for waits that ended in the last `days`, the share (0…1) that came
    true; None if none was put to the test."""

    days: int
    told: int
    share: float | None


class WaitsNow(Outbound):
    """`GET /api/staff/waits`, for supervisors: in the order of the queue."""

    waiting: list[WaitingNow]
    kept: list[PromisesKept]
