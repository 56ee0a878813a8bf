"""Identities: visitors by token, the shop's customers by its signature."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.adapters.signatures import SignedTokens
from handoff.domain.bot_answers import BotMessage, BotReply, Button
from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.errors import InvalidInput, NotAllowed, NotFound
from handoff.domain.people import Customer, Names
from handoff.domain.understanding import Intent
from handoff.services.conversations import Conversations
from handoff.services.identities import ClaimedIdentity, identity_signature
from handoff.services.reception import REOPEN_WITHIN, Reception
from handoff.services.signals import Committed
from handoff.services.visits import Visit, VisitRules, Visits
from tests.handoff.services.conftest import Clock

SECRET = "identity-secret-of-the-shop"

PATIENCE = timedelta(minutes=30)
TOKEN_LIFE = timedelta(days=30)
TOKENS = SignedTokens("visit-secret-of-the-gateway")


@pytest.fixture
def visits(conversations: Conversations, customers: PostgresCustomers, clock: Clock) -> Visits:
    times = VisitRules(patience=PATIENCE, token_life=TOKEN_LIFE)
    reception = Reception(conversations, customers, clock, new_id)
    return Visits(reception, conversations, customers, TOKENS, SECRET, clock, times)


def identity(clock: Clock, external_id: str, *, lasts: int = 60, **facts: str) -> ClaimedIdentity:
    expires = int(clock().timestamp()) + lasts
    claimed = ClaimedIdentity(external_id=external_id, expires=expires, signature="", **facts)
    return replace(claimed, signature=identity_signature(SECRET, claimed))


async def test_a_token_brings_a_visitor_back(visits: Visits) -> None:
    """The same conversation, the same customer."""
    token, visit, customer = await visits.open("fa", None, None)
    again, *same = await visits.open("fa", token, None)
    assert same == [visit, customer]
    assert (await visits.admit(again)).visit == visit
    assert (await visits.conversation_for(visit)).language == "fa"
    assert customer.external_id is None


async def test_of_a_visitor_who_says_nothing_nothing_is_stored(
    visits: Visits, customers: PostgresCustomers, conversations: Conversations
) -> None:
    """However often the widget is opened: neither who they are nor a conversation."""
    token, visit, _ = await visits.open("fa", None, None)
    again, same, _ = await visits.open("en", token, None)
    assert replace(same, language="fa") == visit
    events, more, state = await visits.page(same, after=0, limit=10)
    assert (events, more, state.seq, state.language) == ([], False, 0, "en")
    await visits.leave(again)
    with pytest.raises(NotFound):
        await customers.get(visit.customer_id)
    with pytest.raises(NotFound):
        await conversations.store.load(visit.conversation_id)


@pytest.mark.parametrize(
    "does",
    [
        lambda visits, visit: visits.say(visit, "hello", new_id(), None),
        lambda visits, visit: visits.execute(visit, c.RequestPerson()),
        lambda visits, visit: visits.execute(
            visit, c.LeaveContact(client_id=new_id(), email="n@mail.example")
        ),
    ],
    ids=["says something", "asks for a person", "leaves an address"],
)
async def test_a_visitor_is_taken_down_by_the_first_thing_they_do(
    visits: Visits,
    customers: PostgresCustomers,
    does: Callable[[Visits, Visit], Awaitable[Committed]],
) -> None:
    """Under the ids that their token names; the token stays good, and brings them back."""
    token, visit, _ = await visits.open("fa", None, None)
    done = await does(visits, visit)
    assert done.conversation.id == visit.conversation_id
    assert isinstance(
        (await visits.page(visit, after=0, limit=1))[0][0].body, e.ConversationStarted
    )
    assert (await customers.get(visit.customer_id)).language == "fa"
    _, back, _ = await visits.open("fa", token, None)
    assert back == visit


async def test_a_visitor_who_says_two_things_at_once_is_taken_down_once(visits: Visits) -> None:
    """From two tabs, which share the token."""
    _, visit, _ = await visits.open("en", None, None)
    says = [visits.say(visit, f"word {number}", new_id(), None) for number in range(5)]
    await asyncio.gather(*says)
    events, _, state = await visits.page(visit, after=0, limit=50)
    kinds = [event.body.type for event in events]
    assert kinds == ["conversation.started", *["customer.said"] * 5]
    assert state.customer_id == visit.customer_id


async def test_every_visitor_is_somebody_else(visits: Visits) -> None:
    """A visitor without a token has nothing to continue."""
    _, first, _ = await visits.open("en", None, None)
    _, second, _ = await visits.open("en", None, None)
    assert first.conversation_id != second.conversation_id
    assert first.customer_id != second.customer_id


@pytest.mark.parametrize("forge", ["", "x", "a.b", "{t}x", "x{t}", "۱۲۳.۴۵۶", "\0"])
async def test_a_token_that_was_not_signed_here_is_refused(visits: Visits, forge: str) -> None:
    """A letter more or less, and it opens nothing."""
    token, _, _ = await visits.open("en", None, None)
    with pytest.raises(NotAllowed) as refused:
        await visits.open("en", forge.format(t=token), None)
    assert refused.value.code == "token_invalid"


async def test_a_token_of_another_secret_or_of_nobody_is_refused(visits: Visits) -> None:
    """Signed elsewhere, or for a customer who is gone."""
    token, visit, _ = await visits.open("en", None, None)
    granted = await visits.admit(token)
    foreign = SignedTokens("another secret altogether").sign(granted)
    gone = Visit(customer_id=new_id(), conversation_id=visit.conversation_id)
    for bad in (foreign, TOKENS.sign(replace(granted, visit=gone))):
        for use in (visits.open("en", bad, None), visits.admit(bad), visits.leave(bad)):
            with pytest.raises(NotAllowed) as refused:
                await use
            assert refused.value.code == "token_invalid"


async def test_a_customer_reaches_no_one_else_s_conversation(visits: Visits) -> None:
    """Even a signed mixture of two customers finds nothing."""
    _, mine, _ = await visits.open("en", None, None)
    _, other, _ = await visits.open("en", None, None)
    mixed = Visit(customer_id=mine.customer_id, conversation_id=other.conversation_id)
    with pytest.raises(NotFound):
        await visits.conversation_for(mixed)


async def test_the_shop_s_customer_is_the_same_on_two_devices(visits: Visits, clock: Clock) -> None:
    """The second device continues the conversation that the first one began."""
    nika = new_id()
    _, phone, first = await visits.open("fa", None, identity(clock, nika, name="Nika"))
    _, laptop, second = await visits.open("en", None, identity(clock, nika, name="Nika"))
    assert phone == laptop
    assert first == second
    assert first.external_id == nika


async def test_what_the_shop_tells_of_its_customer_is_kept(
    visits: Visits, customers: PostgresCustomers, clock: Clock
) -> None:
    """New facts replace old ones; what is not told stays."""
    nika = new_id()
    _, _, before = await visits.open(
        "en", None, identity(clock, nika, name="Nika", email="old@mail.example")
    )
    await visits.open("en", None, identity(clock, nika, email="new@mail.example"))
    after = await customers.get(before.id)
    assert (after.name, after.email) == ("Nika", "new@mail.example")


async def test_an_identity_counts_more_than_an_old_visitor_s_token(
    visits: Visits, clock: Clock
) -> None:
    """A visitor who logs in continues as the shop's customer."""
    token, visitor, _ = await visits.open("en", None, None)
    _, known, customer = await visits.open("en", token, identity(clock, new_id()))
    assert known.customer_id == customer.id != visitor.customer_id


