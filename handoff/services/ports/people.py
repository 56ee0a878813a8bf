"""The staff, and who of them is there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handoff.domain.people import Names, StaffMember

NO_PASSWORD = ""  # in the place of a hash: no password matches it


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffLoad:
    """A member of the staff, how many chats they own or are offered (snoozed ones do not count),
    and when they closed one last."""

    member: StaffMember
    load: int
    closed_at: datetime | None


class StaffStore(Protocol):
    async def add(self, member: StaffMember, password_hash: str) -> None:
        """Raises InvalidInput (`email_taken`)."""
        ...

    async def get(self, staff_id: str) -> StaffMember:
        """Raises NotFound."""
        ...

    async def by_email(self, email: str) -> tuple[StaffMember, str] | None:
        """The member and the hash of the password."""
        ...

    async def everyone(self) -> Sequence[StaffMember]: ...

    async def set_password(self, staff_id: str, password_hash: str) -> None:
        """Closes the member's links for choosing another one, too."""
        ...

    async def update(self, member: StaffMember) -> None:
        """All but what `rename`, `set_available` and `count_misses` change."""
        ...

    async def rename(self, staff_id: str, names: Names) -> StaffMember:
        """The member after it. Raises NotFound."""
        ...

    async def set_available(self, staff_id: str, *, available: bool) -> StaffMember:
        """Sets it, with no offer missed. Raises NotFound."""
        ...

    async def count_misses(self, staff_id: str, away_at: int) -> StaffMember:
        """Counts in the record the offers that somebody available let run out since they came to a
        customer or said that they are available, and sets them away if there are `away_at` of
        them. The member after it. Raises NotFound."""
        ...

    async def loads(self, staff_ids: Sequence[str]) -> Sequence[StaffLoad]: ...


class Presence(Protocol):
    """Presence of the staff: leases that a live console keeps renewing.

    Every call raises CacheDown when the leases cannot be reached.
    """

    async def renew(self, ids: Sequence[str]) -> None: ...

    async def linger(self, id_: str) -> None:
        """The console is gone: the lease ends soon, unless the person is back by then."""
        ...

    async def leave(self, id_: str) -> None: ...

    async def online(self) -> frozenset[str]: ...


class CustomerPresence(Protocol):
    """Which customers have the chat on a page, by conversation id: leases which a connected widget
    keeps renewing.

    Every call raises CacheDown when the leases cannot be reached.
    """

    async def renew(self, ids: Sequence[str]) -> None: ...

    async def linger(self, id_: str) -> None:
        """The page is gone: the lease ends soon, unless the customer is back by then."""
        ...

    async def among(self, ids: Collection[str]) -> frozenset[str]:
        """Those of `ids` whose customers are there."""
        ...
