"""Invitations to the staff: made, sent once more, taken back.

Each is a link by which a new member chooses a password; until then nobody comes in by the account, and
nothing is handed to it. The security log has every step.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handoff.domain.account_links import AccountLink, Invitation
from handoff.domain.deliveries import Delivery
from handoff.domain.errors import IllegalMove, InvalidInput, NotFound
from handoff.domain.language import Language
from handoff.domain.people import Names, Role, StaffMember
from handoff.services.account_links import LinkBook, LinkMaker
from handoff.services.ports.limits import Caller, Limits
from handoff.services.ports.security_log import OPERATOR, SecurityEvent
from handoff.services.security_log import SecurityLog
from handoff.services.staff import Skills, new_member

# A colleague invites so many people, or sends so many mails to one of them, within the window.
INVITATIONS_PER_COLLEAGUE = 50
MAILS_PER_INVITED = 5
WINDOW_SECONDS = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitee:
    """The person who is to come: `language` is that of the mail."""

    email: str
    names: Names
    role: Role
    language: Language
    skills: Skills


@dataclass(frozen=True, slots=True, kw_only=True)
class Inviter:
    """The person who invites: a colleague by their id, at a console, or an operator. `limits` hold for
    colleagues."""

    by: str = OPERATOR
    caller: Caller | None = None
    limits: Limits | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """`url` is what the mail brings, or what has to be handed over."""

    member: StaffMember
    url: str


class Invitations:
    """Whether somebody may invite is asked before: see `Access.allowed`."""

    def __init__(self, book: LinkBook, maker: LinkMaker, log: SecurityLog) -> None:
        self._book = book
        self._maker = maker
        self._log = log

    @property
    def mails(self) -> bool:
        """Whether invitations are mailed; otherwise somebody hands the links over."""
        return self._maker.mails

    async def open(self) -> Sequence[Invitation]:
        """Those that nobody has accepted or withdrawn, the latest first; expired ones as well."""
        return await self._book.links.invitations()

    async def open_to(self, email: str) -> Invitation | None:
        """The invitation to this address that nobody has accepted, however it is written."""
        known = await self._book.staff.by_email(email.strip())
        return await self._book.links.invitation(known[0].id) if known is not None else None

    async def invite(self, invitee: Invitee, inviter: Inviter) -> Invited:
        """Adds a member without a password, with the link by which to choose one.

        Raises:
            InvalidInput: `email_taken`, `language_missing`, or as `new_member` and `Skills.check`
                refuse.
            IllegalMove: `invitation_open`: there is one to this address already.
            TooManyAttempts: the colleague has invited very many.
        """
        member = _checked(self._maker.new_id(), invitee)
        known = await self._book.staff.by_email(member.email)
        if known is not None:
            member = replace(member, id=_withdrawn(known[0]).id)
        await _count(inviter, f"invite:by:{inviter.by}", INVITATIONS_PER_COLLEAGUE)
        await _count(inviter, f"invite:to:{member.email}", MAILS_PER_INVITED)
        link, mail = self._link(member, inviter, invitee.language)
        await self._book.links.invite(member, link, mail)
        await self._note("added", member, inviter, invitee.role)
        return await self._sent(member, link, inviter)

    async def resend(
        self, staff_id: str, inviter: Inviter, language: Language | None = None
    ) -> Invited:
        """Makes a new link, with a new mail, in the language of the one before unless another is
        given; the one before is void.

        Raises:
            NotFound: no invitation is open under that id.
            IllegalMove: `invitation_closed`, a moment ago.
            TooManyAttempts: it was sent again and again.
        """
        before = await self._get(staff_id)
        await _count(inviter, f"invite:to:{before.member.email}", MAILS_PER_INVITED)
        link, mail = self._link(before.member, inviter, language or before.link.language)
        await self._book.links.issue(link, mail)
        return await self._sent(before.member, link, inviter)

    async def link(self, staff_id: str, inviter: Inviter) -> Invited:
        """The link of an open invitation, to be handed over.

        Raises:
            NotFound: no invitation is open under that id.
            IllegalMove: `invitation_expired`.
        """
        found = await self._get(staff_id)
        if not found.link.is_open(self._maker.clock()):
            raise IllegalMove("invitation_expired", "It has expired: send a new one")
        await self._note("link_shown", found.member, inviter)
        return Invited(member=found.member, url=self._book.url(found.link))

    async def withdraw(self, staff_id: str, inviter: Inviter) -> None:
        """Takes an invitation back: its link is void, and the address can be invited again.

        Raises:
            NotFound: no invitation is open under that id.
            IllegalMove: `invitation_closed`: it was accepted a moment ago.
        """
        found = await self._get(staff_id)
        if not await self._book.links.withdraw(staff_id, self._maker.clock()):
            raise IllegalMove("invitation_closed", "It was accepted or withdrawn a moment ago")
        await self._note("invitation_withdrawn", found.member, inviter)

    async def _get(self, staff_id: str) -> Invitation:
        found = await self._book.links.invitation(staff_id)
        if found is None:
            raise NotFound("not_found", "No such invitation")
        return found

    def _link(
        self, member: StaffMember, inviter: Inviter, language: Language
    ) -> tuple[AccountLink, Delivery | None]:
        return self._maker.make(member, "invitation", by=inviter.by, language=language)

    async def _sent(self, member: StaffMember, link: AccountLink, inviter: Inviter) -> Invited:
        await self._note("password_link", member, inviter, link.purpose)
        return Invited(member=member, url=self._book.url(link))

    async def _note(
        self, event: SecurityEvent, member: StaffMember, inviter: Inviter, detail: str | None = None
    ) -> None:
        await self._log.note(event, member, by=inviter.by, caller=inviter.caller, detail=detail)


def _checked(staff_id: str, invitee: Invitee) -> StaffMember:
    """The new member. Topics are the operator's matter, and not checked here."""
    skills = invitee.skills
    if skills.languages is not None and not skills.languages:
        raise InvalidInput("language_missing", "A member of the staff needs a language")
    skills.check(skills.topics or ())
    return new_member(staff_id, invitee.email, invitee.names, invitee.role, skills)


def _withdrawn(known: StaffMember) -> StaffMember:
    """The member who may be invited again.

    Raises:
        InvalidInput: `email_taken`.
        IllegalMove: `invitation_open`.
    """
    if known.joined:
        raise InvalidInput("email_taken", "Somebody has this e-mail address")
    if not known.disabled:
        raise IllegalMove("invitation_open", "There is an invitation to this address already")
    return known


async def _count(inviter: Inviter, key: str, limit: int) -> None:
    if inviter.limits is not None:
        await inviter.limits.hit(key, limit=limit, window_seconds=WINDOW_SECONDS)
