"""Sessions of the staff: opened by a login, ended everywhere at once."""

import hashlib
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from handoff.domain.errors import NotAuthenticated, NotFound
from handoff.domain.people import StaffMember
from handoff.domain.sessions import EndReason, SessionTimes, StaffSession
from handoff.services.ports.clock import Clock
from handoff.services.ports.staff_sessions import SessionStore
from handoff.services.signals import SessionsEnded, Signal

# Unless the operator says otherwise.
USUAL_TIMES = SessionTimes(idle=timedelta(hours=12), longest=timedelta(days=14))

# How long an ended session is remembered, so that its browser can say why it is out.
REMEMBERED = timedelta(days=7)

BROWSER_LENGTH = 200  # characters of what a browser calls itself


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A member in one of their browsers."""

    member: StaffMember
    session: StaffSession


class StaffSessions:
    """`publish` carries a signal to every gateway; consoles of a session that ends are shut there."""

    def __init__(
        self,
        store: SessionStore,
        publish: Callable[[Signal], None],
        clock: Clock,
        new_id: Callable[[], str],
        times: SessionTimes = USUAL_TIMES,
    ) -> None:
        self._store = store
        self._publish = publish
        self._clock = clock
        self._new_id = new_id
        self.times = times

    async def open(self, member: StaffMember, browser: str) -> str:
        """A new session; returns its token, which only the browser keeps."""
        token, now = secrets.token_urlsafe(32), self._clock()
        session = StaffSession(
            id=self._new_id(),
            staff_id=member.id,
            opened_at=now,
            seen_at=now,
            browser=_printable(browser),
        )
        await self._store.open(session, _digest(token))
        return token

    async def who_is(self, token: str) -> SignedIn:
        """The member and the session of a token.

        Raises:
            NotAuthenticated: `unauthenticated`; for a session that has ended, `ended` in the data says why.
        """
        found = await self._store.find(_digest(token))
        if found is None:
            raise NotAuthenticated("unauthenticated", "Please log in")
        session, member = found
        reason = session.end(self.times, self._clock())
        if reason is not None:
            raise NotAuthenticated("unauthenticated", "Please log in again", {"ended": reason})
        return SignedIn(member=member, session=session)

    async def of(self, member: StaffMember) -> Sequence[StaffSession]:
        """The member's sessions that last, the last seen first."""
        now = self._clock()
        sessions = await self._store.of(member.id)
        return [session for session in sessions if session.end(self.times, now) is None]

    async def last_end(self, member: StaffMember) -> EndReason | None:
        """Why the session has ended in which the member was seen last, or None while it lasts. One
        that nobody remembers has expired."""
        sessions = await self._store.of(member.id)
        return sessions[0].end(self.times, self._clock()) if sessions else "expired"

    async def seen(self, session_id: str) -> None:
        """The session's person is at the console now."""
        await self._store.seen(session_id, self._clock())

    async def end(self, session: StaffSession, reason: EndReason) -> None:
        await self._end([session.id], reason)

    async def end_one_of(self, member: StaffMember, session_id: str) -> None:
        """Ends a session of the member's own. Raises NotFound for any other."""
        if session_id not in {session.id for session in await self.of(member)}:
            raise NotFound("not_found", "No such session")
        await self._end([session_id], "ended")

    async def end_all_of(
        self, member: StaffMember, reason: EndReason, *, but: StaffSession | None = None
    ) -> int:
        """Ends every session of the member, except `but`; returns how many those were."""
        ids = [session.id for session in await self.of(member)]
        return await self._end(
            [session_id for session_id in ids if but is None or session_id != but.id], reason
        )

    async def ended_among(self, session_ids: Collection[str]) -> Mapping[str, EndReason]:
        """Which of these have ended, and why. One that nobody remembers has expired."""
        now = self._clock()
        known = {session.id: session for session in await self._store.get(session_ids)}
        found = {
            session_id: known[session_id].end(self.times, now) if session_id in known else "expired"
            for session_id in session_ids
        }
        return {session_id: reason for session_id, reason in found.items() if reason is not None}

    async def purge(self) -> None:
        """Forgets what ended long ago."""
        before = self._clock() - REMEMBERED
        await self._store.purge(before - self.times.longest, before - self.times.idle)

    async def _end(self, session_ids: Sequence[str], reason: EndReason) -> int:
        if session_ids:
            await self._store.end(session_ids, reason)
            self._publish(SessionsEnded(session_ids=tuple(session_ids), reason=reason))
        return len(session_ids)


def _printable(text: str) -> str:
    """A browser's name, as much of it as anybody reads, without what steers a terminal."""
    shown = "".join(character for character in text if character.isprintable())
    return shown[:BROWSER_LENGTH]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
