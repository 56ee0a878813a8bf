"""The line before one bot: it is given so many turns at once, the others wait, first come first served.

    join ──► waits ──► called ──► answer ──► leave
               │
               └─ the bot hangs ──► sent away

A bot works on one core, so what it is given beyond that waits inside it, where nobody sees it, and a
limit that ran from the question would call a busy bot broken. Here turns wait where they are counted, and
a turn's limit runs from when the bot begins with it: when it is asked, or when a turn that was asked
before has been answered, whichever is later.
"""

import asyncio
from collections import deque
from datetime import timedelta
from typing import Protocol

import structlog

from handoff.adapters.bots.outcomes import TURN_SECONDS, Limit
from handoff.domain.bot_answers import BotFailure, BotReply
from handoff.domain.desk.bot_load import BotLoad
from handoff.services.ports.bots import BotReader, BotTurn

log = structlog.get_logger()

UNREACHABLE = BotFailure(code="unreachable")  # proves that the turn never reached a bot
TIMEOUT = BotFailure(code="timeout")

# Waits are remembered for so long, in seconds: a supervisor looks every few seconds, and load comes in waves.
REMEMBERED = 60


class Bot(BotReader, Protocol):
    """Answers and reads."""

    async def answer(self, turn: BotTurn, limit: Limit) -> BotReply | BotFailure:
        """Never raises for a failing bot: that is an outcome. Takes no longer than `limit`."""
        ...

    async def healthy(self) -> bool: ...


class Ticket:
    """A turn's place in the line of one bot. `called` tells, in the end, whether the bot has room for it;
    it has not if it hangs."""

    def __init__(self, since: float) -> None:
        self.since = since
        self.called: asyncio.Future[bool] = asyncio.get_running_loop().create_future()


class Line:
    """Gives `bot` up to `at_once` turns, each `seconds` from when the bot begins with it."""

    def __init__(self, name: str, bot: Bot, at_once: int, seconds: float = TURN_SECONDS) -> None:
        self.name = name
        self.bot = bot
        self.is_down = False
        self._seconds = seconds
        self._free = at_once
        self._waiting: deque[Ticket] = deque()
        self._asked: dict[Limit, None] = {}  # in the order in which the bot was asked
        self._answered_at = float("-inf")
        self._waits = _RecentWaits(REMEMBERED)

    def join(self) -> Ticket:
        """Takes a place at the end of the line. It must be left again, whatever becomes of the turn."""
        ticket = Ticket(_now())
        self._waiting.append(ticket)
        self._call()
        return ticket

    def leave(self, ticket: Ticket) -> None:
        if not ticket.called.done():
            self._waiting.remove(ticket)
            self._waits.add(ticket.since)
            ticket.called.cancel()
        elif ticket.called.result():
            self._free += 1
            self._call()

    async def answer(self, turn: BotTurn) -> BotReply | BotFailure:
        """Asks the bot now."""
        limit = Limit(self._seconds)
        self._asked[limit] = None
        try:
            outcome = await self.bot.answer(turn, limit)
            self._judge(limit, outcome)
        finally:
            del self._asked[limit]
        return outcome

    def _judge(self, limit: Limit, outcome: BotReply | BotFailure) -> None:
        """An answer, even a bad one, shows that the bot works, and begins with the turns behind."""
        if outcome == UNREACHABLE:
            self._mark_down()
        elif outcome != TIMEOUT:
            self.is_down = False
            self._answered_at = _now()
            self._begin_those_behind(limit)
        elif _now() - self._answered_at >= self._seconds:
            self._mark_down()
            self._send_away()

    def _begin_those_behind(self, answered: Limit) -> None:
        asked = list(self._asked)
        for limit in asked[asked.index(answered) + 1 :]:
            limit.begin()

    async def check(self) -> None:
        """Finds whether the bot is up: it says so, or has answered a turn meanwhile. A busy bot may take long to
        say so."""
        began = _now()
        if await self.bot.healthy() or self._answered_at >= began:
            self.is_down = False
        else:
            self._mark_down()

    def load(self) -> BotLoad:
        """How many wait, and the longest wait of late, of those who still wait included."""
        waits = [_now() - ticket.since for ticket in self._waiting]
        longest = max([self._waits.longest(), *waits])
        return BotLoad(waiting=len(waits), longest=timedelta(seconds=longest))

    def _call(self) -> None:
        while self._free and self._waiting:
            ticket = self._waiting.popleft()
            self._free -= 1
            self._waits.add(ticket.since)
            ticket.called.set_result(True)

    def _mark_down(self) -> None:
        if not self.is_down:
            log.warning("bot.down", bot=self.name)
            self.is_down = True

    def _send_away(self) -> None:
        """The bot hangs: nobody waits for it."""
        while self._waiting:
            self._waiting.popleft().called.set_result(False)


class _RecentWaits:
    """The waits that ended in the last `seconds`, as far as no later one was longer."""

    def __init__(self, seconds: int) -> None:
        self._seconds = seconds
        self._ended: deque[tuple[float, float]] = deque()  # ends rise, waits fall

    def add(self, since: float) -> None:
        """A wait that began at `since` ends now."""
        now = _now()
        while self._ended and self._ended[-1][1] <= now - since:
            self._ended.pop()
        self._ended.append((now, now - since))
        self._forget(now)

    def longest(self) -> float:
        """In seconds."""
        self._forget(_now())
        return self._ended[0][1] if self._ended else 0.0

    def _forget(self, now: float) -> None:
        while self._ended and self._ended[0][0] < now - self._seconds:
            self._ended.popleft()


def _now() -> float:
    """The event loop's time, in seconds."""
    return asyncio.get_running_loop().time()
