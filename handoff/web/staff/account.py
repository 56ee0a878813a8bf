"""`/api/staff/…`: logging in and out, and who is logged in."""

from http import HTTPStatus

from aiohttp import web

from handoff.services.logins import Halfway, LoggedIn, Logins
from handoff.services.ports.limits import Caller
from handoff.services.ports.settings import ShopSettings
from handoff.web.addresses import ClientNetworks
from handoff.web.endpoints import Endpoints, get, post
from handoff.web.http_io import json_body, json_reply
from handoff.web.protocol.accounts import (
    LoginCode,
    LoginLeft,
    LoginStep,
    RecoveryCodes,
    SetUpBegin,
    SetUpBegun,
    SetUpConfirm,
)
from handoff.web.protocol.people import Login, Me
from handoff.web.staff.cookie import StaffCookie
from handoff.web.staff.presence_view import PresenceView
from handoff.web.views import me, set_up_begun


class Callers:
    """Tells from which browser and network a request comes."""

    def __init__(self, cookie: StaffCookie, networks: ClientNetworks) -> None:
        self._cookie = cookie
        self._networks = networks

    def of(self, request: web.Request, email: str) -> Caller:
        """`email` is the account that the browser may have logged in to before."""
        return Caller(
            network=self._networks.of(request),
            browser=request.headers.get("User-Agent", ""),
            device=self._cookie.device(request, email),
        )


class AccountRoutes(Endpoints):
    def __init__(
        self,
        logins: Logins,
        cookie: StaffCookie,
        presence: PresenceView,
        callers: Callers,
        shop: ShopSettings,
    ) -> None:
        self._logins = logins
        self._cookie = cookie
        self._presence = presence
        self._callers = callers
        self._shop = shop

    @post("/api/staff/login", caller="anybody", takes=Login, gives=Me, also={202: LoginStep})
    async def log_in(self, request: web.Request) -> web.Response:
        """Logs in: the answer brings the session's cookie, or, as 202, that of a half session and the
        step that is left to do."""
        login = await json_body(request, Login)
        self._cookie.demand_https(request)
        came = await self._logins.log_in(
            login.email, login.password, self._callers.of(request, login.email)
        )
        if isinstance(came, LoggedIn):
            return self._welcome(request, came)
        response = json_reply(_step(came), HTTPStatus.ACCEPTED)
        self._cookie.give_half(request, response, came.token)
        return response

    @get("/api/staff/login/step", caller="anybody", gives=LoginLeft)
    async def step(self, request: web.Request) -> LoginLeft:
        """What is left to do for somebody with a half session."""
        halfway = await self._logins.remaining(self._cookie.half(request))
        return LoginLeft(left=_step(halfway) if halfway is not None else None)

    @post("/api/staff/login/code", caller="anybody", takes=LoginCode, gives=Me)
    async def give_code(self, request: web.Request) -> web.Response:
        """Logs in by a half session and a code: of the app, or a recovery code."""
        given, halfway = await json_body(request, LoginCode), await self._halfway(request)
        caller = self._callers.of(request, halfway.member.email)
        came, _ = await self._logins.give_code(halfway.token, given.code, caller)
        return self._welcome(request, came)

    @post("/api/staff/login/set-up", caller="anybody", takes=SetUpBegin, gives=SetUpBegun)
    async def begin_set_up(self, request: web.Request) -> SetUpBegun:
        """Makes a secret for an app, by a half session that has to set the second step up."""
        asked = await json_body(request, SetUpBegin)
        issuer = self._shop.current().shop.name[asked.language]
        begun = await self._logins.begin_set_up(self._cookie.half(request), issuer)
        return set_up_begun(begun)

    @post(
        "/api/staff/login/set-up/confirm",
        caller="anybody",
        takes=SetUpConfirm,
        gives=RecoveryCodes,
    )
    async def confirm_set_up(self, request: web.Request) -> web.Response:
        """Turns the second step on by the app's first code, and logs in: nothing is left to do."""
        given, halfway = await json_body(request, SetUpConfirm), await self._halfway(request)
        came, codes = await self._logins.confirm_set_up(
            halfway.token,
            given.sealed,
            given.code,
            self._callers.of(request, halfway.member.email),
        )
        response = json_reply(RecoveryCodes(codes=list(codes)))
        self._let_in(request, response, came)
        return response

    @post("/api/staff/login/cancel", caller="anybody")
    async def cancel(self, request: web.Request) -> web.Response:
        """Forgets that a password was right."""
        response = web.Response(status=HTTPStatus.NO_CONTENT)
        self._cookie.take_half_back(request, response)
        return response

    @post("/api/staff/logout", caller="staff")
    async def log_out(self, request: web.Request) -> web.Response:
        """Ends the session, and with it its consoles on every gateway."""
        signed_in = await self._cookie.signed_in(request)
        await self._logins.log_out(signed_in, self._callers.of(request, signed_in.member.email))
        await self._presence.left(signed_in.member.id)
        response = web.Response(status=HTTPStatus.NO_CONTENT)
        self._cookie.take_back(request, response)
        return response

    @get("/api/staff/me", caller="staff", gives=Me)
    async def who_am_i(self, request: web.Request) -> Me:
        """The member whose session it is, and what they may do."""
        return me((await self._cookie.signed_in(request)).member)

    async def _halfway(self, request: web.Request) -> Halfway:
        return await self._logins.halfway(self._cookie.half(request))

    def _welcome(self, request: web.Request, came: LoggedIn) -> web.Response:
        response = json_reply(me(came.member))
        self._let_in(request, response, came)
        return response

    def _let_in(self, request: web.Request, response: web.Response, came: LoggedIn) -> None:
        self._cookie.give(request, response, came.token, came.member.email)
        self._cookie.take_half_back(request, response)


def _step(halfway: Halfway) -> LoginStep:
    return LoginStep(step=halfway.step, names=halfway.member.names, email=halfway.member.email)
