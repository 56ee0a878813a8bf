"""Runs parts side by side, as many as the machine has room for."""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from cli.testing.outcomes import PartOutcome
from cli.testing.parts import Need, Part

if TYPE_CHECKING:
    from cli.testing.setups import Made


async def run_in_lanes(
    parts: Sequence[Part],
    lanes: int,
    setups: Mapping[Need, "asyncio.Task[Made]"],
    run: Callable[[Part], Coroutine[None, None, PartOutcome]],
) -> list[PartOutcome]:
    """Runs every part as soon as its needs are set up and there is room; returns the outcomes in
    the order of `parts`."""
    waiting = list(parts)
    running: dict[asyncio.Task[PartOutcome], Part] = {}
    outcomes: dict[str, PartOutcome] = {}
    async with asyncio.TaskGroup() as tasks:
        while waiting or running:
            unready = {need for need, task in setups.items() if not task.done()}
            while (part := next_part(waiting, running.values(), lanes, unready)) is not None:
                waiting.remove(part)
                running[tasks.create_task(run(part))] = part
            pending = [setups[need] for need in unready]
            await asyncio.wait([*running, *pending], return_when=asyncio.FIRST_COMPLETED)
            for task in [task for task in running if task.done()]:
                outcomes[running.pop(task).name] = task.result()
    return [outcomes[part.name] for part in parts]


def next_part(
    waiting: Sequence[Part], running: Collection[Part], lanes: int, unready: AbstractSet[Need]
) -> Part | None:
    """The first part that can start now, if any. A part that is `alone` starts when nothing runs
    and nothing else is waiting, not even for its setup."""
    if any(part.alone for part in running):
        return None
    shared = [part for part in waiting if not part.alone]
    if shared:
        startable = (part for part in shared if unready.isdisjoint(part.needs))
        return next(startable, None) if len(running) < lanes else None
    if running or unready:
        return None
    return next(iter(waiting), None)
