"""Customers ask for a copy of what is kept of them, or for its deletion, and take a copy that was given.

A guest's token opens what the guest was shown, so that is what a guest's copy has; of a customer whom the shop
vouches for it has everything. The staff's side is in `data_request_desk.py`.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from handoff.domain.conversation import commands as c
from handoff.domain.conversation.decisions import append
from handoff.domain.data_requests import (
    DATA_REQUEST_KINDS,
    DataRequest,
    DataRequestKind,
    demand_copy,
    latest,
    withdraw,
)
from handoff.domain.errors import IllegalMove, NotFound
from handoff.domain.language import Language
from handoff.services.errors import CacheDown, StaleState
from handoff.services.exports import Exports, Form
from handoff.services.ports.audit import AuditedRead
from handoff.services.ports.clock import Clock
from handoff.services.ports.conversations import ConversationStore
from handoff.services.ports.data_requests import DataRequestStore
from handoff.services.ports.limits import Addresses, Limits
from handoff.services.ports.settings import ShopSettings
from handoff.services.publication import Publication
from handoff.services.retries import pause
from handoff.services.signals import Committed
from handoff.services.visits import Visit, Visits

# Others may write at the same moment, and another tab may ask for the same.
ATTEMPTS = 8
FIRST_PAUSE_SECONDS = 0.01

# Requests in a day: of one customer, who may withdraw one and ask again, and from one network, since strangers begin
# as many conversations as they like; and copies that one customer saves.
REQUESTS_AT_MOST = 6
REQUESTS_PER_NETWORK = 30
COPIES_AT_MOST = 20
WINDOW_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The request as it is to be, what tells of it in the log, and in the audit if a member decides."""

    request: DataRequest
    command: c.Command
    noted: AuditedRead | None = None


class DataRequestBook:
    """Writes down what becomes of a request, together with the event that tells so in the log of its
    conversation."""

    def __init__(
        self,
        store: DataRequestStore,
        conversations: ConversationStore,
        publication: Publication,
        clock: Clock,
        new_id: Callable[[], str],
        *,
        mails: bool = False,
    ) -> None:
        """With `mails` answers go to the customers by mail, too."""
        self.store = store
        self.clock = clock
        self.new_id = new_id
        self._conversations = conversations
        self._publication = publication
        self._mails = mails

    async def record(self, decide: Callable[[], Awaitable[Decision | None]]) -> DataRequest | None:
        """Decides anew whenever something has changed meanwhile. Returns what was written, None if nothing was, as
        `decide` finds it to be so already.

        Raises:
            NotFound: the conversation is another customer's by now.
            IllegalMove: `busy` if others never stop writing, or as `decide`.
        """
        for attempt in range(ATTEMPTS):
            decided = await decide()
            if decided is None:
                return None
            with suppress(StaleState):
                return await self._commit(decided)
            await pause(attempt, FIRST_PAUSE_SECONDS)
        raise IllegalMove("busy", "This conversation changes too often now")

    async def _commit(self, decided: Decision) -> DataRequest:
        request = decided.request
        before = await self._conversations.load(request.conversation_id)
        if before.customer_id != request.customer_id:
            raise NotFound("not_found", "No such conversation")
        after, recorded = append(before, decided.command, self.clock())
        await self.store.commit(before, after, recorded, request, decided.noted, mails=self._mails)
        self._publication.publish(Committed(conversation=after, events=recorded))
        return request


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnData:
    """A customer reads this about their data: for how long a quiet conversation is kept (None: until somebody has it
    deleted), within which time the shop answers, and the latest request of each kind."""

    kept_for: timedelta | None
    answered_within: timedelta
    requests: Sequence[DataRequest]


def copy_name(form: Form) -> str:
    """What a copy is called where it is saved."""
    return f"my-data.{form}"


