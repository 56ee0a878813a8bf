"""Erasing customers: asked for, cut off half-way, and by the clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.audit import PostgresAudit
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customer_data import PostgresCustomerData
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.adapters.valkey.page_contexts import ValkeyPageContexts
from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.state import Conversation
from handoff.domain.errors import IllegalMove, NotFound
from handoff.domain.page_context import PageContext
from handoff.services.erasures import SETTLED, Erasures
from handoff.services.ports.audit import ReadQuery
from handoff.services.publication import Publication
from handoff.services.signals import Committed
from stack.free_ports import free_port
from tests.handoff.services.conftest import Clock, Crew, Door, Heard, agent


@pytest.fixture
def data(engine: AsyncEngine) -> PostgresCustomerData:
    return PostgresCustomerData(engine)


@pytest.fixture
def erasures(
    engine: AsyncEngine,
    data: PostgresCustomerData,
    store: PostgresConversations,
    publication: Publication,
    clock: Clock,
) -> Erasures:
    return Erasures(data, store, publication, clock)


async def _texts(store: PostgresConversations, conversation_id: str) -> list[str]:
    log = await store.read(conversation_id, after=0, limit=1000, public_only=False)
    return [event.body.text for event in log if isinstance(event.body, e.CustomerSaid)]


async def test_all_conversations_of_a_customer_are_erased_and_told_of(
    erasures: Erasures,
    store: PostgresConversations,
    door: Door,
    heard: Heard,
    customers: PostgresCustomers,
) -> None:
    """Consoles and other gateways hear of each; the customer's tokens are good no more."""
    customer = await door.customer(external_id=new_id(), name="Nika", email="n@mail.example")
    talks = [await door.conversation(_say("my parcel"), customer=customer) for _ in range(3)]
    kept = await erasures.erase(customer.id, staff_id=None, under_way=False)
    assert (kept.customer, kept.conversations) == (customer, 3)
    assert [await _texts(store, talk.id) for talk in talks] == [[""]] * 3
    told = [x.conversation.id for x in heard.signals if isinstance(x, Committed) and _ends(x)]
    assert told == [talk.id for talk in talks]
    left = await customers.get(customer.id)
    assert (left.name, left.email, left.external_id) == (None, None, None)
    assert left.revocations > customer.revocations


async def test_it_is_noted_who_erased_and_not_whom_by_name(
    erasures: Erasures, door: Door, crew: Crew, engine: AsyncEngine
) -> None:
    """The audit has an id which leads to nobody any more."""
    omid = await crew.hire("Omid", role="admin")
    customer = await door.customer(name="Nika")
    await erasures.erase(customer.id, staff_id=omid.id, under_way=False)
    (noted,) = await PostgresAudit(engine).find(ReadQuery(subject=customer.id))
    assert (noted.staff_id, noted.kind, noted.holder) == (omid.id, "erasure", None)


async def test_a_customer_who_is_being_served_is_erased_if_it_is_meant(
    erasures: Erasures, store: PostgresConversations, door: Door, crew: Crew
) -> None:
    """Refused with nothing changed; then the chat ends, and the agent has the slot again."""
    sara = await crew.hire("Sara")
    customer = await door.customer(name="Nika")
    talk = await door.conversation(_say("hello"), c.Take(agent=agent(sara)), customer=customer)
    with pytest.raises(IllegalMove) as refusal:
        await erasures.erase(customer.id, staff_id=None, under_way=False)
    assert (refusal.value.code, refusal.value.data) == ("under_way", {"conversations": 1})
    assert await store.load(talk.id) == talk
    await erasures.erase(customer.id, staff_id=None, under_way=True)
    assert (await store.load(talk.id)).owner.kind == "closed"
    assert talk.id not in {held.conversation_id for held in await store.held_by_others_than([])}


async def test_erasing_twice_erases_what_has_come_since(
    erasures: Erasures, store: PostgresConversations, door: Door
) -> None:
    """The second time nothing is left, and nothing is recorded; nobody is refused."""
    customer = await door.customer(name="Nika")
    talk = await door.conversation(_say("hello"), customer=customer)
    await erasures.erase(customer.id, staff_id=None, under_way=False)
    once = await store.load(talk.id)
    again = await erasures.erase(customer.id, staff_id=None, under_way=False)
    assert again.erased_at is not None
    assert await store.load(talk.id) == once
    with pytest.raises(NotFound):
        await erasures.erase(new_id(), staff_id=None, under_way=False)


async def test_what_was_cut_off_is_finished(
    erasures: Erasures,
    data: PostgresCustomerData,
    store: PostgresConversations,
    door: Door,
    clock: Clock,
) -> None:
    """A command that was killed after its first step: a gateway does the rest, and so it does with
    words that were on their way when it began."""
    customer = await door.customer(name="Nika")
    talk = await door.conversation(_say("hello"), customer=customer)
    await data.begin_erasure(customer.id)
    await erasures.finish()
    assert await _texts(store, talk.id) == [""]
    late = await door.conversation(_say("late"), customer=customer)
    clock.elapse(2 * SETTLED.total_seconds())
    await erasures.finish()
    assert await _texts(store, late.id) == [""]
    assert customer.id not in await data.unfinished(1000)


class Stuck(PostgresCustomerData):
    """Cannot erase one conversation."""

    stuck: str

    async def commit(
        self, before: Conversation, after: Conversation, recorded: Sequence[e.Event]
    ) -> None:
        if after.id == self.stuck:
            raise ValueError("a row that no release can read")
        await super().commit(before, after, recorded)


