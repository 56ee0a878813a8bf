"""Logging in: an address and a password against a new session."""

from handoff.domain.errors import NotAllowed
from handoff.domain.people import StaffMember
from handoff.services.passwords import Passwords
from handoff.services.ports.limits import Limits
from handoff.services.ports.people import StaffStore
from handoff.services.staff import NO_PASSWORD
from handoff.services.staff_sessions import StaffSessions

LOGINS_PER_ACCOUNT = 10  # attempts on one account that failed
LOGIN_WINDOW_SECONDS = 300


class Logins:
    """Logs members of the staff in. `decoy` is a hash that no password matches: an address that
    nobody has costs the same work as any other, so that the time of the answer does not tell who
    works here."""

    def __init__(
        self,
        store: StaffStore,
        passwords: Passwords,
        sessions: StaffSessions,
        limits: Limits,
        decoy: str,
    ) -> None:
        self._store = store
        self._passwords = passwords
        self._sessions = sessions
        self._limits = limits
        self._decoy = decoy

    async def log_in(self, email: str, password: str, browser: str) -> tuple[str, StaffMember]:
        """A new session's token, which only the browser keeps, and the member.

        Raises:
            NotAllowed: `login_failed`, whatever was wrong.
            TooManyAttempts: on this account, for now.
        """
        email = email.strip().casefold()
        attempts = f"login:{email}"
        await self._limits.hit(
            attempts, limit=LOGINS_PER_ACCOUNT, window_seconds=LOGIN_WINDOW_SECONDS
        )
        member = await self._proven(email, password)
        await self._limits.undo(attempts)  # only misses count
        return await self._sessions.open(member, browser), member

    async def _proven(self, email: str, password: str) -> StaffMember:
        found = await self._store.by_email(email)
        member, known_hash = found or (None, NO_PASSWORD)
        matches = await self._passwords.verify(password, known_hash or self._decoy)
        if member is None or not matches or member.disabled:
            raise NotAllowed("login_failed", "The e-mail address or the password is wrong")
        return member
