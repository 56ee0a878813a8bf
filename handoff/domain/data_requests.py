"""Customers ask the shop for a copy of their own data, or for its deletion. Pure.

    open ──► withdrawn    by the customer, before anybody has answered
      ├────► done         the copy is there to be saved, or the data is deleted
      ├────► refused      with a reason, which the customer reads
      └────► lapsed       the data was deleted before it was answered, or the guest who asked has signed in

A member of the staff answers each request by its deadline; nothing happens by itself, but that retention goes on in
the end (`HELD_AFTER_DUE`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, get_args

from handoff.domain.errors import IllegalMove

DataRequestKind = Literal["copy", "deletion"]
DATA_REQUEST_KINDS: tuple[DataRequestKind, ...] = get_args(DataRequestKind)
DataRequestState = Literal["open", "withdrawn", "done", "refused", "lapsed"]
DataRequestOutcome = Literal["done", "refused"]

REASON_LENGTH = 500  # characters of why a request is refused

# How long a customer may save a copy; whoever holds the customer's token then may not for ever.
COPY_LIFE = timedelta(days=14)

# Unless the shop says otherwise. A guest is known for 30 days after the last visit: this and the time to save the
# copy fit into that, so that the guest who comes back finds the answer.
ANSWER_WITHIN = timedelta(days=14)

# Retention leaves alone customers who wait for an answer, until a request has been late for so long: a request that
# nobody ever answers keeps nothing for ever.
HELD_AFTER_DUE = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequest:
    """`conversation_id` is the one in which the customer asked; the request is about everything that is kept of
    them. `settled_at` is when it ceased to be open."""

    id: str
    customer_id: str
    conversation_id: str
    kind: DataRequestKind
    asked_at: datetime
    due_at: datetime
    state: DataRequestState = "open"
    settled_at: datetime | None = None
    reason: str | None = None

    @property
    def copy_given_at(self) -> datetime | None:
        """Since when the customer may save the copy; None: there is none."""
        return self.settled_at if self.kind == "copy" and self.state == "done" else None

    @property
    def copy_until(self) -> datetime | None:
        """Until when the customer may save the copy; None: there is none."""
        return None if self.copy_given_at is None else self.copy_given_at + COPY_LIFE


def latest(requests: Iterable[DataRequest], kind: DataRequestKind) -> DataRequest | None:
    """The one of this kind that was asked last."""
    return max((x for x in requests if x.kind == kind), key=lambda x: x.asked_at, default=None)


def withdraw(request: DataRequest, now: datetime) -> DataRequest:
    """The customer wants it no more. Raises IllegalMove (`request_settled`)."""
    return _settled(request, "withdrawn", now)


def give_copy(request: DataRequest, now: datetime) -> DataRequest:
    """A member of the staff lets the customer have the copy.

    Raises:
        IllegalMove: `request_settled`, or `not_a_copy` where deletion was asked for.
    """
    if request.kind != "copy":
        raise IllegalMove("not_a_copy", "The customer asked for something else")
    return _settled(request, "done", now)


def refuse(request: DataRequest, reason: str, now: datetime) -> DataRequest:
    """A member of the staff says no, and why. Raises IllegalMove (`request_settled`)."""
    return replace(_settled(request, "refused", now), reason=reason)


def demand_deletion(request: DataRequest, customer_id: str) -> None:
    """The customer's data may be deleted because of this request.

    Raises:
        IllegalMove: `request_settled`, or `not_a_deletion` where something else, or somebody else's, was asked for.
    """
    if request.kind != "deletion" or request.customer_id != customer_id:
        raise IllegalMove("not_a_deletion", "This customer's data is not what it asks to delete")
    demand_open(request)


def demand_open(request: DataRequest) -> None:
    """Raises IllegalMove (`request_settled`)."""
    if request.state != "open":
        raise request_settled()


def request_settled() -> IllegalMove:
    """The refusal where somebody has answered or withdrawn it meanwhile."""
    return IllegalMove("request_settled", "This request is no longer open")


def demand_copy(request: DataRequest | None, now: datetime) -> datetime:
    """Until when the copy may be saved. Raises IllegalMove (`no_copy`): the staff has not let the customer have one, or
    not lately."""
    until = request.copy_until if request is not None else None
    if until is None or until <= now:
        raise IllegalMove("no_copy", "There is no copy to be saved now")
    return until


def _settled(request: DataRequest, state: DataRequestState, now: datetime) -> DataRequest:
    demand_open(request)
    return replace(request, state=state, settled_at=now)
