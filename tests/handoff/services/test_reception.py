"""Customers come in by any channel, and are one customer with one conversation at a time."""

import asyncio
from datetime import timedelta

import pytest

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.domain.conversation import commands as c
from handoff.services.conversations import Conversations
from handoff.services.reception import REOPEN_WITHIN, Newcomer, Reception, Words
from tests.handoff.services.conftest import Clock, Crew, Door, Heard, agent

NIKA = Newcomer(name="Nika", email="nika@mail.example")


@pytest.fixture
def by_mail(conversations: Conversations, customers: PostgresCustomers, clock: Clock) -> Reception:
    """The reception of a channel that is not the widget."""
    return Reception(conversations, customers, clock, new_id, channel="mail")


@pytest.fixture
def by_widget(
    conversations: Conversations, customers: PostgresCustomers, clock: Clock
) -> Reception:
    return Reception(conversations, customers, clock, new_id)


async def test_a_newcomer_begins_a_conversation_on_the_channel(
    by_mail: Reception, conversations: Conversations
) -> None:
    """With the name that they came under; the shop does not vouch for them."""
    nika = await by_mail.welcome(NIKA, "fa")
    state = await conversations.store.load(await by_mail.conversation_of(nika, "fa"))
    assert (state.channel, state.language, state.contact.name) == ("mail", "fa", "Nika")
    assert (nika.email, nika.external_id, state.verified) == ("nika@mail.example", None, False)


async def test_the_same_words_are_taken_down_once(
    by_mail: Reception, heard: Heard, conversations: Conversations
) -> None:
    """However often the channel brings them: a mailbox that is read again, a server that retries."""
    nika = await by_mail.welcome(NIKA, "en")
    id_ = await by_mail.conversation_of(nika, "en")
    words = Words(text="where is my order?", client_id=new_id())
    first, again = await by_mail.say(id_, words), await by_mail.say(id_, words)
    assert again.events == first.events
    told = await conversations.store.read(id_, after=0, limit=10, public_only=False)
    assert [event.body.type for event in told] == ["conversation.started", "customer.said"]


async def test_a_conversation_goes_on_by_whichever_channel(
    by_mail: Reception, by_widget: Reception, conversations: Conversations
) -> None:
    """It keeps the channel on which it began."""
    nika = await by_widget.welcome(NIKA, "en")
    id_ = await by_widget.conversation_of(nika, "en")
    assert await by_mail.conversation_of(nika, "en") == id_
    said = await by_mail.say(id_, Words(text="by mail now", client_id=new_id()))
    assert said.conversation.channel == "widget"


async def test_an_agreement_goes_along_to_the_next_conversation_unless_it_was_erased(
    by_widget: Reception, conversations: Conversations, clock: Clock
) -> None:
    """After an erasure the shop asks again, as it asks anybody who is new."""
    nika = await by_widget.welcome(NIKA, "en")
    first = await by_widget.conversation_of(nika, "en")
    await conversations.execute(first, c.GiveConsent(version=2))
    await conversations.execute(first, c.EndChat())
    clock.elapse((REOPEN_WITHIN + timedelta(seconds=1)).total_seconds())
    second = await by_widget.conversation_of(nika, "en")
    carried = (await conversations.store.load(second)).consent
    assert carried is not None
    assert (second != first, carried.version) == (True, 2)
    await conversations.execute(second, c.EndChat())
    await conversations.execute(second, c.Erase())
    third = await by_widget.conversation_of(nika, "en")
    assert (await conversations.store.load(third)).consent is None


async def test_what_is_long_over_is_followed_by_another(
    by_mail: Reception, crew: Crew, door: Door, conversations: Conversations, clock: Clock
) -> None:
    """On the channel by which the customer comes back; several calls at once find the same one."""
    sara, nika = await crew.hire("Sara"), await by_mail.welcome(NIKA, "en")
    old = await door.conversation(
        c.Take(agent=agent(sara)), c.Close(agent=agent(sara)), customer=nika
    )
    assert await by_mail.conversation_of(nika, "en") == old.id
    clock.elapse((REOPEN_WITHIN + timedelta(seconds=1)).total_seconds())
    found = await asyncio.gather(*(by_mail.conversation_of(nika, "en") for _ in range(5)))
    (following,) = set(found)
    assert following != old.id
    assert (await conversations.store.load(following)).channel == "mail"
