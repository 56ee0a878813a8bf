"""Several bots behind one port."""

import asyncio
from collections import Counter

import pytest

from handoff.adapters.bots.outcomes import Limit
from handoff.adapters.bots.pool import BotPool
from handoff.domain.bot_answers import BotFailure, BotMessage, BotReply
from handoff.domain.understanding import Intent, MessageReading
from handoff.services.ports.bots import BotTurn

CONVERSATIONS = [f"conversation-{number}" for number in range(300)]
SAID = BotReply(
    intent=Intent(name="greet", confidence=0.9),
    slots={},
    messages=(BotMessage(text="hello"),),
)
READING = MessageReading(intent=Intent(name="greet", confidence=0.9))


class Bot:
    """A bot at its port, up or down."""

    def __init__(self) -> None:
        self.up = True
        self.outcome: BotReply | BotFailure = SAID
        self.asked: list[str] = []

    async def answer(self, turn: BotTurn, limit: Limit) -> BotReply | BotFailure:
        self.asked.append(turn.sender)
        return self.outcome if self.up else BotFailure(code="unreachable")

    async def read(self, sender: str, text: str) -> MessageReading | None:
        self.asked.append(sender)
        return READING if self.up else None

    async def healthy(self) -> bool:
        return self.up


def _turn(conversation: str, segment: int = 0) -> BotTurn:
    return BotTurn(
        sender=f"{conversation}:{segment}",
        message_id="m",
        reply_to=1,
        text="hello",
        payload=None,
        language="en",
        seed={},
    )


@pytest.fixture
def bots() -> dict[str, Bot]:
    return {name: Bot() for name in ("one", "two", "three")}


@pytest.fixture
def pool(bots: dict[str, Bot]) -> BotPool:
    return BotPool(list(bots.items()), at_once=1)


async def _answer(pool: BotPool, conversation: str, segment: int = 0) -> BotReply | BotFailure:
    with pool.line_up(conversation) as place:
        assert await place.reached(within=0)
        return await place.answer(_turn(conversation, segment))


async def test_a_conversation_stays_with_its_bot(pool: BotPool, bots: dict[str, Bot]) -> None:
    """Over turns and segments; and every bot has its share of the conversations."""
    for segment in range(3):
        for conversation in CONVERSATIONS:
            assert await _answer(pool, conversation, segment) == SAID
    homes = [{sender.partition(":")[0] for sender in bot.asked} for bot in bots.values()]
    assert sum(len(home) for home in homes) == len(CONVERSATIONS)
    assert min(len(home) for home in homes) > len(CONVERSATIONS) / 3 / 2


async def test_only_the_conversations_of_a_dead_bot_move(
    pool: BotPool, bots: dict[str, Bot]
) -> None:
    """All are answered; those of the other bots stay where they were, and home is home again."""
    for conversation in CONVERSATIONS:
        await _answer(pool, conversation)
    homes = {sender: name for name, bot in bots.items() for sender in bot.asked}
    bots["two"].up = False
    for bot in bots.values():
        bot.asked.clear()
    for conversation in CONVERSATIONS:
        assert await _answer(pool, conversation) == SAID
    asked_in_vain = Counter(bots["two"].asked)
    assert len(asked_in_vain) == 1, "a bot that is down is not asked by every conversation"
    for name in ("one", "three"):
        assert {s for s, home in homes.items() if home == name} <= set(bots[name].asked)
    bots["two"].up = True
    await pool.check()
    bots["two"].asked.clear()
    for conversation in CONVERSATIONS:
        await _answer(pool, conversation)
    assert set(bots["two"].asked) == {s for s, home in homes.items() if home == "two"}


async def test_a_failure_that_may_have_been_a_turn_is_not_asked_again(
    pool: BotPool, bots: dict[str, Bot]
) -> None:
    """A timeout may have been half a turn: the apology is due, not another bot's guess."""
    for bot in bots.values():
        bot.outcome = BotFailure(code="timeout")
    assert await _answer(pool, "c") == BotFailure(code="timeout")
    assert sum(len(bot.asked) for bot in bots.values()) == 1


async def test_with_every_bot_down_the_pool_is_unwell(pool: BotPool, bots: dict[str, Bot]) -> None:
    """The pool's answer says so, too."""
    assert await pool.healthy()
    for bot in bots.values():
        bot.up = False
    assert not await pool.healthy()
    assert await _answer(pool, "c") == BotFailure(code="unreachable")


async def test_a_bot_that_answers_turns_is_up() -> None:
    """A busy bot takes too long for the probe, and keeps its conversations all the same."""

    class Busy(Bot):
        probed, late = asyncio.Event(), asyncio.Event()

        async def healthy(self) -> bool:
            self.probed.set()
            await self.late.wait()
            return False

    pool = BotPool([("busy", Busy())], at_once=1)
    checking = asyncio.create_task(pool.healthy())
    await Busy.probed.wait()
    await _answer(pool, "c")
    Busy.late.set()
    assert await checking
    assert not await pool.healthy()


async def test_it_is_read_by_the_bot_that_has_the_conversation(
    pool: BotPool, bots: dict[str, Bot]
) -> None:
    """And by the next one while that is down; while all are down, nobody is even asked."""
    await _answer(pool, "a")
    (own,) = (name for name, bot in bots.items() if bot.asked)
    assert await pool.read("a:1", "hello") == READING
    assert bots[own].asked == ["a:0", "a:1"]

    bots[own].up = False
    await pool.check()
    assert await pool.read("a:2", "hello") == READING
    assert bots[own].asked == ["a:0", "a:1"]

    for bot in bots.values():
        bot.up = False
        bot.asked.clear()
    await pool.check()
    assert await pool.read("a:3", "hello") is None
    assert not any(bot.asked for bot in bots.values())
