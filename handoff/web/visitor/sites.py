"""The sites that may embed the widget: what their pages may ask, and read.

Visitors' routes and sockets use tokens, never cookies, so no answer allows credentials; the staff's
socket, which shares the path, demands its own pages itself.
"""

from collections.abc import Sequence

from aiohttp import web

from handoff.domain.errors import NotAllowed
from handoff.web.http_io import Handler
from handoff.web.origins import Origin, OwnPages, read_origin

ANY = "*"
_ASKED = "/api/visitor/"  # refused to other sites, as are the sockets
_READ = "/widget"  # for pages of any site to load
_OK_WITHOUT_CONTENT = 204


class WidgetSites:
    """`allowed` are origins, or `ANY`; the gateway's own pages may always. `sockets` are the paths on
    which customers' sockets are opened."""

    def __init__(self, allowed: frozenset[str], own: OwnPages, sockets: Sequence[str]) -> None:
        self._asked = (_ASKED, *sockets)
        self._read = (*self._asked, _READ)
        self._any = ANY in allowed
        read = (read_origin(origin) for origin in allowed)
        self._allowed = {origin for origin in read if origin is not None}
        self._own = own

    def may(self, request: web.Request) -> bool:
        """A request without an origin is no other page's: browsers send it with all that matters."""
        page = request.headers.get("Origin")
        if self._any or page is None:
            return True
        origin = read_origin(page)
        return self.names(origin) or (origin is not None and origin == self._own.origin_of(request))

    def names(self, origin: Origin | None) -> bool:
        """Whether the shop's settings let pages of that origin use the widget."""
        return self._any or origin in self._allowed

    def mentions(self, origin: Origin) -> bool:
        """Whether the settings name that very origin; `ANY` names none."""
        return origin in self._allowed

    @property
    def named(self) -> list[str] | None:
        """The origins that may use it, in order; None if any may."""
        return None if self._any else sorted(map(str, self._allowed))

    @web.middleware
    async def demand(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """A middleware. Raises NotAllowed (`origin_refused`)."""
        if request.path.startswith(self._asked) and not self.may(request):
            raise NotAllowed("origin_refused", "FIRUZE_WIDGET_ORIGINS does not name this site")
        return await handler(request)

    @web.middleware
    async def share(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """A middleware: the headers that let a page of an allowed site read the answer, errors too."""
        if not request.path.startswith(self._read):
            return await handler(request)
        preflight = request.method == "OPTIONS"
        response = web.Response(status=_OK_WITHOUT_CONTENT) if preflight else await handler(request)
        page = request.headers.get("Origin")
        if page is not None and not response.prepared:
            response.headers["Vary"] = "Origin"
            if self.may(request):
                response.headers["Access-Control-Allow-Origin"] = ANY if self._any else page
                response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
                response.headers["Access-Control-Allow-Methods"] = "GET, POST"
        return response
