"""Earlier conversations, read by their customer and by nobody else, on the real store."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customer_data import PostgresCustomerData
from handoff.domain.conversation import commands as c
from handoff.domain.errors import NotFound
from handoff.domain.people import Names
from handoff.services.conversations import Conversations
from handoff.services.earlier_talks import EarlierTalks
from handoff.services.erasures import Erasures
from handoff.services.publication import Publication
from handoff.services.visits import Visit
from tests.handoff.services.conftest import Clock, Door, say
from tests.handoff.shop import Settled


@pytest.fixture
def earlier(conversations: Conversations) -> EarlierTalks:
    return EarlierTalks(conversations, Settled())


async def test_a_customer_reads_their_other_conversations_page_by_page(
    earlier: EarlierTalks, door: Door
) -> None:
    """Newest first, each once, without the one that is open in the widget and without silent ones."""
    nika = await door.customer()
    talks = [await door.conversation(say(f"matter {n}"), customer=nika) for n in range(5)]
    await door.conversation(customer=nika)
    current = await door.conversation(say("now"), customer=nika)
    visit = Visit(customer_id=nika.id, conversation_id=current.id)
    assert await earlier.any(visit)
    first = await earlier.page(visit, "en", before=None, limit=3)
    rest = await earlier.page(visit, "en", before=first.talks[-1].id, limit=3)
    assert (first.more, rest.more) == (True, False)
    found = [talk.id for talk in (*first.talks, *rest.talks)]
    assert found == [talk.id for talk in reversed(talks)]
    assert first.talks[0].last.text == "matter 4"


async def test_the_log_is_read_page_by_page_without_what_staff_noted(
    earlier: EarlierTalks, door: Door
) -> None:
    """The same pages as those of the conversation that is open."""
    nika = await door.customer()
    note = c.AgentNote(
        agent=c.Agent(id=new_id(), names=Names(en="Sara")), text="rude", client_id=new_id()
    )
    talk = await door.conversation(say("first"), note, say("second"), customer=nika)
    visit = Visit(customer_id=nika.id, conversation_id=new_id())
    events, more = await earlier.read(visit, talk.id, after=0, limit=2)
    assert ([event.body.type for event in events], more) == (
        ["conversation.started", "customer.said"],
        True,
    )
    events, more = await earlier.read(visit, talk.id, after=events[-1].seq, limit=2)
    assert ([event.body.type for event in events], more) == (["customer.said"], False)


async def test_another_customer_s_conversation_opens_nothing(
    earlier: EarlierTalks, door: Door
) -> None:
    """As if there were none; and a stranger of whom nothing is stored has none."""
    talk = await door.conversation(say("this is between us"))
    other = await door.customer()
    for customer_id in (other.id, new_id()):
        visit = Visit(customer_id=customer_id, conversation_id=new_id(), language="en")
        assert not await earlier.any(visit)
        assert not (await earlier.page(visit, "en", before=None, limit=9)).talks
        for conversation_id in (talk.id, new_id()):
            with pytest.raises(NotFound):
                await earlier.read(visit, conversation_id, after=0, limit=9)
            with pytest.raises(NotFound):
                await earlier.conversation(visit, conversation_id)


async def test_what_was_erased_is_read_no_more(
    earlier: EarlierTalks,
    door: Door,
    engine: AsyncEngine,
    store: PostgresConversations,
    publication: Publication,
    clock: Clock,
) -> None:
    """It is in no list, and its id opens nothing."""
    nika = await door.customer()
    talk = await door.conversation(say("forget this"), customer=nika)
    visit = Visit(customer_id=nika.id, conversation_id=new_id())
    data = PostgresCustomerData(engine)
    erasures = Erasures(data, store, publication, clock)
    assert await earlier.any(visit)
    await erasures.erase(nika.id, staff_id=None, under_way=False)
    assert not await earlier.any(visit)
    with pytest.raises(NotFound):
        await earlier.read(visit, talk.id, after=0, limit=9)
