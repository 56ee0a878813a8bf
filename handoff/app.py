"""The life of a gateway: settings in, a running gateway out, and an end in good order."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.orders.file import read_orders_file
from handoff.adapters.orders.sources import open_orders
from handoff.adapters.postgres.clock import Measure, SharedClock, time_of
from handoff.adapters.postgres.customers import PostgresOrders
from handoff.adapters.postgres.engine import open_engine
from handoff.adapters.postgres.products import PostgresProducts
from handoff.adapters.products.file import read_products_file
from handoff.adapters.products.sources import open_products
from handoff.adapters.settings_file import FileSettings
from handoff.domain.errors import InvalidInput
from handoff.services.errors import DatabaseDown
from handoff.services.ports.orders import DescribedOrders
from handoff.services.ports.products import ProductSource
from handoff.settings import Settings
from handoff.web.listener import Listener
from handoff.wiring.adapters import Resources
from handoff.wiring.gateway import Parts, wire

log = structlog.get_logger()

FIRST_LOOK_SECONDS = 5.0  # a starting gateway waits no longer for PostgreSQL
VALKEY_SECONDS = 2.0  # a Valkey that takes longer to answer counts as down


@dataclass(frozen=True)
class Gateway:
    """A running gateway: where its two listeners are, and what has it read the shop's settings
    again."""

    port: int
    internal_port: int
    read_settings: Callable[[], Coroutine[Any, Any, None]]


@asynccontextmanager
async def run_gateway(settings: Settings, measure: Measure | None = None) -> AsyncIterator[Gateway]:
    """Starts everything, and stops it in the opposite order. `measure` tells the time that all
    gateways share: PostgreSQL's, unless given."""
    async with AsyncExitStack() as stack:
        resources = await _open_resources(stack, settings, measure)
        parts = wire(resources)
        await _first_look(parts.news.begin())
        await parts.fanout.start()
        stack.push_async_callback(parts.fanout.stop)  # the last signals go out
        stack.push_async_callback(parts.audit.close)
        for loop in (*parts.loops.housekeeping, *parts.loops.work):
            loop.start()
            stack.push_async_callback(loop.stop)
        parts.workers.duties.start()
        internal = Listener(parts.internal)
        public = Listener(parts.public, parts.door, settings.request_seconds)
        stack.push_async_callback(internal.stop)  # after the last turn: the bot's actions ask here
        internal_port = await internal.open("127.0.0.1", settings.internal_port)
        stack.push_async_callback(public.stop)
        port = await public.open(settings.host, settings.port)
        stack.push_async_callback(_leave, parts, public, settings.notice_seconds)
        log.info("gateway.listening", host=settings.host, port=port, internal_port=internal_port)
        yield Gateway(port=port, internal_port=internal_port, read_settings=resources.shop.read)


async def _open_resources(
    stack: AsyncExitStack, settings: Settings, measure: Measure | None
) -> Resources:
    engine = open_engine(settings.database_url)
    stack.push_async_callback(engine.dispose)
    valkey = _open_valkey(settings.redis_url)
    stack.push_async_callback(valkey.aclose)
    http = await stack.enter_async_context(aiohttp.ClientSession())
    clock = SharedClock(measure or time_of(engine))
    await _first_look(clock.look())
    shop = FileSettings(settings.business_file, settings.topics_file)
    return Resources(
        settings=settings,
        shop=shop,
        engine=engine,
        valkey=valkey,
        http=http,
        orders=await _open_orders(stack, settings, shop, engine),
        products=await _open_products(stack, settings, shop, engine),
        clock=clock,
    )


async def _open_orders(
    stack: AsyncExitStack, settings: Settings, shop: FileSettings, engine: AsyncEngine
) -> DescribedOrders:
    """The shop's order system, or the built-in table. Raises InvalidInput."""
    if settings.orders_file is None:
        return PostgresOrders(engine)
    described = read_orders_file(settings.orders_file, os.environ)
    return await stack.enter_async_context(
        open_orders(described, lambda: shop.current().shop.currency)
    )


async def _open_products(
    stack: AsyncExitStack, settings: Settings, shop: FileSettings, engine: AsyncEngine
) -> ProductSource:
    """The shop's product system, or the built-in table. Raises InvalidInput."""
    if settings.products_file is None:
        return PostgresProducts(engine)
    described = read_products_file(settings.products_file, os.environ)
    return await stack.enter_async_context(
        open_products(described, lambda: shop.current().shop.currency)
    )


async def _first_look(look: Awaitable[None]) -> None:
    """Looks into PostgreSQL, if it is up, before anything goes by what is there: its time, which all gateways reckon
    by, and the end of the list of conversations. Loops look again while it is away."""
    with suppress(DatabaseDown, TimeoutError):
        async with asyncio.timeout(FIRST_LOOK_SECONDS):
            await look


async def _leave(parts: Parts, public: Listener, notice_seconds: float) -> None:
    """Drains the gateway: clients move to another one, and no duty stays behind."""
    log.info("gateway.draining", connections=parts.sockets.connections)
    parts.health.leave()
    await asyncio.sleep(notice_seconds)
    await public.close_door()
    await asyncio.gather(parts.sockets.see_off(), _finish(parts))


async def _finish(parts: Parts) -> None:
    """Takes nothing new, and ends or gives back what was taken."""
    await asyncio.gather(*(loop.stop() for loop in parts.loops.work))
    workers = parts.workers
    await asyncio.gather(workers.duties.stop(), workers.deliveries.stop(), workers.reactions.stop())


def _open_valkey(url: str) -> Redis:
    """Raises InvalidInput. Nothing connects before the first use."""
    try:
        return Redis.from_url(
            url, socket_connect_timeout=VALKEY_SECONDS, socket_timeout=VALKEY_SECONDS
        )
    except ValueError:
        raise InvalidInput(
            "redis_url", "REDIS_URL must be like redis://host:6379 or unix:///path/to.sock"
        ) from None
