"""The bot: asked for answers, and for how it reads a message."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from handoff.domain.bot_answers import BotFailure, BotReply
from handoff.domain.json_types import Json
from handoff.domain.language import Language, ThirdLanguage
from handoff.domain.understanding import MessageReading


@dataclass(frozen=True, slots=True, kw_only=True)
class BotTurn:
    """One message for the bot. `sender` names the bot's memory: `conversation:segment`. `third_language` is that
    of a text which is in neither of ours."""

    sender: str
    message_id: str
    reply_to: int
    text: str
    payload: str | None
    language: Language
    third_language: ThirdLanguage | None = None
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
