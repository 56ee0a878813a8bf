"""How members of the staff come to a password without being told one: by a link in a mail."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from handoff.domain.account_links import AccountLink, Purpose, invalid_link, mail_of, new_link
from handoff.domain.errors import InvalidInput
from handoff.domain.language import Language
from handoff.domain.people import Role, StaffMember
from handoff.services.ports.account_links import AccountLinkStore, LinkSigner
from handoff.services.ports.clock import Clock
from handoff.services.ports.limits import ClientNetwork, Limits
from handoff.services.ports.people import StaffStore
from handoff.services.ports.security_log import ANYBODY, MEMBER, OPERATOR
from handoff.services.security_log import SecurityLog
from handoff.services.staff import NO_PASSWORD, StaffDirectory

# Every request for a new password takes this long, whether or not the account exists.
ANSWER_SECONDS = 0.5

# Requests for a new password: for one account, and from one network.
REQUESTS_PER_ACCOUNT = 3
REQUESTS_PER_NETWORK = 20
WINDOW_SECONDS = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """A member who has no password yet, and the link by which to choose one."""

    member: StaffMember
    url: str


@dataclass(frozen=True, slots=True)
class LinkBook:
    """Links, whose they are, what signs them, and where they lead."""

    links: AccountLinkStore
    staff: StaffStore
    signer: LinkSigner
    public_url: str

    def token(self, link: AccountLink) -> str:
        return self.signer.sign(link.id)

    def url(self, link: AccountLink) -> str:
        """The console's page on which the link is used. What follows `#` stays in the browser: it is
        in no server's log."""
        return f"{self.public_url}/console/#/password/{self.token(link)}"


class AccountLinks:
    """Invites members, lets them choose a password, and another one when they have forgotten it.
    `mails` says whether this installation can send mail; who has forgotten a password is answered
    after `answer_seconds`."""

    def __init__(
        self,
        directory: StaffDirectory,
        book: LinkBook,
        log: SecurityLog,
        clock: Clock,
        new_id: Callable[[], str],
        *,
        mails: bool,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._directory = directory
        self._book = book
        self._log = log
        self._clock = clock
        self._new_id = new_id
        self._mails = mails
        self._answer_seconds = answer_seconds

    async def invite(
        self, email: str, name: str, role: Role, language: Language, *, by: str = OPERATOR
    ) -> Invited:
        """Adds a member without a password and mails them a link, if mails are sent here. A member
        who has not chosen a password yet gets a new link, and nothing else about them changes.

        Raises:
            InvalidInput: as `StaffDirectory.add` refuses; `email_taken` by anybody with a password.
        """
        known = await self._book.staff.by_email(email.strip())
        if known is not None and (known[1] != NO_PASSWORD or known[0].disabled):
            raise InvalidInput("email_taken", "Somebody has this e-mail address")
        if known is not None:
            member = known[0]
        else:
            member = await self._directory.add(email, name, role, None, by=by)
        link = await self._issue(member, "invitation", language, by)
        return Invited(member=member, url=self._book.url(link))

    async def forgotten(
        self, email: str, language: Language, network: ClientNetwork, limits: Limits
    ) -> None:
        """Mails a link to whoever has the account `email`. The caller learns nothing of whether
        there is one: neither by the answer nor by how long it takes.

        Raises:
            InvalidInput: `mail_not_set_up`.
            TooManyAttempts: for this account or from this network, for now.
        """
        if not self._mails:
            raise InvalidInput("mail_not_set_up", "This installation cannot send mail")
        email = email.strip().casefold()
        for key, limit in (
            (f"forgotten:network:{network.name}", network.grant(REQUESTS_PER_NETWORK)),
            (f"forgotten:account:{email}", REQUESTS_PER_ACCOUNT),
        ):
            await limits.hit(key, limit=limit, window_seconds=WINDOW_SECONDS)
        async with _no_sooner_than(self._answer_seconds):
            found = await self._book.staff.by_email(email)
            if found is not None and not found[0].disabled:
                await self._issue(found[0], "password_reset", language, ANYBODY)

    async def look(self, token: str) -> tuple[Purpose, StaffMember]:
        """What the link is for, and whose it is. Raises NotAllowed (`link_invalid`)."""
        link, member = await self._open(token)
        return link.purpose, member

    async def choose_password(self, token: str, password: str) -> None:
        """Gives the link's member a new password, and ends their sessions.

        Raises:
            NotAllowed: `link_invalid`.
            InvalidInput: the password is refused; the link can be used again.
        """
        link, member = await self._open(token)
        self._directory.check_password_for(member, password)
        if not await self._book.links.use(link, self._clock()):
            raise invalid_link()
        await self._directory.set_password(member, password, by=MEMBER, how=link.purpose)

    async def _open(self, token: str) -> tuple[AccountLink, StaffMember]:
        link = await self._book.links.get(self._book.signer.verify(token))
        if link is None or not link.is_open(self._clock()):
            raise invalid_link()
        member = await self._book.staff.get(link.staff_id)
        if member.disabled:
            raise invalid_link()
        return link, member

    async def _issue(
        self, member: StaffMember, purpose: Purpose, language: Language, by: str
    ) -> AccountLink:
        link = new_link(self._new_id(), purpose, member, self._clock())
        mail = mail_of(link, self._new_id(), member, language) if self._mails else None
        await self._book.links.issue(link, mail)
        await self._log.note("password_link", member, by=by, detail=purpose)
        return link


@asynccontextmanager
async def _no_sooner_than(seconds: float) -> AsyncIterator[None]:
    """Ends when `seconds` have passed, whatever is done inside takes less."""
    loop = asyncio.get_running_loop()
    ends = loop.time() + seconds
    try:
        yield
    finally:
        await asyncio.sleep(ends - loop.time())
