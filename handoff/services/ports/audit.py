"""The record of reads: which members of the staff read what was not theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

# A conversation, a customer's file, a search, a page of a list beyond its top, all that is kept of a
# customer as a document, its erasure, or that a customer who asked for one of these was refused.
ReadKind = Literal["conversation", "customer", "search", "list", "export", "erasure", "refusal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedRead:
    """The member `staff_id` (None: somebody at the command line) began to read `subject` (an id, the
    words of a search, the name of a list) at `at`. `holder` is the member whose chat it was then, if it
    was anybody's."""

    at: datetime
    staff_id: str | None
    kind: ReadKind
    subject: str
    holder: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadQuery:
    """What somebody looks for in the audit; None means any."""

    staff_id: str | None = None
    subject: str | None = None
    since: datetime | None = None
    limit: int = 200


class AuditTrail(Protocol):
    """Append-only: nothing in it is changed but searched words that name an erased customer, and
    nothing goes before its time."""

    async def append(self, reads: Sequence[AuditedRead]) -> None: ...

    async def find(self, query: ReadQuery) -> Sequence[AuditedRead]:
        """Newest first."""
        ...

    async def forget(self, before: datetime) -> int:
        """Drops what is older; how many entries that were."""
        ...
