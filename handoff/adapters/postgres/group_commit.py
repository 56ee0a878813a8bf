"""Group commit: commands that arrive while others are on their way to the disk are written together.

A commit must wait for the disk, and a disk that syncs in some milliseconds syncs no sooner for one
message than for fifty. So at most two statements are under way at any time; what comes meanwhile
is collected for the next one. A lone command waits for nobody.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Sequence

from handoff.adapters.postgres.commit import Step
from handoff.services.errors import DatabaseDown

WRITERS = 2  # statements under way: one in the server's hands while the other one syncs
TOGETHER = 64  # conversations in one statement

Write = Callable[[Sequence[Step]], Awaitable[Collection[str]]]


class GroupCommit:
    """Call it with a step. `write` stores steps of different conversations, all or none, and returns
    the ids of those whose log was where they began."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._waiting: deque[tuple[Step, asyncio.Future[bool]]] = deque()
        self._working = 0  # writers that will still look for what waits
        self._writers: set[asyncio.Task[None]] = set()

    async def __call__(self, step: Step) -> bool:
        """Whether the step was stored; False if the log has grown since it was decided.

        Raises what `write` raises for this step alone.
        """
        stored: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((step, stored))
        if self._working < WRITERS:
            self._working += 1
            writer = asyncio.create_task(self._work())
            self._writers.add(writer)
            writer.add_done_callback(self._writers.discard)
        return await stored

    async def _work(self) -> None:
        try:
            while self._waiting:
                await self._together(self._next())
        finally:
            # The writer stops counting in the step in which it finds nothing waiting. One step later, both writers
            # could be over and still count, and a caller who comes just then would start none.
            self._working -= 1

    def _next(self) -> dict[str, tuple[Step, asyncio.Future[bool]]]:
        """The next steps by conversation. Two of one conversation cannot go together."""
        group: dict[str, tuple[Step, asyncio.Future[bool]]] = {}
        while self._waiting and len(group) < TOGETHER and self._waiting[0][0].after.id not in group:
            step, stored = self._waiting.popleft()
            group[step.after.id] = step, stored
        return group

    async def _together(self, group: dict[str, tuple[Step, asyncio.Future[bool]]]) -> None:
        try:
            moved = await self._write([step for step, _ in group.values()])
        except Exception as error:  # noqa: BLE001 - each learns its own below
            await self._apart(group, error)
            return
        for conversation_id, (_, stored) in group.items():
            if not stored.done():
                stored.set_result(conversation_id in moved)

    async def _apart(
        self, group: dict[str, tuple[Step, asyncio.Future[bool]]], error: Exception
    ) -> None:
        """Writes each step alone after one of them was refused, say for its `client_id`, and took the others
        with it. While the server is away all of them fail at once: asking again would not help."""
        if not isinstance(error, DatabaseDown) and len(group) > 1:
            for conversation_id, step in group.items():
                await self._together({conversation_id: step})
            return
        for _, stored in group.values():
            if not stored.done():
                stored.set_exception(error)
