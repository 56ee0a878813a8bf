"""Whether the servers answer, for `/readyz`."""

from collections.abc import Awaitable, Callable

from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.services.errors import DatabaseDown

Check = Callable[[], Awaitable[bool]]


def answers(engine: AsyncEngine) -> Check:
    async def check() -> bool:
        try:
            async with engine.connect() as connection:
                await connection.execute(text("SELECT 1"))
        except (DatabaseDown, SQLAlchemyError):
            return False
        return True

    return check


def pings(valkey: Redis) -> Check:
    async def check() -> bool:
        try:
            return bool(await valkey.ping())
        except (RedisError, OSError):
            return False

    return check
