"""Pages of our own origin: the only ones that may use the staff's cookie.

`SameSite` keeps the cookie from foreign sites, but not from sister hosts (`www.shop.example` beside
`help.shop.example`) nor from other ports of the same host. A browser tells in `Sec-Fetch-Site` and
`Origin` which page a request comes from, and no page can forge either.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

import structlog
from aiohttp import web
from aiohttp.typedefs import Middleware

from handoff.domain.errors import InvalidInput, NotAllowed
from handoff.web.addresses import Network
from handoff.web.http_io import FILE_TYPE, Handler, is_streamed

log = structlog.get_logger()

_PORTS = {"http": 80, "https": 443}
_SHOWN = 200  # characters of a stranger's header that a log line shows
_READING = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class Origin:
    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}"


def read_origin(text: str) -> Origin | None:
    """The origin as a browser writes it (RFC 6454), or None for anything else."""
    try:
        parts = urlsplit(text)
        scheme, host, port = parts.scheme, parts.hostname, parts.port
    except ValueError:
        return None
    if scheme not in _PORTS or host is None or parts.path or parts.query or parts.username:
        return None
    return Origin(scheme, host, _PORTS[scheme] if port is None else port)


class OwnPages:
    """Tells requests of the gateway's own pages from those of other sites."""

    def __init__(self, proxies: Sequence[Network]) -> None:
        """`proxies` are believed when they pass on which host and scheme the browser asked for."""
        self._proxies = proxies

    def origin_of(self, request: web.Request) -> Origin | None:
        """The origin that the browser asked, as far as the proxies tell; None if `Host` is none."""
        scheme, host = request.scheme, request.headers.get("Host", "")
        if self._through_proxy(request):
            scheme = _first(request, "X-Forwarded-Proto") or scheme
            host = _first(request, "X-Forwarded-Host") or host
        return read_origin(f"{scheme}://{host}")

    def demand(self, request: web.Request) -> None:
        """Lets requests of our own pages pass.

        Raises:
            NotAllowed: `origin_refused`, with words for the operator of a proxy that hides the host.
        """
        site = request.headers.get("Sec-Fetch-Site")
        if site == "same-origin":
            return
        page, ours = request.headers.get("Origin"), self.origin_of(request)
        if site is None and page is not None and ours is not None and read_origin(page) == ours:
            return
        raise _refusal(page, ours)

    def _through_proxy(self, request: web.Request) -> bool:
        try:
            address = ip_address(request.remote or "")
        except ValueError:
            return False
        return any(address in proxy for proxy in self._proxies)


def _first(request: web.Request, header: str) -> str:
    """What the outermost proxy said: that is what the browser used."""
    return request.headers.get(header, "").split(",")[0].strip()


def _refusal(page: str | None, ours: Origin | None) -> NotAllowed:
    shown = (page or "")[:_SHOWN]
    log.warning("origin.refused", page=shown, asked_for=str(ours), advice=_advice(page, ours))
    if page is None:
        return NotAllowed("origin_refused", "Only the console's own pages may do this")
    return NotAllowed(
        "origin_refused", f"Only pages of {ours} may do this. {_advice(page, ours)}".strip()
    )


def _advice(page: str | None, ours: Origin | None) -> str:
    """The header that is missing, if the page is the console's own behind a proxy."""
    theirs = read_origin(page or "")
    if theirs is None or ours is None:
        return ""
    hidden = theirs.host == ours.host and theirs.scheme != ours.scheme
    named = "X-Forwarded-Proto" if hidden else "Host"
    return (
        f"If that page is the console's own, the proxy before the gateway does not pass on {named}:"
        " docs/operations.md, Behind a proxy"
    )


def own_pages_only(pages: OwnPages) -> Middleware:
    """A middleware: what changes anything by the staff's routes comes from our own pages, as JSON, or as
    the bytes of a file.

    A form or a script of another site can send none of these.
    """

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith("/api/staff/") and request.method not in _READING:
            pages.demand(request)
            wanted = FILE_TYPE if is_streamed(request) else "application/json"
            if request.content_type != wanted:
                raise InvalidInput("json_needed", f"The body must be {wanted}")
        return await handler(request)

    return check
