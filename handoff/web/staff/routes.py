"""`/api/staff/…`: login, and what the console reads once."""

from aiohttp import web
from pydantic import TypeAdapter, ValidationError

from handoff.domain.errors import NotAllowed, NotFound
from handoff.domain.people import StaffMember
from handoff.services.customer_files import CustomerFiles
from handoff.services.inboxes import Inboxes
from handoff.services.ports.limits import Limits
from handoff.services.ports.lists import Search
from handoff.services.staff import SESSION_LENGTH, StaffDirectory
from handoff.services.wait_board import WaitBoard
from handoff.web.http_io import json_body, json_reply
from handoff.web.protocol.base import Uuid
from handoff.web.protocol.inbox import ConversationList, ConversationSearch
from handoff.web.protocol.people import Login, StaffName, StaffNames
from handoff.web.staff.presence_view import PresenceView
from handoff.web.views import customer_panel, list_items, me, place_of, place_text, waits_now

COOKIE = "firuze_session"

_UUID: TypeAdapter[str] = TypeAdapter(Uuid)


class StaffRoutes:
    def __init__(
        self,
        directory: StaffDirectory,
        files: CustomerFiles,
        inboxes: Inboxes,
        waits: WaitBoard,
        limits: Limits,
        presence: PresenceView,
        *,
        secure_cookies: bool,
    ) -> None:
        self._presence = presence
        self._directory = directory
        self._files = files
        self._inboxes = inboxes
        self._waits = waits
        self._limits = limits
        self._secure_cookies = secure_cookies

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/api/staff/login", self.log_in),
            web.post("/api/staff/logout", self.log_out),
            web.get("/api/staff/me", self.who_am_i),
            web.get("/api/staff/conversations", self.conversations),
            web.get("/api/staff/people", self.people),
            web.get("/api/staff/customers/{id}", self.customer),
            web.get("/api/staff/waits", self.waits),
        ]

    async def log_in(self, request: web.Request) -> web.Response:
        login = await json_body(request, Login)
        token, member = await self._directory.log_in(login.email, login.password, self._limits)
        response = json_reply(me(member))
        response.set_cookie(
            COOKIE,
            token,
            max_age=int(SESSION_LENGTH.total_seconds()),
            httponly=True,
            samesite="Strict",
            secure=self._secure_cookies,
        )
        return response

    async def log_out(self, request: web.Request) -> web.Response:
        member = await self._member(request)
        await self._directory.log_out(request.cookies[COOKIE])
        await self._presence.left(member.id)
        response = web.Response(status=204)
        response.del_cookie(COOKIE)
        return response

    async def who_am_i(self, request: web.Request) -> web.Response:
        return json_reply(me(await self._member(request)))

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
        """Who waits and which promises came true, for supervisors."""
        return json_reply(waits_now(await self._waits.look(await self._member(request))))

    async def _member(self, request: web.Request) -> StaffMember:
        token = request.cookies.get(COOKIE)
        if token is None:
            raise NotAllowed("unauthenticated", "Please log in")
        return await self._directory.who_is(token)


def _id(request: web.Request) -> str:
    """The id in the path. Raises NotFound for what can be nobody's."""
    try:
        return _UUID.validate_python(request.match_info["id"])
    except ValidationError:
        raise NotFound("not_found", "No such customer") from None
