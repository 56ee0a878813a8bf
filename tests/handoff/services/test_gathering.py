"""Waiting for a customer to finish writing."""

import asyncio
from uuid import uuid4

import pytest

from handoff.domain.conversation import commands as c
from handoff.domain.conversation.decisions import append
from handoff.domain.conversation.state import Conversation
from handoff.services.gathering import PAUSES, Gathering
from handoff.services.signals import Committed, CustomerTyping
from tests.handoff.services.conftest import Clock
from tests.handoff.waiting import PATIENCE

PAUSE = 0.2  # seconds
CHAT = str(uuid4())


def said(payload: str | None = None, chat: str = CHAT) -> Committed:
    """A customer's line, committed."""
    state, now = Conversation(id=chat), Clock()()
    start = c.Start(customer_id=str(uuid4()), customer_name=None, language="en")
    state, _ = append(state, start, now)
    line = c.CustomerSay(text="hello", client_id=str(uuid4()), payload=payload)
    state, events = append(state, line, now)
    return Committed(conversation=state, events=events)


def typing(*, active: bool) -> CustomerTyping:
    return CustomerTyping(conversation_id=CHAT, active=active)


async def waits(gathering: Gathering) -> "asyncio.Task[None]":
    """A turn that has begun to wait."""
    task = asyncio.create_task(gathering.quiet(CHAT))
    await asyncio.sleep(0)
    return task


async def seconds(task: "asyncio.Task[None]", since: float) -> float:
    await task
    return asyncio.get_running_loop().time() - since


@pytest.fixture
async def now() -> float:
    return asyncio.get_running_loop().time()


async def test_a_pause_ends_the_wait(now: float) -> None:
    """Nobody writes on."""
    assert await seconds(await waits(Gathering(PAUSE)), now) >= PAUSE


async def test_another_line_begins_the_pause_anew(now: float) -> None:
    """So quick lines come together; those of other customers change nothing."""
    gathering = Gathering(PAUSE)
    task = await waits(gathering)
    await asyncio.wait({task}, timeout=PAUSE / 2)
    gathering.hear(said(chat=str(uuid4())))
    gathering.hear(said())
    assert await seconds(task, now) >= PAUSE * 1.5


async def test_somebody_typing_is_waited_for_until_they_stop(now: float) -> None:
    """A typing sign holds longer than the pause; its end starts the pause again."""
    gathering = Gathering(PAUSE)
    task = await waits(gathering)
    gathering.hear(typing(active=True))
    await asyncio.wait({task}, timeout=PAUSE * 2)
    assert not task.done()
    gathering.hear(typing(active=False))
    assert await seconds(task, now) >= PAUSE * 3


async def test_nobody_is_waited_for_longer_than_the_limit(now: float) -> None:
    """A customer who types on and on is answered what they have said."""
    gathering = Gathering(PAUSE)
    task = await waits(gathering)
    gathering.hear(typing(active=True))
    assert await seconds(task, now) >= PAUSE * PAUSES


async def test_a_later_turn_of_the_conversation_waits_for_itself(now: float) -> None:
    """Another gateway has taken the turn that waited, and answered it, while this gateway stood still."""
    gathering = Gathering(PAUSE)
    former = await waits(gathering)
    await asyncio.wait({former}, timeout=PAUSE / 2)
    later = await waits(gathering)
    assert await seconds(former, now) >= PAUSE
    gathering.hear(said())
    assert await seconds(later, now) >= PAUSE * 2


async def test_a_button_ends_the_wait() -> None:
    """It says all there is to say."""
    gathering = Gathering(60)
    task = await waits(gathering)
    gathering.hear(said(payload="/store_hours"))
    await asyncio.wait_for(task, PATIENCE)


@pytest.mark.parametrize(
    ("pause", "committed"),
    [
        (PAUSE, said(payload="/greet")),
        (0, said()),
        (PAUSE, Committed(conversation=said().conversation, events=())),
    ],
    ids=["a button", "a shop that wants no pause", "a turn that comes due with the bot's answer"],
)
async def test_what_is_complete_is_answered_at_once(pause: float, committed: Committed) -> None:
    """Nothing more is to be expected, or nobody wants to wait for it."""
    assert not Gathering(pause).waits_for(committed)


async def test_more_may_follow_a_typed_line() -> None:
    """So its turn waits."""
    assert Gathering(PAUSE).waits_for(said())
