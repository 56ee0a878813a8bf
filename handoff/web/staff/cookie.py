"""The staff's way in: a cookie with the token of a session, out of reach for scripts and for other
sites."""

from aiohttp import web

from handoff.domain.errors import NotAllowed
from handoff.services.staff_sessions import SignedIn, StaffSessions
from handoff.web.origins import OwnPages

COOKIE = "firuze_session"


class StaffCookie:
    """Puts the token of a session into a browser, and tells whose it is when it comes back."""

    def __init__(self, sessions: StaffSessions, pages: OwnPages, *, secure: bool) -> None:
        self._sessions = sessions
        self._pages = pages
        self._secure = secure

    async def signed_in(self, request: web.Request) -> SignedIn:
        """Whose request it is.

        Raises:
            NotAllowed: `unauthenticated`.
        """
        token = request.cookies.get(COOKIE)
        if token is None:
            raise NotAllowed("unauthenticated", "Please log in")
        return await self._sessions.who_is(token)

    async def signed_in_on_own_page(self, request: web.Request) -> SignedIn:
        """Whose handshake it is: a page of another site opens no socket with the cookie.

        Raises:
            NotAllowed: `origin_refused`, `unauthenticated`.
        """
        self._pages.demand(request)
        return await self.signed_in(request)

    def give(self, response: web.Response, token: str) -> None:
        response.set_cookie(
            COOKIE,
            token,
            max_age=int(self._sessions.times.longest.total_seconds()),
            httponly=True,
            samesite="Strict",
            secure=self._secure,
        )

    def take_back(self, response: web.Response) -> None:
        response.del_cookie(COOKIE)
