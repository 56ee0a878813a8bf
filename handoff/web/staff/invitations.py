"""`/api/staff/invitations…`: administrators invite members of the staff, and see who has not come yet."""

from collections.abc import Mapping

from aiohttp import web
from pydantic import TypeAdapter, ValidationError

from handoff.domain.account_links import Invitation
from handoff.domain.errors import NotFound
from handoff.domain.people import Names, StaffMember
from handoff.services.access import Access
from handoff.services.invitations import Invitations, Invitee, Inviter
from handoff.services.ports.limits import Limits
from handoff.services.ports.people import StaffStore
from handoff.services.staff import Skills
from handoff.web.endpoints import Endpoints, get, post
from handoff.web.http_io import json_body
from handoff.web.protocol.base import Uuid
from handoff.web.protocol.invitations import (
    InvitationItem,
    InvitationList,
    InvitationSent,
    Invite,
)
from handoff.web.staff.account import Callers
from handoff.web.staff.cookie import StaffCookie

_UUID: TypeAdapter[str] = TypeAdapter(Uuid)


class InvitationRoutes(Endpoints):
    """Each asks first whether the member may manage people."""

    def __init__(
        self,
        cookie: StaffCookie,
        callers: Callers,
        access: Access,
        invitations: Invitations,
        staff: StaffStore,
        limits: Limits,
    ) -> None:
        self._cookie = cookie
        self._callers = callers
        self._access = access
        self._invitations = invitations
        self._staff = staff
        self._limits = limits

    @get("/api/staff/invitations", caller="staff", gives=InvitationList)
    async def invitations(self, request: web.Request) -> InvitationList:
        """The invitations that nobody has accepted, for administrators."""
        await self._inviter(request)
        everyone = await self._staff.everyone()
        names = {member.id: member.names for member in everyone}
        teams = frozenset[str]().union(*(each.teams for each in everyone if not each.disabled))
        return InvitationList(
            invitations=[_item(each, names) for each in await self._invitations.open()],
            works=self._invitations.mails,
            teams=sorted(teams),
        )

    @post("/api/staff/invitations", caller="staff", takes=Invite, gives=InvitationSent)
    async def invite(self, request: web.Request) -> InvitationSent:
        """Adds a member, who chooses a password by a link: mailed, or in the answer to hand over."""
        inviter, asked = await self._inviter(request), await json_body(request, Invite)
        skills = Skills(languages=frozenset(asked.languages), teams=frozenset(asked.teams))
        invitee = Invitee(
            email=asked.email,
            names=asked.names.names(),
            role=asked.role,
            language=asked.language,
            skills=skills,
        )
        sent = await self._invitations.invite(invitee, inviter)
        return self._sent(sent.member, sent.url)

    @post("/api/staff/invitations/{id}/resend", caller="staff", gives=InvitationSent)
    async def resend(self, request: web.Request) -> InvitationSent:
        """Sends an invitation once more, with a new link; the one before is void."""
        inviter = await self._inviter(request)
        sent = await self._invitations.resend(_id(request), inviter)
        return self._sent(sent.member, sent.url)

    @post("/api/staff/invitations/{id}/link", caller="staff", gives=InvitationSent)
    async def link(self, request: web.Request) -> InvitationSent:
        """Shows the link of an invitation, to hand it over. The security log has who saw it."""
        inviter = await self._inviter(request)
        shown = await self._invitations.link(_id(request), inviter)
        return InvitationSent(email=shown.member.email, link=shown.url)

    @post("/api/staff/invitations/{id}/withdraw", caller="staff")
    async def withdraw(self, request: web.Request) -> None:
        """Takes an invitation back: its link is void."""
        await self._invitations.withdraw(_id(request), await self._inviter(request))

    async def _inviter(self, request: web.Request) -> Inviter:
        """Raises NotAllowed unless the member may manage people."""
        member = (await self._cookie.signed_in(request)).member
        current = await self._access.allowed(member, "manage_people")
        caller = self._callers.of(request, current.email)
        return Inviter(by=current.id, caller=caller, limits=self._limits)

    def _sent(self, member: StaffMember, url: str) -> InvitationSent:
        return InvitationSent(email=member.email, link=None if self._invitations.mails else url)


def _item(invitation: Invitation, names: Mapping[str, Names]) -> InvitationItem:
    member, link = invitation.member, invitation.link
    return InvitationItem(
        id=member.id,
        names=member.names,
        email=member.email,
        role=member.role,
        languages=sorted(member.languages),
        teams=sorted(member.teams),
        language=link.language,
        by=names.get(link.by),
        sent_at=link.created_at,
        expires_at=link.expires_at,
        mail=invitation.mail,
        error=invitation.error,
    )


def _id(request: web.Request) -> str:
    """The id in the path. Raises NotFound for what can be nobody's."""
    try:
        return _UUID.validate_python(request.match_info["id"])
    except ValidationError:
        raise NotFound("not_found", "No such invitation") from None
