"""Customers' requests about their own data, as they are kept for the staff's list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handoff.domain.conversation.events import Event
from handoff.domain.conversation.state import Conversation
from handoff.domain.data_requests import DataRequest
from handoff.services.ports.audit import AuditedRead
from handoff.services.ports.lists import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRequest:
    """A request, and whose it is: `verified` says that the shop vouches for the customer, of a guest the name is
    what they left."""

    request: DataRequest
    name: str | None
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPage:
    """Some requests. `rest` is where the next page begins, None if it was all."""

    requests: Sequence[ListedRequest]
    rest: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCounts:
    """How many nobody has answered, and how many of those are past their deadline."""

    open: int
    late: int


class DataRequestStore(Protocol):
    async def of_customer(self, customer_id: str) -> Sequence[DataRequest]:
        """The latest of each kind."""
        ...

    async def get(self, request_id: str) -> DataRequest:
        """Raises NotFound."""
        ...

    async def listed(self, request_id: str) -> ListedRequest:
        """Raises NotFound."""
        ...

    async def page(self, *, settled: bool, after: Place | None, limit: int) -> RequestPage:
        """Those that are open, the most urgent first; with `settled` those that are not, the latest first."""
        ...

    async def count(self, now: datetime) -> RequestCounts: ...

    async def commit(
        self,
        before: Conversation,
        after: Conversation,
        recorded: Sequence[Event],
        request: DataRequest,
        noted: AuditedRead | None = None,
        *,
        mails: bool = False,
    ) -> None:
        """As `ConversationStore.commit`, and in the same transaction the request as it is now, a new one if it is
        open, else what became of the open one; the entry of the audit for a member who answers; and with `mails` the
        mail that tells a customer who has an address of the answer.

        Raises:
            StaleState: the log has moved; or the customer has an open request of this kind, or is erased, or the
                request is no longer open.
        """
        ...
