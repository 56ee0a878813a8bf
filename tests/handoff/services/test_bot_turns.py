"""The bot's turns: one at a time, in order, never over a person, and never silence."""

import asyncio
from dataclasses import replace

import pytest

from handoff.adapters.machine import new_id, now
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.domain.bot_answers import BotFailure, BotMessage, BotReply
from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.duties import Duty
from handoff.domain.conversation.state import Conversation
from handoff.domain.people import Names
from handoff.domain.understanding import Intent
from handoff.services.bot_turns import BotTurns
from handoff.services.conversations import Conversations
from handoff.services.fresh_turns import LEASE, FreshTurns
from handoff.services.gathering import Gathering
from handoff.services.publication import Publication
from handoff.services.signals import BotTyping, Committed
from handoff.workers.duties import AT_ONCE, RETRY, DutyWorker
from tests.handoff.services.conftest import PATIENCE, Backend, Clock, Door, Heard, say
from tests.handoff.shop import Settled
from tests.handoff.waiting import eventually

SARA = c.Agent(id=new_id(), names=Names(en="Sara"))
ANSWER = BotReply(
    intent=Intent(name="hours", confidence=0.9),
    slots={"day": "today"},
    messages=(BotMessage(text="At nine", utter_action="utter_hours"),),
)


@pytest.fixture
def backend() -> Backend:
    return Backend(ANSWER)


@pytest.fixture
def turns(
    conversations: Conversations,
    customers: PostgresCustomers,
    backend: Backend,
    publication: Publication,
) -> BotTurns:
    return BotTurns(
        conversations, customers, backend, publication, Gathering(0), Settled(), PATIENCE
    )


@pytest.fixture
def worker(
    conversations: Conversations,
    turns: BotTurns,
    clock: Clock,
    fresh: FreshTurns,
) -> DutyWorker:
    return DutyWorker(conversations, turns, clock, LEASE, fresh)


async def _types(store: PostgresConversations, state: Conversation) -> list[str]:
    log = await store.read(state.id, after=0, limit=100, public_only=False)
    return [event.body.type for event in log]


async def test_the_bot_is_asked_about_the_message(
    door: Door, turns: BotTurns, backend: Backend, store: PostgresConversations, heard: Heard
) -> None:
    """It gets the text, the memory's name and what is known of the customer, whom it is to call by their
    first name; typing is shown."""
    customer = await door.customer(external_id=new_id(), name="Nika Rahimi")
    message = say("when do you open?")
    state = await door.conversation(message, customer=customer)
    await turns.take(state.id, 2)
    (turn,) = backend.turns
    assert (turn.sender, turn.message_id, turn.text) == (
        f"{state.id}:0",
        message.client_id,
        "when do you open?",
    )
    assert turn.seed == {"customer_name": "Nika", "customer_verified": True, "remembered": {}}
    assert (await _types(store, state))[2:] == ["bot.understood", "bot.said"]
    typing = [s.active for s in heard.signals if isinstance(s, BotTyping)]
    assert typing == [True, False]


async def test_the_bot_is_told_of_a_third_language(
    door: Door, turns: BotTurns, backend: Backend
) -> None:
    """Arabic is not taken for Persian: the conversation stays in its language."""
    state = await door.conversation(say("متى يصل الطلب؟"))
    await turns.take(state.id, 2)
    (turn,) = backend.turns
    assert (turn.third_language, turn.language) == ("ar", "en")


async def test_a_late_answer_is_suppressed(
    door: Door,
    turns: BotTurns,
    backend: Backend,
    store: PostgresConversations,
    conversations: Conversations,
) -> None:
    """While it thought, a person took over: nothing of it goes to the customer."""
    state = await door.conversation(say())

    async def taken_over() -> None:
        await conversations.execute(state.id, c.Take(agent=SARA))

    backend.meanwhile = taken_over
    await turns.take(state.id, 2)
    types = await _types(store, state)
    assert "bot.said" not in types
    assert types[-1] == "bot.suppressed"
    last = await store.event(state.id, len(types))
    assert last is not None
    assert last.body == e.BotSuppressed(reply_to=2, computed_epoch=0, texts=("At nine",))
    assert not last.public


async def test_a_turn_that_is_done_twice_is_recorded_once(
    door: Door, turns: BotTurns, backend: Backend, store: PostgresConversations
) -> None:
    """A second taker, after or during the first, changes nothing."""
    state = await door.conversation(say())

    async def the_other_gateway() -> None:
        backend.meanwhile = _nothing
        await turns.take(state.id, 2)

    backend.meanwhile = the_other_gateway
    await turns.take(state.id, 2)
    await turns.take(state.id, 2)
    assert (await _types(store, state))[2:] == ["bot.understood", "bot.said"]
    assert len(backend.turns) == 2


