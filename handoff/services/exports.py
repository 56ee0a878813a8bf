"""Collects everything that is kept of a customer, for the customer; the audit says who had it made."""

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Literal, Protocol

from handoff.domain.conversation.customer_view import for_customer
from handoff.domain.conversation.state import Conversation
from handoff.domain.language import Language
from handoff.services.ports.audit import AuditedRead, AuditTrail
from handoff.services.ports.clock import Clock
from handoff.services.ports.customer_data import (
    ConversationRecord,
    CustomerData,
    CustomerRecord,
)

Form = Literal["json", "html"]


class Scribe(Protocol):
    """Writes a record as a document in the customer's language: for programs, and to read."""

    def as_json(self, record: CustomerRecord, language: Language, made_at: datetime, /) -> str: ...

    def as_page(self, record: CustomerRecord, language: Language, made_at: datetime, /) -> str: ...


class Exports:
    def __init__(self, data: CustomerData, scribe: Scribe, trail: AuditTrail, clock: Clock) -> None:
        self._data = data
        self._scribe = scribe
        self._trail = trail
        self._clock = clock

    async def document(
        self,
        customer_id: str,
        form: Form,
        *,
        staff_id: str | None,
        language: Language | None = None,
    ) -> str:
        """The document, in the customer's own language unless another one is given. `staff_id` is the
        member who asks, None at the command line. Raises NotFound."""
        record, now = await self._data.collect(customer_id), self._clock()
        await self._trail.append(
            [AuditedRead(at=now, staff_id=staff_id, kind="export", subject=customer_id)]
        )
        return await self._written(record, form, language or record.customer.language, now)

    async def copy(self, customer_id: str, form: Form, language: Language) -> str:
        """The document for the customer's own hands, once a member has given it out: the same, but of a guest only
        what the guest was shown. Raises NotFound."""
        record = await self._data.collect(customer_id)
        if record.customer.external_id is None:
            record = shown(record)
        return await self._written(record, form, language, self._clock())

    async def _written(
        self, record: CustomerRecord, form: Form, language: Language, made_at: datetime
    ) -> str:
        write = self._scribe.as_json if form == "json" else self._scribe.as_page
        return await asyncio.to_thread(write, record, language, made_at)


def shown(record: CustomerRecord) -> CustomerRecord:
    """Returns what of it the customer was shown in the widget: no more than their token opens anyway. Nobody has verified who
    a guest is; what the staff noted, orders and mails are not for everybody who has the guest's token."""
    conversations = [_shown(talk) for talk in record.conversations]
    return replace(record, conversations=conversations, orders=(), reads=())


def _shown(talk: ConversationRecord) -> ConversationRecord:
    state = talk.state
    outline = Conversation(
        id=state.id,
        seq=state.public_seq,
        public_seq=state.public_seq,
        customer_id=state.customer_id,
        channel=state.channel,
        language=state.language,
        contact=state.contact,
        ticket=state.ticket,
        started_at=state.started_at,
    )
    log = [for_customer(event) for event in talk.log if event.public]
    return replace(talk, state=outline, log=log, mails=(), codes=())