class DataRequestLimits:
    """Counts requests and copies. Where they cannot be counted now, they pass: better an uncounted request than
    none."""

    def __init__(self, limits: Limits, addresses: Addresses) -> None:
        self._limits = limits
        self._addresses = addresses

    async def count_request(self, customer_id: str) -> None:
        """Raises TooManyAttempts."""
        with suppress(CacheDown):
            network = await self._addresses.of(customer_id)
            most = network.grant(REQUESTS_PER_NETWORK)
            await self._hit(f"data-request:{customer_id}", REQUESTS_AT_MOST)
            await self._hit(f"data-request:network:{network.name}", most)

    async def count_copy(self, customer_id: str) -> None:
        """Raises TooManyAttempts."""
        with suppress(CacheDown):
            await self._hit(f"data-copy:{customer_id}", COPIES_AT_MOST)

    async def _hit(self, key: str, limit: int) -> None:
        await self._limits.hit(key, limit=limit, window_seconds=WINDOW_SECONDS)


class DataRequests:
    """Customers ask about their data, each by their own visit."""

    def __init__(
        self,
        visits: Visits,
        book: DataRequestBook,
        exports: Exports,
        settings: ShopSettings,
        limits: DataRequestLimits,
        kept_for: timedelta | None,
    ) -> None:
        self._visits = visits
        self._book = book
        self._exports = exports
        self._settings = settings
        self._limits = limits
        self._kept_for = kept_for

    async def of(self, visit: Visit) -> OwnData:
        """Returns what the customer reads about their data now."""
        found = await self._book.store.of_customer(visit.customer_id)
        return OwnData(
            kept_for=self._kept_for,
            answered_within=self._answered_within,
            requests=[
                request
                for kind in DATA_REQUEST_KINDS
                if (request := latest(found, kind)) is not None
            ],
        )

    async def ask(self, visit: Visit, kind: DataRequestKind) -> OwnData:
        """Asks the shop, unless that is done: asked twice, or in two tabs, it is one request.

        Raises:
            NotFound: the conversation is not this customer's.
            IllegalMove: `nothing_kept`, of somebody who has said nothing.
            TooManyAttempts: there were several today.
        """
        if (await self._visits.conversation_for(visit)).seq == 0:
            raise IllegalMove("nothing_kept", "Nothing is kept of this visitor")
        if await self._open(visit, kind) is None:
            await self._limits.count_request(visit.customer_id)
            await self._book.record(lambda: self._asked(visit, kind))
        return await self.of(visit)

    async def withdraw(self, visit: Visit, kind: DataRequestKind) -> OwnData:
        """Takes an open request back; where there is none, nothing happens. Raises NotFound."""
        await self._visits.conversation_for(visit)
        await self._book.record(lambda: self._withdrawn(visit, kind))
        return await self.of(visit)

    async def copy(self, visit: Visit, form: Form, language: Language) -> str:
        """The copy that the staff has given, as things are now: for a guest, what they were shown.

        Raises:
            IllegalMove: `no_copy`, none was given, or not lately.
            TooManyAttempts: it was saved often today.
        """
        await self.copy_until(visit)
        await self._limits.count_copy(visit.customer_id)
        return await self._exports.copy(visit.customer_id, form, language)

    async def copy_until(self, visit: Visit) -> datetime:
        """Until when the copy may be saved that the staff has given. Raises IllegalMove (`no_copy`)."""
        given = latest(await self._book.store.of_customer(visit.customer_id), "copy")
        return demand_copy(given, self._book.clock())

    @property
    def _answered_within(self) -> timedelta:
        return self._settings.current().shop.answers_about_data

    async def _open(self, visit: Visit, kind: DataRequestKind) -> DataRequest | None:
        request = latest(await self._book.store.of_customer(visit.customer_id), kind)
        return request if request is not None and request.state == "open" else None

    async def _asked(self, visit: Visit, kind: DataRequestKind) -> Decision | None:
        if await self._open(visit, kind) is not None:
            return None
        now = self._book.clock()
        request = DataRequest(
            id=self._book.new_id(),
            customer_id=visit.customer_id,
            conversation_id=visit.conversation_id,
            kind=kind,
            asked_at=now,
            due_at=now + self._answered_within,
        )
        return Decision(
            request=request, command=c.MakeDataRequest(kind=kind, due_at=request.due_at)
        )

    async def _withdrawn(self, visit: Visit, kind: DataRequestKind) -> Decision | None:
        request = await self._open(visit, kind)
        if request is None:
            return None
        return Decision(
            request=withdraw(request, self._book.clock()),
            command=c.WithdrawDataRequest(kind=kind),
        )