async def test_a_turn_that_is_done_twice_with_other_lines_is_recorded_once(
    door: Door,
    turns: BotTurns,
    backend: Backend,
    store: PostgresConversations,
    conversations: Conversations,
) -> None:
    """A second taker asks with what the customer has added, and hears the bot after the first."""
    state = await door.conversation(say("one"))
    asked, recorded = asyncio.Event(), asyncio.Event()
    second: list[asyncio.Task[None]] = []

    async def thinks() -> None:
        asked.set()
        await recorded.wait()

    async def the_other_gateway() -> None:
        backend.meanwhile = thinks
        await conversations.execute(state.id, say("two"))
        second.append(asyncio.create_task(turns.take(state.id, 2)))
        await asked.wait()

    backend.meanwhile = the_other_gateway
    await turns.take(state.id, 2)
    recorded.set()
    await second[0]
    assert (await _types(store, state))[3:] == ["bot.understood", "bot.said"]
    await turns.take(state.id, 3)
    assert [turn.text for turn in backend.turns] == ["one", "one\ntwo", "two"]
    assert (await store.load(state.id)).pending == ()


async def _nothing() -> None:
    """The other gateway is alone now."""


async def test_a_failing_bot_apologises_and_hands_over(
    door: Door, turns: BotTurns, backend: Backend, store: PostgresConversations
) -> None:
    """The customer hears of it and is queued for a person; the reason is on record."""
    backend.outcome = BotFailure(code="timeout")
    state = await door.conversation(say())
    await turns.take(state.id, 2)
    assert (await _types(store, state))[2:] == ["bot.failed", "handoff.requested", "queue.entered"]
    after = await store.load(state.id)
    assert after.owner.kind == "queued"
    assert after.packet is not None
    assert (after.packet.reason, after.packet.evidence) == ("bot_error", (2,))


async def test_the_bot_is_not_asked_in_human_hands(
    door: Door, turns: BotTurns, backend: Backend
) -> None:
    """The bot is not asked in the queue either, nor about an answered message."""
    queued = await door.conversation(say(), c.RequestPerson())
    taken = await door.conversation(say(), c.Take(agent=SARA))
    for state in (queued, taken):
        await turns.take(state.id, 2)
    assert backend.turns == []


async def test_the_second_message_waits_for_the_first(
    door: Door,
    worker: DutyWorker,
    backend: Backend,
    store: PostgresConversations,
    conversations: Conversations,
    clock: Clock,
) -> None:
    """One turn is in flight per conversation; the next one is due when it is done."""
    clock.elapse(-86_400)  # nothing of another test is due yet
    state = await door.conversation(say("one"))

    async def another_pass() -> None:
        backend.meanwhile = _nothing
        await conversations.execute(state.id, say("two"))
        assert await store.take_due(clock(), clock() + LEASE, 10) == []

    backend.meanwhile = another_pass
    await worker.run_once()
    await worker.finish()
    assert [turn.text for turn in backend.turns] == ["one"]
    await worker.run_once()
    await worker.finish()
    assert [turn.text for turn in backend.turns] == ["one", "two"]
    assert (await store.load(state.id)).pending == ()


async def test_lines_that_wait_are_one_turn(
    door: Door, turns: BotTurns, backend: Backend, store: PostgresConversations
) -> None:
    """The bot reads them together and answers the last, which settles those before it."""
    lines = [say("hi"), say("my book came"), say("and the cover is torn")]
    state = await door.conversation(*lines)
    await turns.take(state.id, 2)
    (turn,) = backend.turns
    assert (turn.text, turn.reply_to, turn.message_id) == (
        "hi\nmy book came\nand the cover is torn",
        4,
        lines[-1].client_id,
    )
    assert (await _types(store, state))[4:] == ["bot.understood", "bot.said"]
    assert (await store.load(state.id)).pending == ()


async def test_a_button_is_a_turn_of_its_own(
    door: Door, turns: BotTurns, backend: Backend, store: PostgresConversations
) -> None:
    """What was typed before it is answered first, and what was typed after it, later."""
    pressed = replace(say("Opening hours"), payload="/store_hours")
    state = await door.conversation(say("hello"), pressed, say("and where?"))
    for seq in (2, 3, 4):
        await turns.take(state.id, seq)
    assert [(turn.text, turn.payload) for turn in backend.turns] == [
        ("hello", None),
        ("Opening hours", "/store_hours"),
        ("and where?", None),
    ]
    assert (await store.load(state.id)).pending == ()


