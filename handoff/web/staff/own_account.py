"""`/api/staff/account/…`: what members of the staff do to their own account."""

from aiohttp import web

from handoff.services.own_account import OwnAccount, Proven
from handoff.services.ports.settings import ShopSettings
from handoff.web.endpoints import Endpoints, get, post
from handoff.web.http_io import json_body
from handoff.web.protocol.accounts import (
    OwnNames,
    OwnPassword,
    OwnProof,
    OwnSessions,
    OwnSetUpBegin,
    RecoveryCodes,
    SecondFactorState,
    SetUpBegun,
    SetUpConfirm,
)
from handoff.web.protocol.people import Me
from handoff.web.staff.account import Callers
from handoff.web.staff.cookie import StaffCookie
from handoff.web.views import me, own_session, set_up_begun


class OwnAccountRoutes(Endpoints):
    def __init__(
        self, own: OwnAccount, cookie: StaffCookie, callers: Callers, shop: ShopSettings
    ) -> None:
        self._own = own
        self._cookie = cookie
        self._callers = callers
        self._shop = shop

    @post("/api/staff/account/names", caller="staff", takes=OwnNames, gives=Me)
    async def rename(self, request: web.Request) -> Me:
        """Changes what the member is called in each language."""
        member = (await self._cookie.signed_in(request)).member
        given = (await json_body(request, OwnNames)).names.names()
        return me(await self._own.rename(member, given, self._callers.of(request, member.email)))

    @post("/api/staff/account/password", caller="staff", takes=OwnPassword)
    async def change_password(self, request: web.Request) -> None:
        """Changes the member's own password; their other sessions end."""
        signed_in = await self._cookie.signed_in(request)
        given = await json_body(request, OwnPassword)
        caller = self._callers.of(request, signed_in.member.email)
        await self._own.change_password(signed_in, given.current, given.password, caller)

    @get("/api/staff/account/sessions", caller="staff", gives=OwnSessions)
    async def sessions(self, request: web.Request) -> OwnSessions:
        """The browsers in which the member is logged in."""
        signed_in = await self._cookie.signed_in(request)
        found = await self._own.sessions(signed_in.member)
        return OwnSessions(sessions=[own_session(each, signed_in.session) for each in found])

    @post("/api/staff/account/sessions/end-others", caller="staff")
    async def end_other_sessions(self, request: web.Request) -> None:
        """Ends all of the member's sessions but the one that asks."""
        signed_in = await self._cookie.signed_in(request)
        caller = self._callers.of(request, signed_in.member.email)
        await self._own.end_other_sessions(signed_in, caller)

    @post("/api/staff/account/sessions/{id}/end", caller="staff")
    async def end_session(self, request: web.Request) -> None:
        """Ends one of the member's own sessions."""
        member = (await self._cookie.signed_in(request)).member
        caller = self._callers.of(request, member.email)
        await self._own.end_session(member, request.match_info["id"], caller)

    @get("/api/staff/account/second-factor", caller="staff", gives=SecondFactorState)
    async def second_factor(self, request: web.Request) -> SecondFactorState:
        """The member's own second step of signing in."""
        signed_in = await self._cookie.signed_in(request)
        factor, demanded = await self._own.second_factor(signed_in.member)
        return SecondFactorState(
            since=factor.since if factor else None,
            recovery_left=factor.recovery_left if factor else 0,
            demanded=demanded,
        )

    @post(
        "/api/staff/account/second-factor/begin",
        caller="staff",
        takes=OwnSetUpBegin,
        gives=SetUpBegun,
    )
    async def begin(self, request: web.Request) -> SetUpBegun:
        """Makes a secret for the member's app, or for another one."""
        member = (await self._cookie.signed_in(request)).member
        asked = await json_body(request, OwnSetUpBegin)
        begun = await self._own.begin(
            member,
            Proven(password=asked.password, code=asked.code),
            self._callers.of(request, member.email),
            self._shop.current().shop.name[asked.language],
        )
        return set_up_begun(begun)

    @post(
        "/api/staff/account/second-factor/confirm",
        caller="staff",
        takes=SetUpConfirm,
        gives=RecoveryCodes,
    )
    async def confirm(self, request: web.Request) -> RecoveryCodes:
        """Turns the second step on by the app's first code; the member's other sessions end."""
        signed_in = await self._cookie.signed_in(request)
        given = await json_body(request, SetUpConfirm)
        caller = self._callers.of(request, signed_in.member.email)
        codes = await self._own.confirm(signed_in, given.sealed, given.code, caller)
        return RecoveryCodes(codes=list(codes))

    @post(
        "/api/staff/account/second-factor/recovery",
        caller="staff",
        takes=OwnProof,
        gives=RecoveryCodes,
    )
    async def renew_recovery(self, request: web.Request) -> RecoveryCodes:
        """Makes new recovery codes; the old ones are void."""
        member = (await self._cookie.signed_in(request)).member
        shown = _proven(await json_body(request, OwnProof))
        caller = self._callers.of(request, member.email)
        codes = await self._own.renew_recovery(member, shown, caller)
        return RecoveryCodes(codes=list(codes))

    @post("/api/staff/account/second-factor/off", caller="staff", takes=OwnProof)
    async def turn_off(self, request: web.Request) -> None:
        """Turns the second step off, unless the role demands it; the member's other sessions end."""
        signed_in = await self._cookie.signed_in(request)
        shown = _proven(await json_body(request, OwnProof))
        caller = self._callers.of(request, signed_in.member.email)
        await self._own.turn_off(signed_in, shown, caller)


def _proven(given: OwnProof) -> Proven:
    return Proven(password=given.password, code=given.code)
