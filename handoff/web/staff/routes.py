"""`/api/staff/…`: what the console reads once."""

from aiohttp import web
from pydantic import TypeAdapter, ValidationError

from handoff.domain.errors import NotFound
from handoff.domain.people import StaffMember
from handoff.services.customer_files import CustomerFiles
from handoff.services.inboxes import Inboxes
from handoff.services.ports.lists import Search
from handoff.services.wait_board import WaitBoard
from handoff.web.http_io import json_reply
from handoff.web.protocol.base import Uuid
from handoff.web.protocol.inbox import ConversationList, ConversationSearch
from handoff.web.protocol.people import StaffName, StaffNames
from handoff.web.staff.cookie import StaffCookie
from handoff.web.views import customer_panel, list_items, place_of, place_text, waits_now

_UUID: TypeAdapter[str] = TypeAdapter(Uuid)


class StaffRoutes:
    def __init__(
        self,
        cookie: StaffCookie,
        files: CustomerFiles,
        inboxes: Inboxes,
        waits: WaitBoard,
    ) -> None:
        self._cookie = cookie
        self._files = files
        self._inboxes = inboxes
        self._waits = waits

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/staff/conversations", self.conversations),
            web.get("/api/staff/people", self.people),
            web.get("/api/staff/customers/{id}", self.customer),
            web.get("/api/staff/waits", self.waits),
        ]

    async def conversations(self, request: web.Request) -> web.Response:
        """All conversations, for supervisors: most recently changed first."""
        member = await self._member(request)
        asked = ConversationSearch.model_validate(dict(request.query))
        page = await self._inboxes.search(
            member,
            Search(
                owner=asked.owner,
                language=asked.language,
                agent_id=asked.agent,
                words=asked.q,
                after=place_of(asked.after) if asked.after else None,
                limit=asked.limit,
            ),
        )
        return json_reply(
            ConversationList(items=list_items(page.briefs), rest=place_text(page.rest))
        )

    async def people(self, request: web.Request) -> web.Response:
        """The staff by name, for supervisors."""
        everyone = await self._inboxes.everyone(await self._member(request))
        return json_reply(
            StaffNames(
                people=[
                    StaffName(id=one.id, name=one.name, disabled=one.disabled) for one in everyone
                ]
            )
        )

    async def customer(self, request: web.Request) -> web.Response:
        file = await self._files.file_for(await self._member(request), _id(request))
        return json_reply(customer_panel(file))

    async def waits(self, request: web.Request) -> web.Response:
        """Supervisors read which customers wait and which promises came true."""
        return json_reply(waits_now(await self._waits.look(await self._member(request))))

    async def _member(self, request: web.Request) -> StaffMember:
        return (await self._cookie.signed_in(request)).member


def _id(request: web.Request) -> str:
    """The id in the path. Raises NotFound for what can be nobody's."""
    try:
        return _UUID.validate_python(request.match_info["id"])
    except ValidationError:
        raise NotFound("not_found", "No such customer") from None