async def test_an_erasure_that_cannot_be_finished_holds_up_no_other(
    engine: AsyncEngine,
    publication: Publication,
    store: PostgresConversations,
    door: Door,
    clock: Clock,
) -> None:
    """It stays open, and the next pass tries it again; those that began after it are finished."""
    data = Stuck(engine)
    talks = []
    for _ in range(2):
        customer = await door.customer(name="Nika")
        talks.append(await door.conversation(_say("hello"), customer=customer))
        await data.begin_erasure(customer.id)
    first, second = talks
    data.stuck = first.id
    erasures = Erasures(data, store, publication, clock)
    await erasures.finish()
    assert [await _texts(store, talk.id) for talk in talks] == [["hello"], [""]]
    assert first.customer_id in await data.unfinished(1000)
    data.stuck = second.id
    await erasures.finish()
    assert await _texts(store, first.id) == [""]


async def test_gateways_learn_of_what_the_command_line_erased(
    erasures: Erasures, data: PostgresCustomerData, door: Door, heard: Heard
) -> None:
    """The state without words replaces the one that they remember."""
    customer = await door.customer(name="Nika")
    talk = await door.conversation(_say("hello"), customer=customer)
    await erasures.erase(customer.id, staff_id=None, under_way=False)
    heard.signals.clear()
    await erasures.finish()
    states = [x.conversation for x in heard.signals if isinstance(x, Committed)]
    assert [state.erased for state in states if state.id == talk.id] == [True]


async def test_what_the_customer_was_looking_at_goes_too(
    engine: AsyncEngine,
    erasures: Erasures,
    store: PostgresConversations,
    publication: Publication,
    door: Door,
    clock: Clock,
    valkey: Redis,
) -> None:
    """The command line has no Valkey: gateways take it away when they finish what was begun there."""
    contexts, mugs = ValkeyPageContexts(valkey), PageContext(page="Mugs")
    data = PostgresCustomerData(engine)
    gateway = Erasures(data, store, publication, clock, contexts)
    here, there = [await door.conversation(_say("hello")) for _ in range(2)]
    for talk in (here, there):
        await contexts.keep(talk.id, mugs)
    await gateway.erase(here.customer_id, staff_id=None, under_way=False)
    await erasures.erase(there.customer_id, staff_id=None, under_way=False)
    assert [await contexts.of(talk.id) for talk in (here, there)] == [PageContext(), mugs]
    await gateway.finish()
    assert await contexts.of(there.id) == PageContext()


async def test_an_erasure_does_not_need_valkey(
    engine: AsyncEngine,
    data: PostgresCustomerData,
    store: PostgresConversations,
    publication: Publication,
    door: Door,
    clock: Clock,
) -> None:
    """What it keeps of the page expires by itself."""
    down = Redis.from_url(f"redis://127.0.0.1:{free_port()}")
    erasures = Erasures(data, store, publication, clock, ValkeyPageContexts(down))
    customer = await door.customer(name="Nika")
    talk = await door.conversation(_say("hello"), customer=customer)
    await erasures.erase(customer.id, staff_id=None, under_way=False)
    assert await _texts(store, talk.id) == [""]
    await down.aclose()


async def test_what_has_been_quiet_for_long_is_erased(
    erasures: Erasures,
    store: PostgresConversations,
    customers: PostgresCustomers,
    door: Door,
    clock: Clock,
) -> None:
    """Its customer goes with the last word; who has written since keeps all of it."""
    gone, regular = await door.customer(name="Nika"), await door.customer(name="Omid")
    quiet = await door.conversation(_say("hello"), customer=gone)
    old = await door.conversation(_say("first"), customer=regular)
    clock.elapse(timedelta(days=40).total_seconds())
    recent = await door.conversation(_say("second"), customer=regular)
    while await erasures.forget(clock() - timedelta(days=30)):
        pass
    assert [await _texts(store, x.id) for x in (quiet, old, recent)] == [[""], [""], ["second"]]
    assert ((await customers.get(gone.id)).name, (await customers.get(regular.id)).name) == (
        None,
        "Omid",
    )


class Slow(PostgresCustomerData):
    """Has looked for quiet conversations before its `found` one was gone on with."""

    found: str

    async def quiet_conversations(
        self, since: datetime, limit: int, *, held_since: datetime
    ) -> Sequence[str]:
        return [self.found]


async def test_a_customer_who_has_just_come_back_keeps_the_conversation(
    engine: AsyncEngine,
    publication: Publication,
    store: PostgresConversations,
    door: Door,
    clock: Clock,
) -> None:
    """It was quiet when it was looked for, and is not when it is looked at."""
    talk = await door.conversation(_say("hello"))
    clock.elapse(timedelta(days=40).total_seconds())
    await door.go_on(talk, _say("back again"))
    slow = Slow(engine)
    slow.found = talk.id
    erasures = Erasures(slow, store, publication, clock)
    await erasures.forget(clock() - timedelta(days=30))
    assert await _texts(store, talk.id) == ["hello", "back again"]


def _say(text: str) -> c.CustomerSay:
    return c.CustomerSay(text=text, client_id=new_id())


def _ends(committed: Committed) -> bool:
    return [type(event.body) for event in committed.events] == [e.ConversationErased]
