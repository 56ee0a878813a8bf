"""The database for commands that run beside the stack, or without it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from stack.bring_up import migrate
from stack.checkout import Checkout
from stack.checks.reachable import check_database
from stack.free_ports import free_port
from stack.screen import Screen
from stack.services import Ports, Stack, embedded_servers
from stack.settings import StackSettings


@asynccontextmanager
async def migrated_database(
    checkout: Checkout, settings: StackSettings, screen: Screen
) -> AsyncIterator[str]:
    """The URL of the running stack's database, else of the configured one, else of the embedded
    one.

    Starts the embedded server temporarily if it does not run. Tables are up to date.
    """
    checkout.check_writable()
    running = checkout.running() or {}
    if url := running.get("database_url"):
        yield url
    elif settings.database_url:
        await check_database(settings.database_url)
        await _migrate(_stack(checkout, settings, settings.database_url), screen)
        yield settings.database_url
    else:
        async with _embedded(checkout, settings, screen) as url:
            yield url


@asynccontextmanager
async def _embedded(
    checkout: Checkout, settings: StackSettings, screen: Screen
) -> AsyncIterator[str]:
    with checkout.hold():
        postgres, _ = await asyncio.to_thread(embedded_servers, checkout)
        postgres.start()
        try:
            await _migrate(_stack(checkout, settings, postgres.url), screen)
            yield postgres.url
        finally:
            await asyncio.to_thread(postgres.stop)


async def _migrate(stack: Stack, screen: Screen) -> None:
    """A process of its own migrates; most commands find that there is nothing to do."""
    from handoff.adapters.postgres.schema import is_up_to_date  # noqa: PLC0415 - slow to load

    if not await is_up_to_date(stack.database_url):
        await migrate(stack, screen)


def _stack(checkout: Checkout, settings: StackSettings, database_url: str) -> Stack:
    return Stack(
        checkout=checkout,
        settings=settings,
        ports=Ports(free_port(), free_port(), free_port()),
        database_url=database_url,
        redis_url=settings.redis_url or "redis://127.0.0.1:6379/0",
        demo=False,
    )
