"""A guest who signs in at the shop keeps the conversation, on every device."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.domain.consent import ConsentTerms
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.state import WithAgent
from handoff.domain.errors import NotAllowed, NotFound
from handoff.domain.files import SentFile
from handoff.services.conversations import Conversations
from handoff.services.identities import ClaimedIdentity
from handoff.services.joining import JOINED_WITHIN
from handoff.services.opinions import Opinion
from handoff.services.reception import Reception
from handoff.services.signals import Committed
from handoff.services.visits import Visit, VisitRules, Visits
from tests.handoff.services.conftest import Clock, Crew, agent
from tests.handoff.services.test_visits import (
    PATIENCE,
    SECRET,
    TOKEN_LIFE,
    TOKENS,
    identity,
    visits,
)

__all__ = ["visits"]  # the fixture

FILE = SentFile(id=new_id(), name="a.pdf", kind="application/pdf", bytes=1, sha256="0" * 64)


async def test_what_a_guest_said_is_the_customers(
    visits: Visits, crew: Crew, conversations: Conversations, clock: Clock
) -> None:
    """With the agent who has it; the guest's token ends, and the orders are the customer's."""
    sara = await crew.hire("Sara")
    token, guest, _ = await visits.open("en", None, None)
    await visits.say(guest, "where is my parcel?", new_id(), None)
    await conversations.execute(guest.conversation_id, c.Take(agent=agent(sara)))
    _, visit, customer = await visits.open("en", token, identity(clock, "j-1", name="Nika"))
    assert visit.conversation_id == guest.conversation_id
    state = await visits.conversation_for(visit)
    assert (state.customer_id, state.verified, state.contact.name) == (customer.id, True, "Nika")
    assert isinstance(state.owner, WithAgent)
    with pytest.raises(NotAllowed):
        await visits.admit(token)
    with pytest.raises(NotFound):
        await visits.conversation_for(guest)
    _, again, _ = await visits.open("en", None, identity(clock, "j-1"))
    assert again.conversation_id == guest.conversation_id


async def test_devices_agree_on_the_conversation_with_a_person(
    visits: Visits, crew: Crew, conversations: Conversations, clock: Clock
) -> None:
    """Else on the later one; sockets of the other one come back, because their tokens end."""
    sara = await crew.hire("Sara")
    token, guest, _ = await visits.open("en", None, None)
    await visits.say(guest, "hello", new_id(), None)
    phone_token, phone, _ = await visits.open("en", None, identity(clock, "j-2"))
    await visits.say(phone, "on my phone", new_id(), None)
    await conversations.execute(guest.conversation_id, c.Take(agent=agent(sara)))
    _, laptop, _ = await visits.open("en", token, identity(clock, "j-2"))
    assert laptop.conversation_id == guest.conversation_id != phone.conversation_id
    with pytest.raises(NotAllowed):
        await visits.admit(phone_token)
    _, phone, _ = await visits.open("en", None, identity(clock, "j-2"))
    assert phone.conversation_id == laptop.conversation_id


async def test_many_tabs_that_sign_in_at_once_join_once(
    visits: Visits, conversations: Conversations, clock: Clock
) -> None:
    """All find the same conversation, and the log tells of it once."""
    token, guest, _ = await visits.open("en", None, None)
    await visits.say(guest, "hello", new_id(), None)
    nika = identity(clock, "j-3")
    opened = await asyncio.gather(*(visits.open("en", token, nika) for _ in range(8)))
    assert {visit.conversation_id for _, visit, _ in opened} == {guest.conversation_id}
    log = await conversations.store.read(
        guest.conversation_id, after=0, limit=50, public_only=False
    )
    assert [event.body.type for event in log].count("customer.identified") == 1


async def half_way(
    visits: Visits, conversations: Conversations, visit: Visit, claimed: ClaimedIdentity
) -> None:
    """A gateway has made the guest's conversation the customer's, and died of it."""
    _, _, customer = await visits.open("en", None, claimed)
    await conversations.execute(
        visit.conversation_id, c.Identify(customer_id=customer.id, customer_name=customer.name)
    )


@pytest.mark.parametrize(
    "does",
    [
        lambda visits, visit: visits.say(visit, "it is me", new_id(), None),
        lambda visits, visit: visits.execute(visit, c.RequestPerson()),
        lambda visits, visit: visits.execute(visit, c.EndChat()),
        lambda visits, visit: visits.keep_waiting(visit),
        lambda visits, visit: visits.open_ticket(visit),
        lambda visits, visit: visits.rate(
            visit, Opinion(client_id=new_id(), closing=1, satisfaction=5)
        ),
        lambda visits, visit: visits.send(visit, FILE, new_id()),
    ],
    ids=["says", "asks", "ends", "waits", "opens a ticket", "rates", "sends a file"],
)
async def test_a_guest_whose_conversation_became_a_customers_does_nothing_in_it(
    visits: Visits,
    conversations: Conversations,
    clock: Clock,
    does: Callable[[Visits, Visit], Awaitable[Committed]],
) -> None:
    """Also while the guest's token is still good, and whatever this gateway remembers of the conversation."""
    token, guest, _ = await visits.open("en", None, None)
    await visits.say(guest, "hello", new_id(), None)
    await half_way(visits, conversations, guest, identity(clock, new_id()))
    assert (await visits.admit(token)).visit == guest
    before = await conversations.store.load(guest.conversation_id)
    for visit in (guest, replace(guest, language=None)):
        with pytest.raises(NotFound):
            await does(visits, visit)
    assert await conversations.store.load(guest.conversation_id) == before


