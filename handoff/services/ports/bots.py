"""The bot: asked for answers, and for how it reads a message."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from handoff.domain.bot_answers import BotFailure, BotReply
from handoff.domain.json_types import Json
from handoff.domain.language import Language
from handoff.domain.understanding import MessageReading


@dataclass(frozen=True, slots=True, kw_only=True)
class BotTurn:
    """One message for the bot. `sender` names the bot's memory: `conversation:segment`. `foreign` is a
    text in neither of our languages."""

    sender: str
    message_id: str
    reply_to: int
    text: str
    payload: str | None
    language: Language
    foreign: bool = False
    seed: Mapping[str, Json]


class BotBackend(Protocol):
    async def answer(self, turn: BotTurn) -> BotReply | BotFailure:
        """Never raises for a failing bot: that is an outcome. Takes no longer than its limit."""
        ...

    async def healthy(self) -> bool: ...


class BotReader(Protocol):
    async def read(self, sender: str, text: str) -> MessageReading | None:
        """How the bot understands a text, outside of any dialogue: nothing of it is remembered.
        None if it does not say, or not soon. Never raises for a failing bot."""
        ...
