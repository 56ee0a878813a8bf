"""Everything that is kept of a customer: to be handed out, and to be erased."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handoff.domain.conversation.events import Event
from handoff.domain.conversation.marks import Marks
from handoff.domain.conversation.state import Conversation
from handoff.domain.data_requests import DataRequest
from handoff.domain.deliveries import Delivery
from handoff.domain.json_types import Json
from handoff.domain.people import Customer
from handoff.domain.shop.order_codes import OrderCode
from handoff.services.ports.audit import AuditedRead


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationRecord:
    """One conversation: its state, its whole log, how far each side has read, the mails and the codes
    that were sent because of it."""

    state: Conversation
    log: Sequence[Event]
    marks: Marks
    mails: Sequence[Delivery]
    codes: Sequence[OrderCode]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRecord:
    """An order of the built-in table as it is stored, whatever its card is."""

    number: str
    email: str | None
    phone: str | None
    card: Mapping[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRecord:
    """All that the tables keep of a customer, the oldest first. `orders` are those of the built-in
    table; `reads` tell when somebody on the staff read what was not theirs; `requests` are those for a copy or a
    deletion."""

    customer: Customer
    conversations: Sequence[ConversationRecord]
    orders: Sequence[OrderRecord]
    reads: Sequence[AuditedRead]
    requests: Sequence[DataRequest] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How much is kept of a customer. `with_words` are conversations that are not erased; `under_way` those in
    which a person serves the customer or is awaited. `erased_at` is when an erasure began: it is still to be
    finished while conversations have words."""

    customer: Customer
    conversations: int
    with_words: int
    under_way: int
    events: int
    mails: int
    orders: int
    erased_at: datetime | None


class CustomerData(Protocol):
    async def find(self, *, email: str | None, phone: str | None) -> Sequence[Customer]:
        """Those who have this address or number, or left it in a conversation; the oldest first."""
        ...

    async def kept(self, customer_id: str) -> Kept:
        """Raises NotFound."""
        ...

    async def collect(self, customer_id: str) -> CustomerRecord:
        """Raises NotFound."""
        ...

    async def begin_erasure(
        self,
        customer_id: str,
        request_id: str | None = None,
        noted: AuditedRead | None = None,
        *,
        mails: bool = False,
    ) -> None:
        """Revokes the customer's tokens and erases everything of them outside of conversations: no
        conversation begins with them any more. Their conversations are still to be erased; their open request
        for deletion is carried out by this, and with `mails` a mail to the address that they had says so. In the same
        transaction the audit has `noted`.

        Raises:
            NotFound: no such customer.
            StaleState: it was to be because of the request `request_id`, which is no longer open.
        """
        ...

    async def commit(
        self, before: Conversation, after: Conversation, recorded: Sequence[Event]
    ) -> None:
        """As `ConversationStore.commit`, for the end of an erased conversation: in the same transaction
        everything that was recorded before goes without its words, and so do mails and codes. The
        customer's tokens are revoked, and a request about their data that was made in it and that nobody has answered
        lapses. Raises StaleState."""
        ...

    async def with_words(self, customer_id: str) -> Sequence[str]:
        """The ids of the customer's conversations that are not erased."""
        ...

    async def unfinished(self, limit: int) -> Sequence[str]:
        """The ids of customers whose erasure has begun and is not known to be complete."""
        ...

    async def finish_erasure(self, customer_id: str, begun_before: datetime) -> None:
        """Takes the erasure for complete, if it began before then and no conversation has words: what
        was under way when it began has come to its end."""
        ...

    async def quiet_conversations(
        self, since: datetime, limit: int, *, held_since: datetime
    ) -> Sequence[str]:
        """The ids of conversations with words in which nothing has happened since then, that are closed
        or with the bot, without an open ticket, of customers who wait for no answer about their data that was due
        after `held_since`; the longest quiet first."""
        ...

    async def forgotten_customers(self, since: datetime, limit: int) -> Sequence[str]:
        """The ids of customers known since before then, of whom no conversation has words."""
        ...
