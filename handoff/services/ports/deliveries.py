"""Deliveries leave this installation: the store keeps them until then, and a postman carries them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Literal, Protocol

from handoff.domain.conversation.by_mail import MailLine
from handoff.domain.data_requests import DataRequestKind
from handoff.domain.deliveries import Accepted, Delivery, DeliveryState, Rejected
from handoff.domain.language import Language
from handoff.services.ports.lists import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryPage:
    """Some deliveries, newest first. `rest` is where the next page begins, None if it was all."""

    deliveries: Sequence[Delivery]
    rest: Place | None


class DeliveryStore(Protocol):
    async def take_due(
        self, now: datetime, lease_until: datetime, limit: int, grace: timedelta
    ) -> Sequence[Delivery]:
        """Deliveries that are due, each as a new try, reserved until `lease_until` for the caller.
        What still gathers is due `grace` after its first words, unless its address has got as many
        mails lately as it may."""
        ...

    async def renew(self, taken: Sequence[Delivery], lease_until: datetime) -> Sequence[Delivery]:
        """Those that are still the caller's, reserved for longer."""
        ...

    async def replace(self, before: Delivery, after: Delivery | None) -> bool:
        """Writes down what has become of a delivery, or removes it; False if it is no longer as it
        was `before`: somebody else has moved it."""
        ...

    async def add(self, delivery: Delivery) -> None:
        """Takes a new one down; one of the same id stays as it is."""
        ...

    async def get(self, delivery_id: str) -> Delivery:
        """Raises NotFound."""
        ...

    async def of_conversation(self, conversation_id: str) -> Sequence[Delivery]:
        """Oldest first."""
        ...

    async def page(
        self, states: Sequence[DeliveryState], after: Place | None, limit: int
    ) -> DeliveryPage:
        """Those in one of the `states`, newest first."""
        ...

    async def count(self) -> Mapping[DeliveryState, int]:
        """How many have failed, and how many are still to be sent."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLetter:
    """What was said to a customer who was not there. `link` leads back to the chat for `link_days`; with a
    `thread`, a reply to the mail does as well. Days are those of `zone`."""

    lines: tuple[MailLine, ...]
    ticket: int | None
    link: str
    link_days: int
    zone: tzinfo
    thread: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingLetter:
    """Asks for an opinion of what `agent`, where that is known, has closed. `link` is good for `link_days`;
    `marks` are links by which one is chosen already, from the worst to the best."""

    agent: str | None
    link: str
    marks: tuple[str, ...]
    link_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptLetter:
    """The words of a conversation, as a `page` that the mail brings."""

    page: str
    link: str
    link_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLetter:
    """A link by which the member of the staff called `name` chooses a password, within `link_days`
    if that is a day or more."""

    kind: Literal["invitation", "password_reset"]
    name: str
    link: str
    link_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeLetter:
    """A code by which a visitor shows that the order's address is theirs, good for `minutes`."""

    code: str
    number: str
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DataLetter:
    """What was asked about the customer's data, at `asked_at`, and whether it was done or, for the `reason`, refused. A
    copy is saved by the `link`, for `link_days`; without one, by the customer who has signed in at the shop. The day is
    one of `zone`."""

    asked: DataRequestKind
    asked_at: datetime
    reason: str | None
    link: str | None
    link_days: int
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class TrialLetter:
    """Whether mail arrives at all."""


type Matter = (
    AnswerLetter
    | RatingLetter
    | TranscriptLetter
    | AccountLetter
    | CodeLetter
    | DataLetter
    | TrialLetter
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail to be: `id` is what the other side knows it by."""

    id: str
    to: str
    language: Language
    shop: str  # its name in that language
    matter: Matter


class Postman(Protocol):
    @property
    def works(self) -> bool:
        """Whether this installation can send mail at all."""
        ...

    async def carry(self, letter: Letter) -> Accepted | Rejected:
        """Never raises for a failing mail server: that is an outcome. Takes as long as it takes,
        within the time limits of the protocol."""
        ...
