"""Several bots behind one port: each conversation has its own, and moves on when that is down.

A bot remembers a conversation's segment in its own process, so a conversation should stay with one
bot. Rendezvous hashing (Thaler and Ravishankar, 1996) keeps all others in their place when one bot
comes or goes; a conversation that moves is seeded with what the gateway knows.
"""

import asyncio
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from handoff.adapters.bots.line import UNREACHABLE, Bot, Line
from handoff.adapters.bots.outcomes import TURN_SECONDS, failure
from handoff.domain.bot_answers import BotFailure, BotReply
from handoff.domain.desk.bot_load import BotLoad, together
from handoff.domain.understanding import MessageReading
from handoff.services.ports.bots import BotTurn


class BotPool:
    """Implements `BotBackend` and `BotReader` over `bots` by name, each of which gets up to `at_once` turns at
    the same time and `seconds` for each."""

    def __init__(
        self, bots: Sequence[tuple[str, Bot]], at_once: int, seconds: float = TURN_SECONDS
    ) -> None:
        self._lines = [Line(name, bot, at_once, seconds) for name, bot in bots]

    @contextmanager
    def line_up(self, conversation_id: str) -> Iterator["PlaceInPool"]:
        place = PlaceInPool(self._in_order(conversation_id))
        try:
            yield place
        finally:
            place.leave()

    async def read(self, sender: str, text: str) -> MessageReading | None:
        """Asks the conversation's own bot; none while all are down."""
        line = self._in_order(sender.partition(":")[0])[0]
        return None if line.is_down else await line.bot.read(sender, text)

    async def healthy(self) -> bool:
        """Whether any bot answers."""
        await self.check()
        return not all(line.is_down for line in self._lines)

    async def check(self) -> None:
        """Finds those that are down, and those that are back."""
        await asyncio.gather(*(line.check() for line in self._lines))

    def load(self) -> BotLoad:
        """What this gateway has waiting for all of them."""
        return together(line.load() for line in self._lines)

    def _in_order(self, conversation_id: str) -> list[Line]:
        """The conversation's own bot first, those that are down last."""
        return sorted(
            self._lines, key=lambda line: (line.is_down, _weight(line.name, conversation_id))
        )


class PlaceInPool:
    """Implements `BotPlace`: in the line of the conversation's own bot, or, while that is down, of the next."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._line, *self._others = lines
        self._ticket = self._line.join()
        self._has_bot = True

    async def reached(self, within: float) -> bool:
        if not self._ticket.called.done():
            await asyncio.wait((self._ticket.called,), timeout=within)
        if not self._ticket.called.done():
            return False
        return self._ticket.called.result() or not self._moves_on()

    def _moves_on(self) -> bool:
        """Whether there is another bot to wait for, now that this one was found to hang."""
        another = next((line for line in self._others if not line.is_down), None)
        if another is None:
            self._has_bot = False
            return False
        self._others = [*(line for line in self._others if line is not another), self._line]
        self._line, self._ticket = another, another.join()
        return True

    async def answer(self, turn: BotTurn) -> BotReply | BotFailure:
        """A bot that cannot be reached has not had the turn: the next one gets it, without another wait."""
        if not self._has_bot:
            return failure(turn, "timeout", hangs=self._line.name)
        outcome = await self._line.answer(turn)
        for line in self._others:
            if outcome != UNREACHABLE:
                break
            outcome = await line.answer(turn)
        return outcome

    def leave(self) -> None:
        self._line.leave(self._ticket)


def _weight(name: str, conversation_id: str) -> bytes:
    return hashlib.blake2b(f"{name} {conversation_id}".encode(), digest_size=8).digest()
