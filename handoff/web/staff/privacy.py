"""`/api/staff/customers/{id}/…`: all that is kept of a customer, handed out or erased."""

from collections.abc import Mapping

from aiohttp import web

from handoff.domain.permissions import Action
from handoff.services.access import Access
from handoff.services.data_request_desk import DataRequestDesk
from handoff.services.erasures import Erasures
from handoff.services.exports import Exports, Form
from handoff.services.ports.customer_data import Kept
from handoff.web.endpoints import Endpoints, get, post
from handoff.web.http_io import json_body
from handoff.web.protocol.people import (
    CustomerDocument,
    CustomerErase,
    CustomerExport,
    CustomerKept,
)
from handoff.web.staff.cookie import StaffCookie
from handoff.web.staff.routes import customer_id

_TYPES: Mapping[Form, str] = {"json": "application/json", "html": "text/html"}


class PrivacyRoutes(Endpoints):
    def __init__(
        self,
        cookie: StaffCookie,
        access: Access,
        exports: Exports,
        erasures: Erasures,
        requests: DataRequestDesk,
    ) -> None:
        self._requests = requests
        self._cookie = cookie
        self._access = access
        self._exports = exports
        self._erasures = erasures

    @get(
        "/api/staff/customers/{id}/export",
        caller="staff",
        query=CustomerExport,
        gives=CustomerDocument,
    )
    async def export(self, request: web.Request) -> web.Response:
        """Everything that is kept of a customer, as a file to save: JSON, or a page to read."""
        staff_id = await self._allowed(request, "export_customer")
        asked = CustomerExport.model_validate(dict(request.query))
        document = await self._exports.document(
            customer_id(request), asked.form, staff_id=staff_id, language=asked.language
        )
        name = f"customer-{customer_id(request)}.{asked.form}"
        return web.Response(
            text=document,
            content_type=_TYPES[asked.form],
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    @get("/api/staff/customers/{id}/kept", caller="staff", gives=CustomerKept)
    async def kept(self, request: web.Request) -> CustomerKept:
        """How much is kept of a customer, for admins who are about to erase it."""
        await self._allowed(request, "erase_customer")
        return _shown(await self._erasures.kept(customer_id(request)))

    @post(
        "/api/staff/customers/{id}/erase",
        caller="staff",
        takes=CustomerErase,
        gives=CustomerKept,
    )
    async def erase(self, request: web.Request) -> CustomerKept:
        """Erases everything that is kept of a customer, for good."""
        staff_id = await self._allowed(request, "erase_customer")
        asked, whose = await json_body(request, CustomerErase), customer_id(request)
        if asked.request is not None:
            await self._requests.demand_deletion(asked.request, whose)
        kept = await self._erasures.erase(
            whose, staff_id=staff_id, under_way=asked.under_way, request_id=asked.request
        )
        return _shown(kept)

    async def _allowed(self, request: web.Request, action: Action) -> str:
        """The id of the member. Raises NotAllowed, NotFound."""
        member = (await self._cookie.signed_in(request)).member
        return (await self._access.customer_to(action, member, customer_id(request))).id


def _shown(kept: Kept) -> CustomerKept:
    return CustomerKept(**{name: getattr(kept, name) for name in CustomerKept.model_fields})
