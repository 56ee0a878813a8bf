"""What every bot behind the port owes: an outcome in time, whatever becomes of it."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict
from http import HTTPStatus

import aiohttp
import structlog
from pydantic import ValidationError

from handoff.domain.bot_answers import BotFailure, BotReply
from handoff.domain.understanding import HandoffReason
from handoff.services.ports.bots import BotTurn

log = structlog.get_logger()

TURN_SECONDS = 5.0  # a bot has so long for a turn, from when it begins with it
READING_SECONDS = 1.0  # for reading only: nobody waits for it
HEALTH_SECONDS = 2.0

# The reasons which a bot may give for wanting a person.
REASONS: Mapping[str, HandoffReason] = {
    "requested": "requested",
    "complaint": "complaint",
    "order_system_down": "order_system_down",
    "bot_error": "bot_error",
    "misunderstood": "misunderstood",
    "complex_topic": "complex_topic",
    "serious_topic": "serious_topic",
}


class BotRefused(Exception):
    """The bot answered, but with an HTTP status that is no success."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


class Limit:
    """How long a bot may take for one turn. `begin` says that it begins with the turn now: what it waited
    inside the bot, behind other turns, does not count."""

    def __init__(self, seconds: float = TURN_SECONDS) -> None:
        self.seconds = seconds
        self._holding: list[tuple[asyncio.Timeout, float]] = []

    @asynccontextmanager
    async def held(self, back: float = 0.0) -> AsyncIterator[None]:
        """Raises TimeoutError in what takes longer than the limit, less the seconds that are kept `back`."""
        async with asyncio.timeout(self.seconds - back) as timeout:
            self._holding.append((timeout, self.seconds - back))
            try:
                yield
            finally:
                self._holding.pop()

    def begin(self) -> None:
        now = asyncio.get_running_loop().time()
        for timeout, seconds in self._holding:
            if not timeout.expired():
                timeout.reschedule(now + seconds)


async def outcome(
    turn: BotTurn, answering: Awaitable[BotReply], limit: Limit
) -> BotReply | BotFailure:
    """The reply, or the failure with a code; the log says what it was, not what was said."""
    try:
        async with limit.held():
            reply = await answering
    except TimeoutError:
        return failure(turn, "timeout")
    except BotRefused as error:
        return failure(turn, "bot_error", status=error.status)
    except aiohttp.ClientError as error:
        return failure(turn, "unreachable", error=type(error).__name__)
    except ValidationError as error:
        return failure(turn, "bad_answer", fields=[i["loc"] for i in error.errors()])
    if not _is_storable(reply):
        return failure(turn, "bad_answer", fields=["what PostgreSQL cannot keep"])
    return reply


async def unless_unread[Read](
    reading: Awaitable[Read], sender: str, within: float = READING_SECONDS
) -> Read | None:
    """What the bot has understood, None if it did not say; the log says why, not what was said."""
    try:
        async with asyncio.timeout(within):
            return await reading
    except BotRefused as error:
        reason = str(error)
    except (TimeoutError, aiohttp.ClientError, ValidationError) as error:
        reason = type(error).__name__
    log.warning("bot.unread", reason=reason, sender=sender)
    return None


async def answers(http: aiohttp.ClientSession, url: str, headers: Mapping[str, str]) -> bool:
    """Whether `url` is answered with success, soon."""
    try:
        async with (
            asyncio.timeout(HEALTH_SECONDS),
            http.get(url, headers=headers) as response,
        ):
            return response.status == HTTPStatus.OK
    except (TimeoutError, aiohttp.ClientError):
        return False


def failure(turn: BotTurn, code: str, **facts: object) -> BotFailure:
    log.warning("bot.failed", code=code, sender=turn.sender, reply_to=turn.reply_to, **facts)
    return BotFailure(code=code)


def _is_storable(reply: BotReply) -> bool:
    """JSON has no NaN and no infinity, and PostgreSQL's has no NUL: an answer with one of them
    could never be committed, and the customer would wait for ever."""
    try:
        text = json.dumps(asdict(reply), allow_nan=False, default=str)
    except ValueError:
        return False
    return "\\u0000" not in text
