"""`/internal/…`: what the bot's action server asks. Its own listener, loopback, bearer secret."""

import hmac

from aiohttp import web
from aiohttp.typedefs import Middleware

from handoff.domain.errors import NotAuthenticated
from handoff.domain.shop.business_hours import day_state, opening_state
from handoff.domain.shop.delivery import destination
from handoff.domain.shop.orders import Order
from handoff.services.order_actions import OrderActions
from handoff.services.order_lookup import OrderLookup
from handoff.services.ports.clock import Clock
from handoff.services.ports.settings import ShopSettings
from handoff.services.ports.wording import Wording
from handoff.services.product_search import ProductSearch
from handoff.web.endpoints import Endpoints, get, post
from handoff.web.http_io import Handler, json_body
from handoff.web.internal.protocol import (
    ActionAnswer,
    ActionQuestion,
    BusinessAnswer,
    CustomerQuestion,
    DayHoursAnswer,
    DayQuestion,
    DeliveryAnswer,
    HoursAnswer,
    LookupAnswer,
    LookupQuestion,
    OrderDays,
    OrdersAnswer,
    PlaceQuestion,
    ProductAnswer,
    ProductQuestion,
    ProductsAnswer,
    RateAnswer,
    ToldOrder,
)


class InternalRoutes(Endpoints):
    """Tells of the shop, and of orders as far as this conversation's customer may hear."""

    def __init__(
        self,
        settings: ShopSettings,
        lookup: OrderLookup,
        actions: OrderActions,
        products: ProductSearch,
        clock: Clock,
        wording: Wording,
    ) -> None:
        self._settings = settings
        self._lookup = lookup
        self._actions = actions
        self._products = products
        self._clock = clock
        self._wording = wording

    @get("/internal/business", caller="action_server", gives=BusinessAnswer)
    async def business(self, _: web.Request) -> BusinessAnswer:
        """The shop as it describes itself."""
        return BusinessAnswer.of(self._settings.current().shop)

    @get("/internal/business/hours", caller="action_server", gives=HoursAnswer)
    async def hours(self, _: web.Request) -> HoursAnswer:
        """Whether the shop is open now, and its week."""
        hours = self._settings.current().shop.hours
        return HoursAnswer.of(opening_state(hours, self._clock()), hours)

    @post(
        "/internal/business/hours/day",
        caller="action_server",
        takes=DayQuestion,
        gives=DayHoursAnswer,
    )
    async def hours_of_day(self, request: web.Request) -> DayHoursAnswer:
        """When the shop is open on a day, and whether at a time of it."""
        asked = await json_body(request, DayQuestion)
        return DayHoursAnswer.of(
            day_state(self._settings.current().shop.hours, asked.day, asked.local_time)
        )

    @post(
        "/internal/business/delivery",
        caller="action_server",
        takes=PlaceQuestion,
        gives=DeliveryAnswer,
    )
    async def delivery(self, request: web.Request) -> DeliveryAnswer:
        """What a parcel to a place takes and costs."""
        asked = await json_body(request, PlaceQuestion)
        shop = self._settings.current().shop
        found = destination(shop.delivery, asked.asked()) if shop.delivery else None
        if found is None:
            return DeliveryAnswer(result="no_place")
        if found.zone is None:
            return DeliveryAnswer(result="not_served")
        usual, express = (
            rate and RateAnswer.of(self._wording.rate(rate, shop.currency))
            for rate in (found.zone.usual, found.zone.express)
        )
        place = dict(found.place) if found.place else None
        return DeliveryAnswer(result="served", place=place, usual=usual, express=express)

    @post(
        "/internal/products/search",
        caller="action_server",
        takes=ProductQuestion,
        gives=ProductsAnswer,
    )
    async def products(self, request: web.Request) -> ProductsAnswer:
        """The product that a customer means, or those that may be meant."""
        asked = await json_body(request, ProductQuestion)
        found = await self._products.find(asked.text, asked.before)
        return ProductsAnswer(
            result=found.result,
            products=[ProductAnswer.of(product, self._wording) for product in found.products],
        )

    @post(
        "/internal/orders/lookup", caller="action_server", takes=LookupQuestion, gives=LookupAnswer
    )
    async def order(self, request: web.Request) -> LookupAnswer:
        """An order, if this conversation's customer may hear about it."""
        asked = await json_body(request, LookupQuestion)
        found = await self._lookup.look_up(asked.conversation_id, asked.number, asked.contact)
        told = self._told_of(found.order, owner=found.owner)
        return LookupAnswer(result=found.result, **dict(told))

    @post(
        "/internal/orders/mine", caller="action_server", takes=CustomerQuestion, gives=OrdersAnswer
    )
    async def orders(self, request: web.Request) -> OrdersAnswer:
        """The newest orders of this conversation's customer, if the shop vouches for them."""
        asked = await json_body(request, CustomerQuestion)
        orders = await self._lookup.orders_of(asked.conversation_id)
        told = [self._told_of(order, owner=True) for order in orders or ()]
        return OrdersAnswer(known=orders is not None, orders=told)

    @post(
        "/internal/orders/actions", caller="action_server", takes=ActionQuestion, gives=ActionAnswer
    )
    async def action(self, request: web.Request) -> ActionAnswer:
        """Cancels an order or asks for its return, once, or says why not."""
        asked = await json_body(request, ActionQuestion)
        outcome = await self._actions.act(asked.wish())
        told = self._told_of(outcome.order, owner=outcome.owner)
        return ActionAnswer(result=outcome.result, sent_to=outcome.sent_to, **dict(told))

    def _told_of(self, order: Order | None, *, owner: bool) -> ToldOrder:
        """The order, and what this customer may have done with it."""
        if order is None:
            return ToldOrder()
        zone = self._settings.current().shop.hours.zone
        return ToldOrder(
            order=order.card,
            days=OrderDays.of(order.card, self._clock(), zone),
            prospects=dict(self._actions.prospects(order, owner=owner)),
        )


def bearer(secret: str) -> Middleware:
    """A middleware that lets in who knows `secret`."""
    expected = f"Bearer {secret}".encode()

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        given = request.headers.get("Authorization", "").encode()
        if not hmac.compare_digest(given, expected):
            raise NotAuthenticated("unauthenticated", "The internal API needs its bearer secret")
        return await handler(request)

    return check
