"""Collects everything that is kept of a customer, for the customer; the audit says who had it made."""

from datetime import datetime
from typing import Literal, Protocol

from handoff.domain.language import Language
from handoff.services.ports.audit import AuditedRead, AuditTrail
from handoff.services.ports.clock import Clock
from handoff.services.ports.customer_data import CustomerData, CustomerRecord

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
        write = self._scribe.as_json if form == "json" else self._scribe.as_page
        return write(record, language or record.customer.language, now)
