"""`/api/staff/installation`: whether the widget stands on the shop's pages, for administrators."""

from collections.abc import Sequence

from aiohttp import web

from handoff.services.access import Access
from handoff.services.errors import CacheDown
from handoff.services.ports.sites import Site, Sites
from handoff.web.endpoints import Endpoints, get
from handoff.web.origins import read_origin
from handoff.web.protocol.installation import Installation, SightedSite
from handoff.web.staff.cookie import StaffCookie
from handoff.web.visitor.sites import WidgetSites


class InstallationRoutes(Endpoints):
    def __init__(
        self, cookie: StaffCookie, access: Access, sites: Sites, widgets: WidgetSites
    ) -> None:
        self._cookie = cookie
        self._access = access
        self._sites = sites
        self._widgets = widgets

    @get("/api/staff/installation", caller="staff", gives=Installation)
    async def installation(self, request: web.Request) -> Installation:
        """The sites on which the widget was seen, for administrators."""
        member = (await self._cookie.signed_in(request)).member
        await self._access.allowed(member, "change_settings")
        return Installation(sites=await self._seen(), origins=self._widgets.named)

    async def _seen(self) -> list[SightedSite] | None:
        try:
            return self._shown(await self._sites.all())
        except CacheDown:
            return None

    def _shown(self, sites: Sequence[Site]) -> list[SightedSite]:
        return [
            SightedSite(
                origin=site.origin,
                loaded_at=site.loaded_at,
                begun_at=site.begun_at,
                allowed=self._widgets.names(read_origin(site.origin)),
            )
            for site in sites
        ]