async def test_a_join_that_broke_off_is_completed_by_the_next_try(
    visits: Visits, conversations: Conversations, clock: Clock
) -> None:
    """The guest's token ends, and the customer's other devices come back to the joined conversation."""
    nika = identity(clock, "j-7")
    token, guest, _ = await visits.open("en", None, None)
    await visits.say(guest, "hello", new_id(), None)
    phone_token, phone, _ = await visits.open("en", None, nika)
    await visits.say(phone, "on my phone", new_id(), None)
    await half_way(visits, conversations, guest, nika)
    opened = await asyncio.gather(*(visits.open("en", token, nika) for _ in range(4)))
    for ended in (token, phone_token):
        with pytest.raises(NotAllowed):
            await visits.admit(ended)
    for fresh, visit, _ in opened:
        assert (await visits.admit(fresh)).visit == visit


async def test_what_is_not_under_way_stays_behind(
    visits: Visits, customers: PostgresCustomers, clock: Clock
) -> None:
    """A guest who has said nothing, or nothing lately: at a shared computer that was somebody else."""
    token, guest, _ = await visits.open("en", None, None)
    _, visit, _ = await visits.open("en", token, identity(clock, "j-4"))
    assert visit.conversation_id != guest.conversation_id
    await visits.say(guest, "hello", new_id(), None)
    clock.time += JOINED_WITHIN * 1.01
    _, visit, _ = await visits.open("en", token, identity(clock, "j-4"))
    assert visit.conversation_id != guest.conversation_id
    assert (await visits.admit(token)).visit.conversation_id == guest.conversation_id


@pytest.mark.parametrize("answer", ["a data request", "a note"])
async def test_what_the_staff_does_keeps_no_guest_under_way(
    visits: Visits, crew: Crew, conversations: Conversations, clock: Clock, answer: str
) -> None:
    """A guest who asked and left a shared computer days ago is not the one who signs in there after the answer."""
    sara = await crew.hire("Sara")
    token, guest, _ = await visits.open("en", None, None)
    await visits.say(guest, "hello", new_id(), None)
    due = clock() + timedelta(days=30)
    await conversations.execute(guest.conversation_id, c.MakeDataRequest(kind="copy", due_at=due))
    clock.time += timedelta(days=10)
    does: dict[str, c.Command] = {
        "a data request": c.AnswerDataRequest(agent=agent(sara), kind="copy", outcome="done"),
        "a note": c.AgentNote(agent=agent(sara), text="It is done.", client_id=new_id()),
    }
    await conversations.execute(guest.conversation_id, does[answer])
    clock.time += JOINED_WITHIN * 0.5
    _, visit, _ = await visits.open("en", token, identity(clock, f"j-11-{len(answer)}"))
    assert visit.conversation_id != guest.conversation_id
    assert (await visits.admit(token)).visit.conversation_id == guest.conversation_id


