"""Writers that lost a race wait before they try again: longer each time, and never all alike."""

import asyncio

import pytest

from handoff.services.retries import pause, pause_seconds


@pytest.mark.parametrize("attempt", [0, 1, 7])
def test_a_pause_has_a_bound_that_doubles(attempt: int) -> None:
    """Many of them use all of the room below it, so that two gateways seldom come back together."""
    bound = 0.01 * 2**attempt
    pauses = [pause_seconds(attempt, 0.01) for _ in range(500)]
    assert all(0 <= seconds < bound for seconds in pauses)
    assert min(pauses) < bound / 4
    assert max(pauses) > bound * 3 / 4


async def test_others_go_on_meanwhile() -> None:
    """The gateway's event loop is free while one of its callers waits."""
    steps: list[str] = []

    async def loser() -> None:
        await pause(0, 0.01)
        steps.append("again")

    async def other() -> None:
        steps.append("goes on")

    await asyncio.gather(loser(), other())
    assert steps == ["goes on", "again"]