async def test_lines_that_do_not_fit_wait_for_the_next_turn(
    door: Door, turns: BotTurns, backend: Backend
) -> None:
    """The bot takes no more than it accepts, and nothing is cut off."""
    state = await door.conversation(*(say(letter * 4000) for letter in "abc"))
    await turns.take(state.id, 2)
    await turns.take(state.id, 4)
    assert [turn.text for turn in backend.turns] == [
        "\n".join(["a" * 4000, "b" * 4000]),
        "c" * 4000,
    ]


async def test_a_turn_that_has_begun_something_is_taken_again_alone(
    door: Door, turns: BotTurns, backend: Backend, conversations: Conversations
) -> None:
    """Its gateway died between the deed and the answer: a line said since is not mixed in."""
    state = await door.conversation(say("cancel 1042"))
    begin = c.BeginAction(kind="order_cancelled", order="1042", reply_to=2, segment=0, reason=None)
    await conversations.execute(state.id, begin)
    await conversations.execute(state.id, say("and hurry"))
    for seq in (2, 4):
        await turns.take(state.id, seq)
    assert [turn.text for turn in backend.turns] == ["cancel 1042", "and hurry"]


async def test_a_fresh_turn_waits_for_the_lines_that_follow(
    door: Door,
    conversations: Conversations,
    customers: PostgresCustomers,
    backend: Backend,
    publication: Publication,
    heard: Heard,
    fresh: FreshTurns,
) -> None:
    """The bot is asked once the customer pauses, about all that was said by then."""
    gathering = Gathering(0.3)
    fresh.serve(lambda: 1)
    turns = BotTurns(conversations, customers, backend, publication, gathering, Settled(), PATIENCE)
    state = await door.conversation(say("hey"))
    committed = next(s for s in reversed(heard.signals) if isinstance(s, Committed) and s.turn)
    begun = asyncio.create_task(turns.begin(committed, 2))
    await asyncio.sleep(0)
    gathering.hear(await conversations.execute(state.id, say("it is broken")))
    await begun
    assert [turn.text for turn in backend.turns] == ["hey\nit is broken"]


async def test_who_commits_a_turn_begins_it(
    door: Door,
    worker: DutyWorker,
    backend: Backend,
    store: PostgresConversations,
    heard: Heard,
    clock: Clock,
) -> None:
    """The turn begins without anybody looking for what is due; it is committed with its lease, so nobody
    else finds it due."""
    clock.elapse(-3 * 86_400)
    worker.start()
    state = await door.conversation(say("one"))
    committed = next(s for s in reversed(heard.signals) if isinstance(s, Committed) and s.turn)
    assert committed.conversation.id == state.id
    assert committed.turn == Duty(kind="bot_turn", ref=2, at=clock())
    await worker.run_once()
    await eventually(lambda: _answered(store, state.id), "the bot's answer")
    await worker.stop()
    assert [turn.text for turn in backend.turns] == ["one"]
    assert (await _types(store, state))[2:] == ["bot.understood", "bot.said"]


async def test_a_gateway_without_room_leaves_a_turn_to_all(
    door: Door,
    conversations: Conversations,
    backend: Backend,
    store: PostgresConversations,
    heard: Heard,
    fresh: FreshTurns,
    clock: Clock,
) -> None:
    """What it has no room for it does not lease: the turn is due for whoever looks first."""
    clock.elapse(-5 * 86_400)
    fresh.serve(lambda: 1)
    held = await door.conversation(say("one"))
    left = await door.conversation(say("two"))
    turns = {s.conversation.id: s.turn for s in heard.signals if isinstance(s, Committed)}
    assert turns[held.id] is not None
    assert turns[left.id] is None
    due = await store.take_due(clock(), clock() + LEASE, AT_ONCE)
    assert [leased.conversation_id for leased in due] == [left.id]
    await door.go_on(held, c.Take(agent=SARA))
    await door.go_on(left, c.Take(agent=SARA))


async def test_a_gateway_that_stops_gives_back_turns_that_it_has_not_begun(
    door: Door, worker: DutyWorker, store: PostgresConversations, fresh: FreshTurns, clock: Clock
) -> None:
    """Other gateways need not wait for the end of their leases."""
    clock.elapse(-7 * 86_400)
    fresh.serve(lambda: 1)
    state = await door.conversation(say("one"))
    assert not await store.take_due(clock(), clock() + LEASE, AT_ONCE)
    await worker.stop()
    due = await store.take_due(clock(), clock() + LEASE, AT_ONCE)
    assert [leased.conversation_id for leased in due] == [state.id]
    await door.go_on(state, c.Take(agent=SARA))


