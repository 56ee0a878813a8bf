"""`/api/staff/…`: what the console reads once."""

from aiohttp import web
from pydantic import TypeAdapter, ValidationError

from handoff.domain.errors import NotFound
from handoff.domain.people import StaffMember
from handoff.services.customer_files import CustomerFiles
from handoff.services.inboxes import Inboxes
from handoff.services.ports.lists import Search
from handoff.services.ports.settings import ShopSettings
from handoff.services.wait_board import WaitBoard
from handoff.web.endpoints import Endpoints, get
from handoff.web.portraits import portrait_path
from handoff.web.protocol.base import Uuid
from handoff.web.protocol.inbox import ConversationList, ConversationSearch
from handoff.web.protocol.people import CustomerPanel, StaffName, StaffNames, TopicLabels
from handoff.web.protocol.waits import WaitsNow
from handoff.web.staff.cookie import StaffCookie
from handoff.web.views import customer_panel, list_items, place_of, place_text, waits_now

_UUID: TypeAdapter[str] = TypeAdapter(Uuid)


class StaffRoutes(Endpoints):
    def __init__(
        self,
        cookie: StaffCookie,
        files: CustomerFiles,
        inboxes: Inboxes,
        waits: WaitBoard,
        settings: ShopSettings,
    ) -> None:
        self._cookie = cookie
        self._files = files
        self._inboxes = inboxes
        self._waits = waits
        self._settings = settings

    @get(
        "/api/staff/conversations",
        caller="staff",
        query=ConversationSearch,
        gives=ConversationList,
    )
    async def conversations(self, request: web.Request) -> ConversationList:
        """All conversations, for supervisors: most recently changed first."""
        member = await self._member(request)
        asked = ConversationSearch.model_validate(dict(request.query))
        page = await self._inboxes.search(
            member,
            Search(
                owner=asked.owner,
                language=asked.language,
                agent_id=asked.agent,
                mark=asked.mark,
                words=asked.q,
                after=place_of(asked.after) if asked.after else None,
                limit=asked.limit,
            ),
        )
        return ConversationList(items=list_items(page.briefs), rest=place_text(page.rest))

    @get("/api/staff/people", caller="staff", gives=StaffNames)
    async def people(self, request: web.Request) -> StaffNames:
        """All who work here or did, by name."""
        everyone = await self._inboxes.everyone(await self._member(request))
        return StaffNames(
            people=[
                StaffName(
                    id=member.id,
                    names=member.names,
                    disabled=member.disabled,
                    portrait=portrait_path(member.portrait),
                )
                for member in everyone
            ]
        )

    @get("/api/staff/topics", caller="staff", gives=TopicLabels)
    async def topics(self, request: web.Request) -> TopicLabels:
        """The topics that the shop lists, by name, in both languages."""
        await self._member(request)
        listed = self._settings.current().topics.by_name.values()
        return TopicLabels(topics={topic.name: dict(topic.label) for topic in listed})

    @get("/api/staff/customers/{id}", caller="staff", gives=CustomerPanel)
    async def customer(self, request: web.Request) -> CustomerPanel:
        """A customer's profile, orders and conversations, as far as the reader may see them."""
        file = await self._files.file_for(await self._member(request), customer_id(request))
        return customer_panel(file)

    @get("/api/staff/waits", caller="staff", gives=WaitsNow)
    async def waits(self, request: web.Request) -> WaitsNow:
        """Supervisors read which customers wait and which promises came true."""
        return waits_now(await self._waits.look(await self._member(request)))

    async def _member(self, request: web.Request) -> StaffMember:
        return (await self._cookie.signed_in(request)).member


def customer_id(request: web.Request) -> str:
    """The id in the path. Raises NotFound for what can be nobody's."""
    try:
        return _UUID.validate_python(request.match_info["id"])
    except ValidationError:
        raise NotFound("not_found", "No such customer") from None