async def test_a_button_sends_the_payload_that_the_server_keeps(
    visits: Visits, conversations: Conversations
) -> None:
    """The customer names a button; what it means is looked up, and never comes from outside."""
    _, visit, _ = await visits.open("en", None, None)
    await visits.say(visit, "hello", new_id(), None)
    said = BotMessage(text="Is it 1042?", buttons=(Button(title="Yes", payload="/affirm"),))
    intent = Intent(name="greet", confidence=0.9)
    answer = BotReply(intent=intent, slots={}, messages=(said,))
    await conversations.execute(
        visit.conversation_id, c.RecordBotTurn(reply_to=2, epoch=0, outcome=answer)
    )
    client_id = new_id()
    pressed = await visits.say(visit, "Yes", client_id, (4, 0))
    assert pressed.events[0].body == e.CustomerSaid(
        text="Yes",
        client_id=client_id,
        language="en",
        payload="/affirm",
    )
    for button in ((4, 1), (2, 0), (99, 0)):
        with pytest.raises(InvalidInput) as refused:
            await visits.say(visit, "Yes", new_id(), button)
        assert refused.value.code == "unknown_button"


async def test_who_would_rather_wait_waits_for_a_while(
    visits: Visits, conversations: Conversations, clock: Clock
) -> None:
    """With nobody here the customer chooses to wait, and knows for how long at most."""
    _, visit, _ = await visits.open("en", None, None)
    await visits.execute(visit, c.RequestPerson())
    absent = c.TellAbsence(closed=False, opens_at=None, patience=timedelta(minutes=3))
    await conversations.execute(visit.conversation_id, absent)
    chosen = await visits.keep_waiting(visit)
    assert [event.body for event in chosen.events] == [e.WaitChosen(until=clock() + PATIENCE)]


