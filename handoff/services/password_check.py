"""Whether a password is that of an account: asked when somebody logs in, and again before they change
what protects the account."""

from handoff.domain.errors import NotAllowed, NotAuthenticated
from handoff.domain.people import StaffMember
from handoff.services.guessing import Guessing, password_brakes
from handoff.services.passwords import Passwords
from handoff.services.ports.limits import Caller
from handoff.services.ports.people import NO_PASSWORD, StaffStore


class PasswordCheck:
    """`decoy` is a hash that no password matches: an address that nobody has costs the same work as
    any other, so that the time of the answer does not tell who works here."""

    def __init__(
        self, store: StaffStore, passwords: Passwords, guessing: Guessing, decoy: str
    ) -> None:
        self._store = store
        self._passwords = passwords
        self._guessing = guessing
        self._decoy = decoy

    async def owner(self, email: str, password: str, caller: Caller) -> tuple[StaffMember, str]:
        """The member with this address and password, and the password's hash.

        Raises:
            NotAuthenticated: `login_failed`, whatever was wrong.
            TooManyAttempts: too early after others, or too many at once.
        """
        email = email.strip().casefold()
        found = await self._store.by_email(email)
        member, known_hash = found or (None, NO_PASSWORD)
        async with (
            self._guessing.noted("login_failed", member, caller),
            self._guessing.slowed(password_brakes(email, caller)),
        ):
            matches = await self._passwords.verify(password, known_hash or self._decoy)
            if member is None or not matches or member.disabled:
                raise NotAuthenticated(
                    "login_failed", "The e-mail address or the password is wrong"
                )
        return member, known_hash

    async def demand(self, member: StaffMember, password: str, caller: Caller) -> None:
        """Asks a member who is logged in for the password once more.

        Raises:
            NotAllowed: `password_wrong`.
            TooManyAttempts: as `owner` does.
        """
        try:
            await self.owner(member.email, password, caller)
        except NotAuthenticated:
            raise NotAllowed("password_wrong", "That is not your password") from None
