"""Waiting for the thing itself, with a deadline."""

import asyncio
from collections.abc import Awaitable, Callable

PATIENCE = 20.0  # seconds; reached only by a test that fails, also where the machine stands still for a while
_LOOK_AGAIN = 0.02


async def eventually(
    holds: Callable[[], Awaitable[object]], what: str, within: float = PATIENCE
) -> None:
    """Asks until it holds; fails naming `what` was waited for."""
    try:
        async with asyncio.timeout(within):
            while not await holds():  # noqa: ASYNC110 - servers send no event for this
                await asyncio.sleep(_LOOK_AGAIN)
    except TimeoutError:
        raise AssertionError(f"Waited {within} s in vain for {what}") from None
