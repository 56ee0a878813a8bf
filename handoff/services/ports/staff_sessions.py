"""Where sessions of the staff are kept."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from handoff.domain.people import StaffMember
from handoff.domain.sessions import EndReason, StaffSession


class SessionStore(Protocol):
    """Keeps hashes of tokens: a table that leaks opens no session."""

    async def open(self, session: StaffSession, token_hash: str) -> None: ...

    async def find(self, token_hash: str) -> tuple[StaffSession, StaffMember] | None:
        """The session of that token, ended or not, and whose it is."""
        ...

    async def get(self, session_ids: Collection[str]) -> Sequence[StaffSession]:
        """Those of the sessions that are still known."""
        ...

    async def of(self, staff_id: str) -> Sequence[StaffSession]:
        """All sessions of a member that are still known, the last seen first."""
        ...

    async def seen(self, session_id: str, at: datetime) -> None:
        """The session's person was there at that time."""
        ...

    async def end(self, session_ids: Collection[str], reason: EndReason) -> None:
        """Ends them, unless they have ended already."""
        ...

    async def purge(self, opened_before: datetime, seen_before: datetime) -> None:
        """Forgets sessions that were opened, or seen for the last time, before those times."""
        ...
