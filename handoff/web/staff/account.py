"""`/api/staff/…`: logging in and out, and who is logged in."""

from aiohttp import web

from handoff.services.logins import Caller, Logins
from handoff.services.staff_sessions import StaffSessions
from handoff.web.addresses import ClientNetworks
from handoff.web.endpoints import Endpoints, get, post
from handoff.web.http_io import json_body, json_reply
from handoff.web.protocol.people import Login, Me
from handoff.web.staff.cookie import StaffCookie
from handoff.web.staff.presence_view import PresenceView
from handoff.web.views import me


class AccountRoutes(Endpoints):
    def __init__(
        self,
        logins: Logins,
        sessions: StaffSessions,
        cookie: StaffCookie,
        presence: PresenceView,
        networks: ClientNetworks,
    ) -> None:
        self._logins = logins
        self._sessions = sessions
        self._cookie = cookie
        self._presence = presence
        self._networks = networks

    @post("/api/staff/login", caller="anybody", takes=Login, gives=Me)
    async def log_in(self, request: web.Request) -> web.Response:
        """Logs in: the answer brings the session's cookie."""
        login = await json_body(request, Login)
        self._cookie.demand_https(request)
        caller = Caller(
            network=self._networks.of(request),
            browser=request.headers.get("User-Agent", ""),
            device=self._cookie.device(request, login.email),
        )
        token, member = await self._logins.log_in(login.email, login.password, caller)
        response = json_reply(me(member))
        self._cookie.give(request, response, token, member.email)
        return response

    @post("/api/staff/logout", caller="staff")
    async def log_out(self, request: web.Request) -> web.Response:
        """Ends the session, and with it its consoles on every gateway."""
        signed_in = await self._cookie.signed_in(request)
        await self._sessions.end(signed_in.session, "signed_out")
        await self._presence.left(signed_in.member.id)
        response = web.Response(status=204)
        self._cookie.take_back(request, response)
        return response

    @get("/api/staff/me", caller="staff", gives=Me)
    async def who_am_i(self, request: web.Request) -> Me:
        """Whose session it is, and what they may do."""
        return me((await self._cookie.signed_in(request)).member)