async def test_a_ticket_is_opened_instead_of_waiting(visits: Visits) -> None:
    """It has a number, and the customer may leave an address with it."""
    _, visit, _ = await visits.open("en", None, None)
    await visits.execute(visit, c.RequestPerson())
    opened = await visits.open_ticket(visit)
    assert opened.conversation.ticket is not None
    left = c.LeaveContact(client_id=new_id(), email="nika@mail.example")
    state = (await visits.execute(visit, left)).conversation
    assert state.contact.email == "nika@mail.example"


async def test_a_complaint_without_a_good_end_goes_along_into_the_next_conversation(
    visits: Visits, conversations: Conversations, clock: Clock
) -> None:
    """Weeks later the shop's customer is known to be vouched for, and why they were upset."""
    nika, sara = new_id(), c.Agent(id=new_id(), names=Names(en="Sara"))
    _, first, _ = await visits.open("en", None, identity(clock, nika))
    await visits.say(first, "this is a disgrace", new_id(), None)
    complaint = BotReply(intent=Intent(name="complaint", confidence=0.9), slots={}, messages=())
    turn = c.RecordBotTurn(reply_to=2, epoch=0, outcome=complaint)
    for command in (turn, c.Take(agent=sara), c.Close(agent=sara, disposition="unresolved")):
        await conversations.execute(first.conversation_id, command)
    clock.elapse((REOPEN_WITHIN + timedelta(days=1)).total_seconds())
    _, second, _ = await visits.open("en", None, identity(clock, nika))
    state = await visits.conversation_for(second)
    assert state.id != first.conversation_id
    assert state.verified
    assert state.unresolved is not None
    assert state.unresolved.conversation_id == first.conversation_id


async def test_a_visitor_s_token_lasts_from_its_last_use(visits: Visits, clock: Clock) -> None:
    """A visitor who returns now and then stays known; after a long absence they do not."""
    token, visit, _ = await visits.open("en", None, None)
    for _ in range(3):
        clock.elapse(TOKEN_LIFE.total_seconds() - 60)
        token, same, _ = await visits.open("en", token, None)
        assert same == visit
    clock.elapse(TOKEN_LIFE.total_seconds())
    await _refused(visits, token, "token_expired")


async def test_a_customer_s_token_ends_with_the_shop_s_word(visits: Visits, clock: Clock) -> None:
    """Only a new identity prolongs it, not its use."""
    nika = new_id()
    token, visit, _ = await visits.open("en", None, identity(clock, nika, lasts=60))
    clock.elapse(30)
    renewed, _, _ = await visits.open("en", None, identity(clock, nika, lasts=60))
    used, _, _ = await visits.open("en", token, None)
    clock.elapse(30)
    await _refused(visits, token, "token_expired")
    await _refused(visits, used, "token_expired")
    assert (await visits.admit(renewed)).visit == visit
    clock.elapse(30)
    await _refused(visits, renewed, "token_expired")


