"""Notes on whose pages the widget is seen, by what browsers say of the page that asks.

Anybody may send such a header: what is noted helps to find a tag that is missing, and proves nothing. So
it costs little: a site is noted once a minute at most, and few new ones are. Those that the shop's settings
name count towards no limit, so that a flood of invented sites hides none of them.
"""

import time
from contextlib import suppress
from urllib.parse import urlsplit

from aiohttp import web

from handoff.services.errors import CacheDown
from handoff.services.ports.sites import Seen, Sites
from handoff.web.origins import OwnPages, read_origin
from handoff.web.visitor.sites import WidgetSites

_AGAIN_SECONDS = 60.0
_FRESH = 20  # sites that are new to this gateway, in that time
_LENGTH = 200  # characters of an origin


class Sightings:
    """Leaves out the gateway's own pages, such as the preview in the console."""

    def __init__(self, sites: Sites, own: OwnPages, widgets: WidgetSites) -> None:
        self._sites = sites
        self._own = own
        self._widgets = widgets
        self._named = _Lately()
        self._others = _Lately(at_most=_FRESH)

    async def loaded(self, request: web.Request) -> None:
        """A page has fetched the widget's script: its address, if it tells it, is the `Referer`."""
        await self._note("loaded", request, _origin_in(request.headers.get("Referer", "")))

    async def begun(self, request: web.Request) -> None:
        """A page has opened a visitor's session."""
        await self._note("begun", request, request.headers.get("Origin", ""))

    async def _note(self, seen: Seen, request: web.Request, page: str) -> None:
        # No browser sends other characters in an origin: it writes such hosts as `xn--…`.
        origin = read_origin(page) if len(page) <= _LENGTH and page.isascii() else None
        if origin is None or origin == self._own.origin_of(request):
            return
        named = self._widgets.mentions(origin)
        if (self._named if named else self._others).is_news(seen, str(origin)):
            with suppress(CacheDown):
                await self._sites.saw(seen, str(origin), named=named)


class _Lately:
    """What was noted within the last minute, in the order of the times."""

    def __init__(self, at_most: int | None = None) -> None:
        self._at_most = at_most
        self._noted: dict[tuple[Seen, str], float] = {}

    def is_news(self, seen: Seen, origin: str) -> bool:
        now = time.monotonic()
        while self._noted and now - next(iter(self._noted.values())) > _AGAIN_SECONDS:
            del self._noted[next(iter(self._noted))]
        full = self._at_most is not None and len(self._noted) >= self._at_most
        if full or (seen, origin) in self._noted:
            return False
        self._noted[seen, origin] = now
        return True


def _origin_in(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"