async def _answered(store: PostgresConversations, conversation_id: str) -> bool:
    return (await store.load(conversation_id)).pending == ()


async def test_a_message_behind_a_running_turn_brings_no_new_duty(
    door: Door, conversations: Conversations, heard: Heard
) -> None:
    """While the first is being answered the second one begins nothing."""
    state = await door.conversation(say("one"))
    await conversations.execute(state.id, say("two"))
    (last,) = [s for s in heard.signals if isinstance(s, Committed)][-1:]
    assert (last.conversation.pending, last.turn) == ((2, 3), None)


async def test_a_turn_of_a_gateway_that_died_is_taken_again(
    door: Door,
    worker: DutyWorker,
    backend: Backend,
    store: PostgresConversations,
    clock: Clock,
) -> None:
    """When its lease has passed, another gateway answers the customer."""
    clock.elapse(-2 * 86_400)
    state = await door.conversation(say())
    dead = await store.take_due(clock(), clock() + LEASE, 10)
    assert [leased.conversation_id for leased in dead] == [state.id]
    await worker.run_once()
    await worker.finish()
    assert not [turn for turn in backend.turns if turn.sender.startswith(state.id)]
    clock.elapse(LEASE.total_seconds())
    await worker.run_once()
    await worker.finish()
    assert (await _types(store, state))[-1] == "bot.said"


async def test_a_turn_is_its_gateway_s_for_as_long_as_the_bot_takes(
    door: Door, worker: DutyWorker, backend: Backend, store: PostgresConversations, clock: Clock
) -> None:
    """Each pass of the worker renews the lease: no other gateway finds the turn due."""
    clock.elapse(-9 * 86_400)
    state = await door.conversation(say())
    seen: list[object] = []

    async def meanwhile() -> None:
        for _ in range(4):
            clock.elapse(LEASE.total_seconds() * 0.7)
            await worker.run_once()
            seen.extend(await store.take_due(clock(), clock() + LEASE, 10))

    backend.meanwhile = meanwhile
    await worker.run_once()
    await worker.finish()
    assert seen == []
    assert len(backend.turns) == 1
    assert (await _types(store, state))[2:] == ["bot.understood", "bot.said"]


async def test_a_gateway_that_stood_still_goes_on_with_its_turn(
    door: Door, worker: DutyWorker, backend: Backend, clock: Clock
) -> None:
    """Its own lease has passed, and nobody has taken the turn: it renews the lease, and begins nothing
    for a second time."""
    clock.elapse(-11 * 86_400)
    await door.conversation(say())

    async def meanwhile() -> None:
        clock.elapse(LEASE.total_seconds() * 3)
        await worker.run_once()

    backend.meanwhile = meanwhile
    await worker.run_once()
    await worker.finish()
    assert len(backend.turns) == 1


async def test_a_turn_whose_commit_took_longer_than_its_lease_is_due_for_all(
    door: Door, worker: DutyWorker, backend: Backend, fresh: FreshTurns, clock: Clock
) -> None:
    """Another gateway may have taken it by then: the worker does not begin it, but finds it due."""
    clock.elapse(-13 * 86_400)
    fresh.serve(lambda: 1)
    await door.conversation(say())
    clock.elapse(LEASE.total_seconds())
    worker.start()
    fresh.serve(lambda: 1)
    await eventually(lambda: _has_room(fresh), "the mailbox to be emptied")
    await worker.finish()
    assert backend.turns == []
    await worker.run_once()
    await worker.stop()
    assert len(backend.turns) == 1


async def _has_room(fresh: FreshTurns) -> bool:
    return fresh.lease(Duty(kind="bot_turn", ref=0, at=now())) is not None


async def test_a_duty_that_fails_is_tried_again_after_a_while(
    door: Door, worker: DutyWorker, backend: Backend, store: PostgresConversations, clock: Clock
) -> None:
    """It is not tried as soon as its short lease has passed: what fails once may fail for a while."""
    clock.elapse(-15 * 86_400)
    state = await door.conversation(say())

    async def fails() -> None:
        backend.meanwhile = _nothing
        raise RuntimeError("the adapter is broken")

    backend.meanwhile = fails
    await worker.run_once()
    await worker.finish()
    clock.elapse(LEASE.total_seconds() * 2)
    await worker.run_once()
    await worker.finish()
    assert len(backend.turns) == 1
    clock.elapse(RETRY.total_seconds())
    await worker.run_once()
    await worker.finish()
    assert (await _types(store, state))[-1] == "bot.said"
