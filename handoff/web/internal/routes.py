"""`/internal/…`: what the bot's action server asks. Its own listener, loopback, bearer secret."""

import hmac
from dataclasses import asdict
from typing import Annotated

from aiohttp import web
from aiohttp.typedefs import Middleware
from pydantic import StringConstraints

from handoff.domain.errors import NotAllowed
from handoff.domain.shop.business_hours import BusinessHours, OpeningState, opening_state
from handoff.domain.shop.orders import Order, OrderAction, ReturnReason
from handoff.domain.shop.profile import week_of
from handoff.services.order_actions import OrderActions, Wish
from handoff.services.order_lookup import OrderLookup
from handoff.services.ports.clock import Clock
from handoff.web.http_io import Handler, json_body
from handoff.web.protocol.base import UUID, Inbound, ShortText, Uuid
from handoff.web.views import order_card


class LookupRequest(Inbound):
    """`sender` is the bot's: `conversation:segment`."""

    sender: Annotated[str, StringConstraints(pattern=rf"^{UUID}:\d+$")]
    number: ShortText
    contact: ShortText | None = None


class ActionRequest(LookupRequest):
    """`message_id` is that of the customer's message which the bot is answering."""

    message_id: Uuid
    kind: OrderAction
    reason: ReturnReason | None = None

    def wish(self) -> Wish:
        conversation_id, _, segment = self.sender.partition(":")
        return Wish(
            conversation_id=conversation_id,
            segment=int(segment),
            message_id=self.message_id,
            kind=self.kind,
            number=self.number,
            contact=self.contact,
            reason=self.reason,
        )


class InternalRoutes:
    """`profile` is the shop's description as JSON, `hours` the part that is computed with."""

    def __init__(
        self,
        profile: str,
        hours: BusinessHours,
        lookup: OrderLookup,
        actions: OrderActions,
        clock: Clock,
    ) -> None:
        self._profile = profile
        self._hours = hours
        self._lookup = lookup
        self._actions = actions
        self._clock = clock

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/internal/business", self.business),
            web.get("/internal/business/hours", self.hours),
            web.post("/internal/orders/lookup", self.order),
            web.post("/internal/orders/actions", self.action),
        ]

    async def business(self, _: web.Request) -> web.Response:
        return web.Response(text=self._profile, content_type="application/json")

    async def hours(self, _: web.Request) -> web.Response:
        state = opening_state(self._hours, self._clock())
        return web.json_response(_told(state, self._hours))

    async def order(self, request: web.Request) -> web.Response:
        asked = await json_body(request, LookupRequest)
        conversation_id = asked.sender.partition(":")[0]
        found = await self._lookup.look_up(conversation_id, asked.number, asked.contact)
        return web.json_response({"result": found.result, **self._told_of(found.order)})

    async def action(self, request: web.Request) -> web.Response:
        asked = await json_body(request, ActionRequest)
        outcome = await self._actions.act(asked.wish())
        return web.json_response({"result": outcome.result, **self._told_of(outcome.order)})

    def _told_of(self, order: Order | None) -> dict[str, object]:
        """The order, and what may be done with it."""
        if order is None:
            return {"order": None}
        card = order_card(order).model_dump(mode="json")
        return {"order": card, "prospects": dict(self._actions.prospects(order))}


def bearer(secret: str) -> Middleware:
    """A middleware that lets in who knows `secret`."""
    expected = f"Bearer {secret}".encode()

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        given = request.headers.get("Authorization", "").encode()
        if not hmac.compare_digest(given, expected):
            raise NotAllowed("unauthenticated", "The internal API needs its bearer secret")
        return await handler(request)

    return check


def _told(state: OpeningState, hours: BusinessHours) -> dict[str, object]:
    return {
        "open_now": state.open_now,
        "now": state.now.isoformat(timespec="seconds"),
        "closes_at": state.closes_at.isoformat() if state.closes_at else None,
        "opens_at": state.opens_at.isoformat() if state.opens_at else None,
        "timezone": hours.zone.key,
        "week": [asdict(day) for day in week_of(hours)],
        "holiday": dict(state.holiday) if state.holiday else None,
    }
