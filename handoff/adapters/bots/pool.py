"""Several bots behind one port: each conversation has its own, and moves on when that is down.

A bot remembers a conversation's segment in its own process, so a conversation should stay with one
bot. Rendezvous hashing (Thaler and Ravishankar, 1996) keeps all others in their place when one bot
comes or goes; a conversation that moves is seeded with what the gateway knows.
"""

import hashlib
from collections.abc import Sequence
from typing import Protocol

import structlog

from handoff.domain.bot_answers import BotFailure, BotReply
from handoff.domain.understanding import MessageReading
from handoff.services.ports.bots import BotBackend, BotReader, BotTurn

log = structlog.get_logger()

_NEVER_REACHED = "unreachable"  # proves that the turn never reached a bot


class Bot(BotBackend, BotReader, Protocol):
    """Answers and reads."""


class BotPool:
    """Implements `BotBackend` and `BotReader` over `bots` by name."""

    def __init__(self, bots: Sequence[tuple[str, Bot]]) -> None:
        self._bots = dict(bots)
        self._down: set[str] = set()

    async def answer(self, turn: BotTurn) -> BotReply | BotFailure:
        outcome: BotReply | BotFailure = BotFailure(code=_NEVER_REACHED)
        for name in self._in_order(turn.sender):
            outcome = await self._bots[name].answer(turn)
            if outcome != BotFailure(code=_NEVER_REACHED):
                self._down.discard(name)
                return outcome
            self._mark_down(name)
        return outcome

    async def read(self, sender: str, text: str) -> MessageReading | None:
        """Asks the conversation's own bot; none while all are down."""
        name = self._in_order(sender)[0]
        return None if name in self._down else await self._bots[name].read(sender, text)

    async def healthy(self) -> bool:
        """Whether any bot answers."""
        await self.check()
        return len(self._down) < len(self._bots)

    async def check(self) -> None:
        """Finds those that are down, and those that are back."""
        for name, bot in self._bots.items():
            if await bot.healthy():
                self._down.discard(name)
            else:
                self._mark_down(name)

    def _in_order(self, sender: str) -> list[str]:
        """The conversation's own bot first, those that are down last."""
        conversation_id = sender.partition(":")[0]
        return sorted(
            self._bots, key=lambda name: (name in self._down, _weight(name, conversation_id))
        )

    def _mark_down(self, name: str) -> None:
        if name not in self._down:
            log.warning("bot.down", bot=name)
            self._down.add(name)


def _weight(name: str, conversation_id: str) -> bytes:
    return hashlib.blake2b(f"{name} {conversation_id}".encode(), digest_size=8).digest()
