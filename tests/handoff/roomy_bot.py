"""A bot at its port that has room for every turn at once."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager

from handoff.domain.bot_answers import BotFailure, BotReply
from handoff.services.ports.bots import BotPlace, BotTurn


class RoomyBot(ABC):
    """Implements `BotBackend`. Every place in its line is the first."""

    @abstractmethod
    async def answer(self, turn: BotTurn) -> BotReply | BotFailure: ...

    async def reached(self, within: float) -> bool:
        return True

    @contextmanager
    def line_up(self, conversation_id: str) -> Iterator[BotPlace]:
        yield self

    async def healthy(self) -> bool:
        return True
