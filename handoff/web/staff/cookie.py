"""The staff's cookies: the token of a session, that of a half session between the two steps of logging
in, and the name of a browser that has logged in before. All are out of reach for scripts and other sites.

Over HTTPS their names begin with `__Host-`: a browser takes such a cookie from this very host only,
so that no sister host can put one of its own in its place. Without HTTPS they are given on the
loopback alone, unless the operator says otherwise.
"""

from typing import Protocol

from aiohttp import web

from handoff.domain.errors import NotAllowed, NotAuthenticated
from handoff.domain.second_factor import STEP_LIFE
from handoff.loopback import is_loopback
from handoff.services.staff_sessions import SignedIn, StaffSessions
from handoff.web.origins import OwnPages, read_origin

COOKIE, HALF, DEVICE = "firuze_session", "firuze_half", "firuze_device"
DEVICE_SECONDS = 180 * 24 * 3600


class Devices(Protocol):
    """Signs the names of browsers."""

    def name(self, cookie: str | None, email: str) -> str | None: ...

    def sign(self, cookie: str | None, email: str) -> str: ...


class StaffCookie:
    """Puts the token of a session into a browser, and tells whose it is when it comes back."""

    def __init__(
        self, sessions: StaffSessions, devices: Devices, pages: OwnPages, *, secure: bool | None
    ) -> None:
        """`secure` says whether cookies are for HTTPS only; None: everywhere but on the loopback."""
        self._sessions = sessions
        self._devices = devices
        self._pages = pages
        self._secure = secure

    async def signed_in(self, request: web.Request) -> SignedIn:
        """The member and the session of a request.

        Raises:
            NotAuthenticated: `unauthenticated`.
        """
        token = self._read(request, COOKIE)
        if token is None:
            raise NotAuthenticated("unauthenticated", "Please log in")
        return await self._sessions.who_is(token)

    async def signed_in_on_own_page(self, request: web.Request) -> SignedIn:
        """The member and the session of a handshake: a page of another site opens no socket with the cookie.

        Raises:
            NotAllowed: `origin_refused`, `unauthenticated`.
        """
        self._pages.demand(request)
        return await self.signed_in(request)

    def demand_https(self, request: web.Request) -> None:
        """A browser would not keep a cookie for HTTPS that comes without it.

        Raises:
            NotAllowed: `https_needed`.
        """
        if self._is_secure(request) and self._scheme(request) == "http" and not self._secure:
            raise NotAllowed(
                "https_needed",
                "Logging in needs HTTPS here: docs/operations.md, Behind a proxy."
                " FIRUZE_SECURE_COOKIES=0 does without, and lets everybody in the network read along",
            )

    def device(self, request: web.Request, email: str) -> str | None:
        """The name of the browser, if that account has logged in there before."""
        return self._devices.name(self._read(request, DEVICE), email)

    def give(self, request: web.Request, response: web.Response, token: str, email: str) -> None:
        longest = int(self._sessions.times.longest.total_seconds())
        device = self._devices.sign(self._read(request, DEVICE), email)
        self._set(request, response, COOKIE, token, longest)
        self._set(request, response, DEVICE, device, DEVICE_SECONDS)

    def take_back(self, request: web.Request, response: web.Response) -> None:
        self._delete(request, response, COOKIE)

    def half(self, request: web.Request) -> str:
        """The token of the half session; one that lasts not if there is none."""
        return self._read(request, HALF) or ""

    def give_half(self, request: web.Request, response: web.Response, token: str) -> None:
        self._set(request, response, HALF, token, int(STEP_LIFE.total_seconds()))

    def take_half_back(self, request: web.Request, response: web.Response) -> None:
        if self._read(request, HALF) is not None:
            self._delete(request, response, HALF)

    def _set(
        self, request: web.Request, response: web.Response, name: str, value: str, seconds: int
    ) -> None:
        response.set_cookie(
            self._name(request, name),
            value,
            max_age=seconds,
            httponly=True,
            samesite="Strict",
            secure=self._is_secure(request),
        )

    def _delete(self, request: web.Request, response: web.Response, name: str) -> None:
        response.del_cookie(
            self._name(request, name),
            httponly=True,
            samesite="Strict",
            secure=self._is_secure(request),
        )

    def _read(self, request: web.Request, name: str) -> str | None:
        """What no other host can have put there counts first, and alone where it is what we give."""
        own = request.cookies.get(f"__Host-{name}")
        return own if own or self._is_secure(request) else request.cookies.get(name)

    def _name(self, request: web.Request, name: str) -> str:
        return f"__Host-{name}" if self._is_secure(request) else name

    def _is_secure(self, request: web.Request) -> bool:
        if self._secure is not None:
            return self._secure
        asked = self._pages.origin_of(request)
        return asked is None or self._scheme(request) == "https" or not is_loopback(asked.host)

    def _scheme(self, request: web.Request) -> str:
        """The scheme that the page names, for a proxy may name none; it is a page of ours, as was checked."""
        page = read_origin(request.headers.get("Origin", "")) or self._pages.origin_of(request)
        return page.scheme if page is not None else request.scheme