async def test_an_act_without_words_keeps_a_guest_under_way(
    visits: Visits, conversations: Conversations, clock: Clock
) -> None:
    """As a request about their data, long after the last message."""
    token, guest, _ = await visits.open("en", None, None)
    await visits.say(guest, "hello", new_id(), None)
    clock.time += JOINED_WITHIN * 1.01
    due = clock() + timedelta(days=30)
    await conversations.execute(guest.conversation_id, c.MakeDataRequest(kind="copy", due_at=due))
    _, visit, _ = await visits.open("en", token, identity(clock, "j-12"))
    assert visit.conversation_id == guest.conversation_id


@pytest.fixture
def asking(conversations: Conversations, customers: PostgresCustomers, clock: Clock) -> Visits:
    """The visits of a shop that asks for an agreement."""
    terms = ConsentTerms(version=1, text={"en": "We keep words.", "fa": "نوشته‌ها می‌مانند."})
    rules = VisitRules(patience=PATIENCE, token_life=TOKEN_LIFE, terms=lambda: terms)
    reception = Reception(conversations, customers, clock, new_id)
    return Visits(reception, conversations, customers, TOKENS, SECRET, clock, rules)


async def test_a_guest_who_has_agreed_and_signs_in_is_not_asked_again(
    asking: Visits, clock: Clock
) -> None:
    """The conversation that began with the agreement is the one in which the customer goes on."""
    token, guest, _ = await asking.open("en", None, None)
    await asking.consent(guest, 1)
    _, visit, _ = await asking.open("en", token, identity(clock, "j-8"))
    assert visit.conversation_id == guest.conversation_id
    assert await asking.asks(visit) is None
    with pytest.raises(NotAllowed):
        await asking.admit(token)


async def test_a_guests_agreement_goes_to_the_conversation_that_the_customer_has_open(
    asking: Visits, visits: Visits, conversations: Conversations, clock: Clock
) -> None:
    """They go on in it, with what they had said; it is told there once, however often they sign in."""
    _, phone, _ = await visits.open("en", None, identity(clock, "j-9"))
    await visits.say(phone, "on my phone", new_id(), None)
    token, guest, _ = await asking.open("en", None, None)
    await asking.consent(guest, 1)
    for _ in range(2):
        clock.time += timedelta(seconds=1)
        _, visit, _ = await asking.open("en", token, identity(clock, "j-9"))
    assert visit.conversation_id == phone.conversation_id
    assert await asking.asks(visit) is None
    log = await conversations.store.read(visit.conversation_id, after=0, limit=9, public_only=True)
    assert [event.body.type for event in log].count("consent.given") == 1


async def test_an_agreement_long_ago_is_not_the_customers(asking: Visits, clock: Clock) -> None:
    """At a shared computer it was somebody else's."""
    token, guest, _ = await asking.open("en", None, None)
    await asking.consent(guest, 1)
    clock.time += JOINED_WITHIN * 1.01
    _, visit, _ = await asking.open("en", token, identity(clock, "j-10"))
    assert visit.conversation_id != guest.conversation_id
    assert await asking.asks(visit) is not None


async def test_a_customers_token_brings_nothing_to_another_customer(
    visits: Visits, clock: Clock
) -> None:
    """Nor does a forged one; the identity opens the customer's own chat."""
    theirs, omid, _ = await visits.open("en", None, identity(clock, "j-5"))
    await visits.say(omid, "between us", new_id(), None)
    for token in (theirs, "forged"):
        _, nika, _ = await visits.open("en", token, identity(clock, "j-6"))
        assert nika.conversation_id != omid.conversation_id
    assert (await visits.admit(theirs)).visit == omid
