"""Members of the staff choose their password by a link, mostly in a mail: nobody ever hands them one."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from handoff.domain.account_links import (
    AccountLink,
    Purpose,
    closed_link,
    forged_link,
    mail_of,
    new_link,
)
from handoff.domain.deliveries import Delivery
from handoff.domain.errors import InvalidInput
from handoff.domain.language import Language
from handoff.domain.people import StaffMember
from handoff.services.ports.account_links import AccountLinkStore, LinkSigner
from handoff.services.ports.clock import Clock
from handoff.services.ports.limits import Caller, ClientNetwork, Limits
from handoff.services.ports.people import StaffStore
from handoff.services.ports.security_log import ANYBODY
from handoff.services.security_log import SecurityLog
from handoff.services.staff import StaffDirectory

# Every request for a new password takes this long, whether or not the account exists.
ANSWER_SECONDS = 0.5

# Requests for a new password: for one account, and from one network.
REQUESTS_PER_ACCOUNT = 3
REQUESTS_PER_NETWORK = 20
WINDOW_SECONDS = 3600


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


@dataclass(frozen=True, slots=True)
class LinkMaker:
    """Makes links, each with the mail that brings it if this installation sends any (`mails`)."""

    clock: Clock
    new_id: Callable[[], str]
    mails: bool

    def make(
        self, member: StaffMember, purpose: Purpose, *, by: str, language: Language
    ) -> tuple[AccountLink, Delivery | None]:
        link = new_link(self.new_id(), purpose, member, self.clock(), by=by, language=language)
        return link, mail_of(link, self.new_id(), member) if self.mails else None


class AccountLinks:
    """Lets members choose a password by a link, and mails one to those who have forgotten theirs: their
    request is answered after `answer_seconds`."""

    def __init__(
        self,
        directory: StaffDirectory,
        book: LinkBook,
        maker: LinkMaker,
        log: SecurityLog,
        *,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._directory = directory
        self._book = book
        self._maker = maker
        self._log = log
        self._answer_seconds = answer_seconds

    async def forgotten(
        self, email: str, language: Language, network: ClientNetwork, limits: Limits
    ) -> None:
        """Mails a link to the member who has the account `email` and a password. The caller learns
        nothing of whether there is one: neither by the answer nor by how long it takes.

        Raises:
            InvalidInput: `mail_not_set_up`.
            TooManyAttempts: for this account or from this network, for now.
        """
        if not self._maker.mails:
            raise InvalidInput("mail_not_set_up", "This installation cannot send mail")
        email = email.strip().casefold()
        for key, limit in (
            (f"forgotten:network:{network.name}", network.grant(REQUESTS_PER_NETWORK)),
            (f"forgotten:account:{email}", REQUESTS_PER_ACCOUNT),
        ):
            await limits.hit(key, limit=limit, window_seconds=WINDOW_SECONDS)
        async with _no_sooner_than(self._answer_seconds):
            found = await self._book.staff.by_email(email)
            if found is not None and found[0].joined and not found[0].disabled:
                await self._mail_link(found[0], language)

    async def look(self, token: str) -> tuple[Purpose, StaffMember]:
        """What the link is for, and whose it is. Raises NotAllowed (`link_invalid`), with `why` in the
        data for a link that was good once."""
        link, member = await self._open(token)
        return link.purpose, member

    async def choose_password(
        self, token: str, password: str, caller: Caller | None = None
    ) -> None:
        """Gives the link's member a new password, and ends their sessions.

        Raises:
            NotAllowed: as `look` refuses.
            InvalidInput: the password is refused; the link can be used again.
        """
        link, member = await self._open(token)
        password_hash = await self._directory.hash(member, password)
        if not await self._book.links.use(link, password_hash, self._maker.clock()):
            await self._open(token)  # somebody was quicker
            raise closed_link(link, "used")
        await self._directory.chosen(member, link.purpose, caller)

    async def _open(self, token: str) -> tuple[AccountLink, StaffMember]:
        link = await self._book.links.get(self._book.signer.verify(token))
        if link is None:
            raise forged_link()
        member = await self._book.staff.get(link.staff_id)
        closed = link.closed(self._maker.clock()) or ("withdrawn" if member.disabled else None)
        if closed is not None:
            raise closed_link(link, closed)
        return link, member

    async def _mail_link(self, member: StaffMember, language: Language) -> None:
        link, mail = self._maker.make(member, "password_reset", by=ANYBODY, language=language)
        await self._book.links.issue(link, mail)
        await self._log.note("password_link", member, by=ANYBODY, detail=link.purpose)


@asynccontextmanager
async def _no_sooner_than(seconds: float) -> AsyncIterator[None]:
    """Ends when `seconds` have passed, whatever is done inside takes less."""
    loop = asyncio.get_running_loop()
    ends = loop.time() + seconds
    try:
        yield
    finally:
        await asyncio.sleep(ends - loop.time())
