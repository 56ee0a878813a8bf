"""The bot: asked for answers, and for how it reads a message."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from handoff.domain.bot_answers import BotFailure, BotReply
from handoff.domain.desk.bot_load import BotLoad
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


class BotPlace(Protocol):
    """A turn's place in the line of its conversation's bot."""

    async def reached(self, within: float) -> bool:
        """Waits up to `within` seconds for the bot to have room. A bot that turns out to hang has room: `answer`
        says what is the matter."""
        ...

    async def answer(self, turn: BotTurn) -> BotReply | BotFailure:
        """Asks the bot, once the place is reached. Never raises for a failing bot: that is an outcome. Takes no
        longer than the limit, which runs from when the bot begins with the turn."""
        ...


class BotBackend(Protocol):
    def line_up(self, conversation_id: str) -> AbstractContextManager[BotPlace]:
        """A place at the end of the line, for as long as the context lasts."""
        ...

    async def healthy(self) -> bool: ...


class SharedBotLoads(Protocol):
    """What gateways tell each other of the turns that wait for bots. Raises CacheDown."""

    async def tell(self, load: BotLoad) -> None:
        """Tells this gateway's load, which holds for a few seconds."""
        ...

    async def withdraw(self) -> None:
        """Nothing waits on this gateway."""
        ...

    async def everywhere(self) -> BotLoad:
        """The load of all gateways together."""
        ...


class BotReader(Protocol):
    async def read(self, sender: str, text: str) -> MessageReading | None:
        """How the bot understands a text, outside of any dialogue: nothing of it is remembered.
        None if it does not say, or not soon. Never raises for a failing bot."""
        ...
