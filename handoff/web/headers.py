"""The security headers of every response, in one place: pages, answers, errors and sockets alike.

A response that says nothing about caching is not kept by anybody: it may hold what one person may
see. The server's name and version help nobody but attackers.
"""

from aiohttp import web

from handoff.web.origins import OwnPages

_EVERYWHERE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}

# The console runs its own scripts and styles only, speaks with its own gateway only, and no other
# site may frame it.
_CONSOLE = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)

_ONE_YEAR = "max-age=31536000"


class SecurityHeaders:
    """Adds to each response what a browser needs to know to be strict with it."""

    def __init__(self, pages: OwnPages) -> None:
        self._pages = pages

    async def add(self, request: web.Request, response: web.StreamResponse) -> None:
        """A signal for `on_response_prepare`: aiohttp calls it before the headers of a response go out.

        Over HTTPS the response makes the browser use HTTPS alone from now on.
        """
        headers = response.headers
        headers.update(_EVERYWHERE)
        headers.setdefault("Cache-Control", "no-store")
        headers.popall("Server", None)
        if request.path == "/console" or request.path.startswith("/console/"):
            headers["Content-Security-Policy"] = _CONSOLE
        origin = self._pages.origin_of(request)
        if origin is not None and origin.scheme == "https":
            headers["Strict-Transport-Security"] = _ONE_YEAR
