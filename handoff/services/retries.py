"""A caller whose commit lost a race waits a moment before it decides anew."""

import asyncio
import random


def pause_seconds(attempt: int, first_seconds: float) -> float:
    """A random part of `first_seconds` after the first attempt, which is 0, and of twice as much after each later
    one. Without the chance in it the same gateway may lose every time."""
    return first_seconds * 2.0**attempt * random.random()  # noqa: S311 - no secret


async def pause(attempt: int, first_seconds: float) -> None:
    """Waits for `pause_seconds`."""
    await asyncio.sleep(pause_seconds(attempt, first_seconds))