async def test_leaving_ends_every_token_of_the_customer(visits: Visits, clock: Clock) -> None:
    """On every device, and nobody else's; with a new word of the shop's the chat goes on."""
    nika = new_id()
    phone, visit, _ = await visits.open("en", None, identity(clock, nika))
    laptop, _, _ = await visits.open("en", None, identity(clock, nika))
    stranger, _, _ = await visits.open("en", None, None)
    await visits.leave(laptop)
    await _refused(visits, phone, "token_revoked")
    await _refused(visits, laptop, "token_revoked")
    await visits.admit(stranger)
    back, same, _ = await visits.open("en", None, identity(clock, nika, name="Nika"))
    assert same == visit
    await visits.admit(back)


async def test_what_is_told_of_a_customer_takes_no_revocation_back(
    visits: Visits, customers: PostgresCustomers, clock: Clock
) -> None:
    """A visit that read the customer before they left writes their new name after it."""
    nika = new_id()
    token, _, before = await visits.open("en", None, identity(clock, nika))
    await visits.leave(token)
    await customers.update(replace(before, name="Nika"))
    assert (await customers.get(before.id)).name == "Nika"
    await _refused(visits, token, "token_revoked")


async def test_sockets_whose_tokens_have_ended_are_known(visits: Visits, clock: Clock) -> None:
    """Those that ran out and those that were revoked lately, and no other ones."""
    short, _, _ = await visits.open("en", None, identity(clock, new_id(), lasts=60))
    left, visit, _ = await visits.open("en", None, None)
    await visits.say(visit, "hello", new_id(), None)
    good, _, _ = await visits.open("en", None, None)
    passes = [await visits.admit(token) for token in (short, left, good)]
    span = timedelta(seconds=30)
    assert set(await visits.ended(passes, span)) == set()
    await visits.leave(left)
    assert set(await visits.ended(passes, span)) == {passes[1]}
    assert set(await visits.ended(passes, timedelta())) == set()
    clock.elapse(60)
    assert set(await visits.ended(passes, span)) == {passes[0], passes[1]}


@pytest.mark.parametrize("known", [False, True], ids=["a new customer", "after a closed chat"])
async def test_visits_at_once_find_one_conversation(
    visits: Visits, conversations: Conversations, clock: Clock, *, known: bool
) -> None:
    """A browser that restores ten tabs opens the customer's chat ten times."""
    nika, sara = new_id(), c.Agent(id=new_id(), names=Names(en="Sara"))
    earlier = None
    if known:
        _, visit, _ = await visits.open("en", None, identity(clock, nika))
        earlier = visit.conversation_id
        for command in (c.Take(agent=sara), c.Close(agent=sara)):
            await conversations.execute(earlier, command)
        clock.elapse((REOPEN_WITHIN + timedelta(days=1)).total_seconds())
    opened = await asyncio.gather(
        *(visits.open("en", None, identity(clock, nika)) for _ in range(10))
    )
    (conversation,) = {visit.conversation_id for _, visit, _ in opened}
    assert conversation != earlier
    (customer,) = {customer.id for _, _, customer in opened}
    assert [state.id for state in await conversations.store.all_of(customer)] == [
        found for found in (conversation, earlier) if found
    ]


async def test_a_visit_that_died_halfway_is_finished_by_the_next(
    visits: Visits, customers: PostgresCustomers, conversations: Conversations, clock: Clock
) -> None:
    """A gateway was killed after it had chosen the conversation's id and before it began its log."""
    nika = await customers.add(
        Customer(
            id=new_id(),
            external_id=new_id(),
            name=None,
            email=None,
            phone=None,
            language="en",
            created_at=clock(),
        )
    )
    chosen = await customers.next_conversation(nika.id, after=None, proposed=new_id())
    _, visit, _ = await visits.open("en", None, identity(clock, str(nika.external_id)))
    assert visit.conversation_id == chosen
    assert (await conversations.store.load(chosen)).customer_id == nika.id


async def _refused(visits: Visits, token: str, code: str) -> None:
    """The token neither opens the widget nor connects it."""
    for use in (visits.open("en", token, None), visits.admit(token)):
        with pytest.raises(NotAllowed) as refused:
            await use
        assert refused.value.code == code
