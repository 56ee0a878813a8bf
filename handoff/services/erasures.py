"""Erases customers, and conversations that were quiet for long enough.

A customer goes in steps, each a transaction: first whom the tokens are for and who they are, so that
nothing new begins; then each conversation. Any gateway finishes what another one, or the command line,
has begun and did not end.
"""

from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from handoff.domain.conversation.commands import Erase
from handoff.domain.conversation.decisions import append
from handoff.domain.conversation.events import Event
from handoff.domain.conversation.state import Conversation
from handoff.domain.data_requests import HELD_AFTER_DUE, request_settled
from handoff.domain.errors import IllegalMove
from handoff.domain.page_context import PageContext
from handoff.services.errors import CacheDown, Outage, StaleState
from handoff.services.ports.audit import AuditedRead
from handoff.services.ports.clock import Clock
from handoff.services.ports.conversations import ConversationStore
from handoff.services.ports.customer_data import CustomerData, Kept
from handoff.services.ports.page_contexts import PageContexts
from handoff.services.publication import Publication
from handoff.services.retries import pause
from handoff.services.signals import Committed

log = structlog.get_logger()

# Somebody may write at the same moment; their tokens are revoked, so not for long.
ATTEMPTS = 8
FIRST_PAUSE_SECONDS = 0.01

BATCH = 100  # conversations or customers that one pass of the worker erases at most

# What was on its way into the tables when an erasure began has arrived after so long.
SETTLED = timedelta(minutes=1)


class Erasures:
    def __init__(
        self,
        data: CustomerData,
        store: ConversationStore,
        publication: Publication,
        clock: Clock,
        contexts: PageContexts | None = None,
        *,
        mails: bool = False,
    ) -> None:
        """Callers without Valkey, as the command line, give no `contexts`: gateways finish what these
        have begun. With `mails` customers who have asked for deletion are told of it by mail."""
        self._data = data
        self._store = store
        self._publication = publication
        self._clock = clock
        self._contexts = contexts
        self._mails = mails

    async def kept(self, customer_id: str) -> Kept:
        """What an erasure would find. Raises NotFound."""
        return await self._data.kept(customer_id)

    async def erase(
        self,
        customer_id: str,
        *,
        staff_id: str | None,
        under_way: bool,
        request_id: str | None = None,
    ) -> Kept:
        """Erases everything that is kept of the customer, and notes in the audit who did so. Erasing
        again erases what has come since, mostly nothing. With a `request_id` it is because the customer asks for
        it by that request.

        Returns what was there. Conversations in which a person serves the customer or is awaited end,
        if the caller says so by `under_way`.

        Raises:
            NotFound: no such customer.
            IllegalMove: `under_way`, or `request_settled` where the customer has withdrawn the request, before
                anything was changed.
        """
        kept = await self._data.kept(customer_id)
        if kept.under_way and not under_way:
            raise IllegalMove(
                "under_way",
                "A person serves this customer or is awaited",
                {"conversations": kept.under_way},
            )
        noted = AuditedRead(
            at=self._clock(), staff_id=staff_id, kind="erasure", subject=customer_id
        )
        try:
            await self._data.begin_erasure(customer_id, request_id, noted, mails=self._mails)
        except StaleState:
            raise request_settled() from None
        await self._erase_conversations(customer_id)
        return kept

    async def finish(self) -> None:
        """Goes on with erasures that somebody has begun. One that cannot be finished now holds up no other,
        and is tried again by the next pass. Raises Outage."""
        for customer_id in await self._data.unfinished(BATCH):
            try:
                await self._finish(customer_id)
            except Outage:
                raise
            except Exception:
                log.exception("erasure.unfinished", customer_id=customer_id)

    async def forget(self, quiet_since: datetime) -> int:
        """Erases conversations in which nothing has happened since then, and customers of whom no word
        is left; a batch of each. Those of customers who wait for an answer about their data stay, unless it is
        late by more than `HELD_AFTER_DUE`. Returns how many were erased."""
        outdated = await self._data.quiet_conversations(
            quiet_since, BATCH, held_since=self._clock() - HELD_AFTER_DUE
        )
        for conversation_id in outdated:
            await self._commit(conversation_id, Erase(), quiet_since)
        forgotten = await self._data.forgotten_customers(quiet_since, BATCH)
        for customer_id in forgotten:
            await self._data.begin_erasure(customer_id)
        if outdated or forgotten:
            log.info("retention.erased", conversations=len(outdated), customers=len(forgotten))
        return len(outdated) + len(forgotten)

    async def _finish(self, customer_id: str) -> None:
        await self._erase_conversations(customer_id)
        for state in await self._store.all_of(customer_id):
            # What was erased at the command line, gateways still remember.
            await self._tell(state)
        await self._data.finish_erasure(customer_id, self._clock() - SETTLED)

    async def _erase_conversations(self, customer_id: str) -> None:
        for conversation_id in await self._data.with_words(customer_id):
            await self._commit(conversation_id, Erase(under_way=True))

    async def _commit(
        self, conversation_id: str, command: Erase, quiet_since: datetime | None = None
    ) -> None:
        """Erases the conversation, unless something has happened in it after `quiet_since`: a customer
        who has just come back keeps it. Raises IllegalMove: `busy` if others never stop writing."""
        for attempt in range(ATTEMPTS):
            before = await self._store.load(conversation_id)
            if quiet_since and before.at and before.at >= quiet_since:
                return
            after, recorded = append(before, command, self._clock())
            if not recorded:
                return
            try:
                await self._data.commit(before, after, recorded)
            except StaleState:
                await pause(attempt, FIRST_PAUSE_SECONDS)
            else:
                await self._tell(after, recorded)
                return
        raise IllegalMove("busy", "This conversation changes too often to be erased now")

    async def _tell(self, conversation: Conversation, events: tuple[Event, ...] = ()) -> None:
        """What the customer was looking at goes, too; without Valkey it expires soon."""
        if self._contexts is not None:
            with suppress(CacheDown):
                await self._contexts.keep(conversation.id, PageContext())
        self._publication.publish(Committed(conversation=conversation, events=events))
