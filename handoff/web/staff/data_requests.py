"""`/api/staff/data-requests…`: customers who ask for a copy of what is kept of them, or for its deletion."""

from aiohttp import web
from pydantic import TypeAdapter, ValidationError

from handoff.domain.errors import NotFound
from handoff.domain.people import StaffMember
from handoff.services.data_request_desk import DataRequestDesk
from handoff.services.ports.data_requests import ListedRequest
from handoff.web.endpoints import Endpoints, get, post
from handoff.web.http_io import json_body
from handoff.web.protocol.base import Uuid
from handoff.web.protocol.data_requests import (
    DataRequestCounts,
    DataRequestItem,
    DataRequestList,
    DataRequestQuery,
    DataRequestRefusal,
)
from handoff.web.staff.cookie import StaffCookie
from handoff.web.views import place_of, place_text

_UUID: TypeAdapter[str] = TypeAdapter(Uuid)


class DataRequestRoutes(Endpoints):
    def __init__(self, cookie: StaffCookie, desk: DataRequestDesk) -> None:
        self._cookie = cookie
        self._desk = desk

    @get(
        "/api/staff/data-requests",
        caller="staff",
        query=DataRequestQuery,
        gives=DataRequestList,
    )
    async def data_requests(self, request: web.Request) -> DataRequestList:
        """A page of customers' requests about their own data."""
        member = await self._member(request)
        asked = DataRequestQuery.model_validate(dict(request.query))
        after = place_of(asked.after) if asked.after else None
        page = await self._desk.page(member, settled=asked.show == "settled", after=after)
        return DataRequestList(
            items=[await self._item(member, listed) for listed in page.requests],
            rest=place_text(page.rest),
            counts=await self._counts(member),
        )

    @get("/api/staff/data-requests/count", caller="staff", gives=DataRequestCounts)
    async def count_data_requests(self, request: web.Request) -> DataRequestCounts:
        """How many requests are open, and how many are late."""
        return await self._counts(await self._member(request))

    @post("/api/staff/data-requests/{id}/give-copy", caller="staff", gives=DataRequestItem)
    async def give_copy(self, request: web.Request) -> DataRequestItem:
        """Lets the customer save a copy of everything that is kept of them, in the widget."""
        member = await self._member(request)
        return await self._item(member, await self._desk.give_copy(member, _id(request)))

    @post(
        "/api/staff/data-requests/{id}/refuse",
        caller="staff",
        takes=DataRequestRefusal,
        gives=DataRequestItem,
    )
    async def refuse(self, request: web.Request) -> DataRequestItem:
        """Refuses a request, for a reason that the customer reads."""
        member = await self._member(request)
        given = await json_body(request, DataRequestRefusal)
        listed = await self._desk.refuse(member, _id(request), given.reason)
        return await self._item(member, listed)

    async def _member(self, request: web.Request) -> StaffMember:
        return (await self._cookie.signed_in(request)).member

    async def _item(self, member: StaffMember, listed: ListedRequest) -> DataRequestItem:
        request = listed.request
        return DataRequestItem(
            id=request.id,
            customer_id=request.customer_id,
            conversation_id=request.conversation_id,
            kind=request.kind,
            state=request.state,
            name=listed.name,
            verified=listed.verified,
            asked_at=request.asked_at,
            due_at=request.due_at,
            settled_at=request.settled_at,
            reason=request.reason,
            may_give=await self._desk.may_give(member, request),
        )

    async def _counts(self, member: StaffMember) -> DataRequestCounts:
        counts = await self._desk.count(member)
        return DataRequestCounts(open=counts.open, late=counts.late)


def _id(request: web.Request) -> str:
    """The id in the path. Raises NotFound for what can be nothing's."""
    try:
        return _UUID.validate_python(request.match_info["id"])
    except ValidationError:
        raise NotFound("not_found", "No such request") from None
