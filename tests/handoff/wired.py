"""A gateway's parts, wired on a house's servers and not started."""

from typing import Any

import aiohttp
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.postgres.clock import SharedClock, time_of
from handoff.adapters.postgres.customers import PostgresOrders
from handoff.adapters.postgres.products import PostgresProducts
from handoff.adapters.settings_file import FileSettings
from handoff.settings import Settings
from handoff.wiring.adapters import Resources
from handoff.wiring.gateway import Parts, wire
from tests.handoff.conftest import House


def wired(
    house: House, engine: AsyncEngine, valkey: Redis, http: aiohttp.ClientSession, **changed: Any
) -> Parts:
    """`changed` are settings by the names of their environment variables."""
    settings = Settings(**(house.settings | changed))
    return wire(
        Resources(
            settings=settings,
            shop=FileSettings(settings.business_file, settings.topics_file),
            engine=engine,
            valkey=valkey,
            http=http,
            orders=PostgresOrders(engine),
            products=PostgresProducts(engine),
            clock=SharedClock(time_of(engine)),
        )
    )
