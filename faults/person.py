"""The common part of customers and agents: they act as people do, by the rules of the browsers' own
client."""

import asyncio
import random
from contextlib import suppress

from faults.line import Line, NoAnswer
from faults.outbox import Outbox
from faults.record import Json, Notebook, SentMessage

IMPATIENCE = 6  # messages that may wait for their ack before a person stops typing more


class Person:
    """Acts again and again. `closing` stops it from starting anything new."""

    def __init__(self, name: str, line: Line, notebook: Notebook, chance: random.Random) -> None:
        self.name = name
        self.line = line
        self.notebook = notebook
        self.chance = chance
        self.pace = 0.7
        self.closing = False
        self.outbox = Outbox(self.deliver)
        self._tasks: list[asyncio.Task[None]] = []
        self._count = 0
        line.on_push, line.on_down = self.pushed, self.outbox.pause

    def start(self) -> None:
        parts = (self.line.keep(), self.outbox.keep(), self._live())
        self._tasks = [asyncio.create_task(part) for part in parts]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        results = await asyncio.gather(*self._tasks, return_exceptions=True)
        for result in results:
            if isinstance(result, Exception):
                raise result

    def write(self, conversation_id: str, event: str, text: str) -> None:
        """Puts a message into the outbox; its number makes every text unique."""
        self._count += 1
        letter = SentMessage(conversation_id, self.name, event, f"{text} ({self._count})")
        self.notebook.letters.append(letter)
        self.outbox.add(letter)

    async def ask(self, event: str, payload: Json) -> Json | None:
        """Presses a button; None if no answer came."""
        with suppress(NoAnswer):
            return await self.line.request(event, payload)
        return None

    async def deliver(self, letter: SentMessage) -> Json:
        raise NotImplementedError

    def pushed(self, event: str, data: Json) -> None:
        raise NotImplementedError

    def took(self, answer: Json) -> Json:
        """Takes the push that the ack of a message brings; the answer."""
        if answer.get("push"):
            self.pushed("events", answer["push"])
        return answer

    async def act(self) -> None:
        """Looks at the screen once, and perhaps makes a move."""
        raise NotImplementedError

    async def _live(self) -> None:
        while True:
            await asyncio.sleep(self.pace * self.chance.uniform(0.5, 1.5))
            await self.act()


def good(answer: Json) -> Json:
    """Returns the answer unless it is a refusal: then the caller retries."""
    if not answer["ok"]:
        raise NoAnswer
    return answer
