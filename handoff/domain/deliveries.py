"""Deliveries leave the installation: from the decision until the other side has them. Pure.

    waiting ──due──► sending ──accepted──────────────────► sent
       ▲                │ └────refused for good, too late──► failed
       └── try again ───┘                                     │
       ▲                                                      │ a person
       └────────────── retry ───── withdrawn ◄── give up ─────┘

The row of a delivery is written in the transaction that decided it. A gateway takes it under a
lease and tries; when a gateway dies, another one takes its deliveries once the lease has passed. The
other side knows a delivery by its id, which every try carries, so that a receiver that compares
ids takes it once. One that does not may get it twice, and only if the gateway died, or the
connection broke, after the other side had taken it and before that was written down here.

An answer by mail begins as `gathering`: what is said to the customer before it is due goes into the
same mail, and nothing is sent when the customer has read all of it by then.

A mail which says that a customer's data was deleted (`data_deleted`) is the last that keeps their address: it loses it
once it is sent, has failed or is given up, so that nobody can retry it.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID, uuid5

from handoff.domain.errors import IllegalMove
from handoff.domain.language import Language

DeliveryKind = Literal[
    "answer",
    "rating",
    "transcript",
    "invitation",
    "password_reset",
    "order_code",
    "data_answer",
    "data_deleted",
]
DeliveryState = Literal["waiting", "sending", "sent", "failed", "withdrawn"]

# An answer that could not be sent for so long is no answer any more.
ANSWER_LIFE = timedelta(days=2)

# How long a delivery waits for its next try: twice as long each time, give or take a quarter, so
# that those which a server refused together do not come back together.
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
_DOUBLINGS = 7  # 30 s doubled so often is more than an hour
_SPREAD = 0.25

# Mails to customers. Strangers name the addresses that they go to: an answer waits, and what is said meanwhile goes
# on gathering, while its address has got so many mails of all these kinds in the last hour.
TO_CUSTOMERS: tuple[DeliveryKind, ...] = (
    "answer",
    "rating",
    "transcript",
    "order_code",
    "data_answer",
    "data_deleted",
)
ANSWERS_AT_MOST = 6
ANSWERS_WITHIN = timedelta(hours=1)

REPLY_LENGTH = 200  # characters of what the other side said that are kept

# Ids of answers follow from what they are about.
_ANSWERS = UUID("6a3c1f0e-5f0b-5d0c-9c59-6f1d1a0d4e57")


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """What was said in a conversation, from the event `first` to the event `last`."""

    conversation_id: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """`due_at` is when it is tried next, the end of the lease while it is `sending`, or, while it is
    `gathering`, when the first of its words was said. It is given up at `expires_at`."""

    id: str
    kind: DeliveryKind
    to: str
    language: Language
    state: DeliveryState
    due_at: datetime
    expires_at: datetime
    created_at: datetime
    gathering: bool = False
    tries: int = 0
    error: str | None = None  # the code of the last failure
    reply: str | None = None  # what the other side said to it, without addresses
    settled_at: datetime | None = None
    words: Excerpt | None = None  # of an answer
    link_id: str | None = None  # of a mail about an account
    code_id: str | None = None  # of a mail about an order

    def next_try(self, grace: timedelta) -> datetime:
        """When it is tried next, if unread answers wait for `grace`."""
        return self.due_at + grace if self.gathering else self.due_at

    def is_expired(self, now: datetime) -> bool:
        """What it brings is of no use any more, as the link in it opens nothing; or nobody knows its address now."""
        return not self.to or (self.kind != "answer" and self.expires_at <= now)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The other side has taken it over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """It was not taken, or nobody knows whether it was. `permanent`: no later try can succeed."""

    code: str
    permanent: bool = False
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Unneeded:
    """The customer has read it in the meantime; the link it would bring is spent."""


Outcome = Accepted | Rejected | Unneeded


def rating_request_id(conversation_id: str, closing: int) -> str:
    """The id of the mail that asks for an opinion of what the event `closing` closed."""
    return str(uuid5(_ANSWERS, f"{conversation_id}:{closing}:rating"))


def answer_id(conversation_id: str, first: int) -> str:
    """The id of the mail that brings what was said from the event `first` on."""
    return str(uuid5(_ANSWERS, f"{conversation_id}:{first}"))


def settle(delivery: Delivery, outcome: Outcome, now: datetime, chance: float) -> Delivery | None:
    """The delivery after a try that ended in `outcome`; None if nothing of it has been sent or
    will be. `chance` is drawn from [0, 1)."""
    match outcome:
        case Accepted():
            return _settled(replace(delivery, error=None, reply=None), "sent", now)
        case Unneeded():
            return None if delivery.tries <= 1 else _settled(delivery, "withdrawn", now)
        case _:
            told = replace(delivery, error=outcome.code, reply=without_addresses(outcome.reply))
            next_try = now + pause_after(delivery.tries, chance)
            if outcome.permanent or next_try > delivery.expires_at:
                return _settled(told, "failed", now)
            return _waiting(told, next_try)


def pause_after(tries: int, chance: float) -> timedelta:
    """How long to wait after this many failed tries, the last one included."""
    doublings: int = min(max(tries - 1, 0), _DOUBLINGS)
    pause = min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)
    return pause * (1 - _SPREAD + 2 * _SPREAD * chance)


def retry(delivery: Delivery, now: datetime) -> Delivery:
    """A person wants it tried now.

    Raises:
        IllegalMove: `delivery_sending` or `delivery_sent`; `delivery_expired` if what it brings is
            of no use any more, or nobody knows its address now.
    """
    _require_movable(delivery)
    if delivery.is_expired(now):
        raise IllegalMove("delivery_expired", "It is too late to send this mail again")
    waiting = _waiting(delivery, now)
    # A person who sends an old answer knows why; it gets its full time again.
    return replace(waiting, expires_at=now + ANSWER_LIFE) if delivery.kind == "answer" else waiting


def give_up(delivery: Delivery, now: datetime) -> Delivery:
    """A person wants it tried no more; `retry` undoes that, while the address is known.

    Raises:
        IllegalMove: `delivery_sending` or `delivery_sent`.
    """
    _require_movable(delivery)
    return _settled(replace(delivery, gathering=False), "withdrawn", now)


def _require_movable(delivery: Delivery) -> None:
    if delivery.state == "sending":
        raise IllegalMove("delivery_sending", "This is being sent at this moment")
    if delivery.state == "sent":
        raise IllegalMove("delivery_sent", "This was sent already")


def _settled(delivery: Delivery, state: DeliveryState, now: datetime) -> Delivery:
    after = replace(delivery, state=state, settled_at=now)
    return replace(after, to="", reply=None) if delivery.kind == "data_deleted" else after


def _waiting(delivery: Delivery, due_at: datetime) -> Delivery:
    return replace(delivery, state="waiting", due_at=due_at, gathering=False, settled_at=None)


def masked(address: str) -> str:
    """An address for people who need to recognise it and not to know it: `n•••@mail.example`; of a
    customer who was erased there is none."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}•••@{domain}" if address else "•••"


def without_addresses(reply: str) -> str:
    """What a mail server said, in one bounded line, its addresses masked."""
    line = " ".join(
        "".join(x if x.isprintable() else " " for x in reply[: 4 * REPLY_LENGTH]).split()
    )
    shown = " ".join(_word(word) for word in line.split(" "))
    return shown if len(shown) <= REPLY_LENGTH else f"{shown[: REPLY_LENGTH - 1]}…"


def _word(word: str) -> str:
    return "•••" if "@" in word else word
