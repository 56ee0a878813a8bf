"""Promised waits, as supervisors see them."""

from datetime import datetime
from typing import Self

from handoff.domain.desk.bot_load import BotLoad
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


class BotsNow(Outbound):
    """How many customers wait for a bot to have room for their turn, and the longest wait of the last minute in
    seconds; `short_of_cores`: it is one that customers notice."""

    waiting: int
    longest: float
    short_of_cores: bool

    @classmethod
    def of(cls, load: BotLoad) -> Self:
        return cls(
            waiting=load.waiting,
            longest=round(load.longest.total_seconds(), 1),
            short_of_cores=load.is_short_of_cores,
        )


class WaitsNow(Outbound):
    """`GET /api/staff/waits`, for supervisors: in the order of the queue."""

    waiting: list[WaitingNow]
    kept: list[PromisesKept]
    bots: BotsNow
