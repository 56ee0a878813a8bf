"""`/api/staff/account/portrait`: members show their customers a picture of themselves, or no more."""

from aiohttp import web

from handoff.domain.people import StaffMember
from handoff.services.portraits import Portraits
from handoff.web.endpoints import Endpoints, post, upload
from handoff.web.protocol.people import Me
from handoff.web.staff.cookie import StaffCookie
from handoff.web.uploads import Sender, Uploads
from handoff.web.views import me

MOST_BYTES = 10 * 1024 * 1024  # of the picture as it comes; a few kilobytes are kept
PER_WINDOW = 20


class PortraitRoutes(Endpoints):
    """`uploads` takes files of at most `MOST_BYTES`."""

    def __init__(self, cookie: StaffCookie, portraits: Portraits, uploads: Uploads) -> None:
        self._cookie = cookie
        self._portraits = portraits
        self._uploads = uploads

    @upload("/api/staff/account/portrait", caller="staff", gives=Me)
    async def show(self, request: web.Request) -> Me:
        """Takes a JPEG, PNG or WebP of the member, whose bytes are the body. Customers see its middle."""
        member = await self._member(request)
        sender = Sender(name=f"portrait:{member.id}", files=PER_WINDOW)
        async with self._uploads.received(request, sender) as content:
            return me(await self._portraits.show(member, content))

    @post("/api/staff/account/portrait/remove", caller="staff", gives=Me)
    async def take_away(self, request: web.Request) -> Me:
        """Deletes the member's picture."""
        return me(await self._portraits.take_away(await self._member(request)))

    async def _member(self, request: web.Request) -> StaffMember:
        return (await self._cookie.signed_in(request)).member
