"""Who the customer is: visitors by token, the shop's customers by its word."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.adapters.signatures import SignedTokens
from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.errors import InvalidInput, NotAllowed, NotFound
from handoff.domain.understanding import Intent
from handoff.services.conversations import Conversations
from handoff.services.visits import (
    REOPEN_WITHIN,
    ClaimedIdentity,
    Visit,
    Visits,
    identity_signature,
)
from handoff.wiring import new_id
from tests.handoff.services.conftest import Clock

SECRET = "identity-secret-of-the-shop"

PATIENCE = timedelta(minutes=30)


@pytest.fixture
def visits(conversations: Conversations, customers: PostgresCustomers, clock: Clock) -> Visits:
    tokens = SignedTokens("visit-secret-of-the-gateway")
    return Visits(conversations, customers, tokens, SECRET, clock, new_id, PATIENCE)


def identity(
    clock: Clock, external_id: str, *, lasts: int = 60, secret: str = SECRET, **facts: str
) -> ClaimedIdentity:
    expires = int(clock().timestamp()) + lasts
    claimed = ClaimedIdentity(external_id=external_id, expires=expires, signature="", **facts)
    return replace(claimed, signature=identity_signature(secret, claimed))


@pytest.mark.parametrize("field", ["name", "email", "phone"])
async def test_what_the_shop_did_not_sign_is_refused(
    visits: Visits, clock: Clock, field: str
) -> None:
    """Nobody puts another's name, e-mail or phone under a signature of their own."""
    mine = identity(clock, "customer-of-mine", name="Nika", email="nika@mail.example")
    forged = replace(mine, **{field: "somebody@else.example"})
    with pytest.raises(NotAllowed) as refused:
        await visits.open("en", None, forged)
    assert refused.value.code == "identity_invalid"


async def test_a_token_brings_a_visitor_back(visits: Visits) -> None:
    """The same token, the same conversation, the same customer."""
    token, visit, customer = await visits.open("fa", None, None)
    assert await visits.open("fa", token, None) == (token, visit, customer)
    assert visits.verify(token) == visit
    assert (await visits.conversation_for(visit)).language == "fa"
    assert customer.external_id is None


async def test_every_visitor_is_somebody_else(visits: Visits) -> None:
    """Without a token there is nothing to continue."""
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
    _, visit, _ = await visits.open("en", None, None)
    foreign = SignedTokens("another secret altogether").sign(visit)
    gone = SignedTokens("visit-secret-of-the-gateway").sign(
        Visit(customer_id=new_id(), conversation_id=visit.conversation_id)
    )
    for token in (foreign, gone):
        with pytest.raises(NotAllowed, match="token"):
            await visits.open("en", token, None)


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


async def test_a_forged_or_expired_identity_is_refused(visits: Visits, clock: Clock) -> None:
    """Another secret, another id under the signature, a time that has passed."""
    good = identity(clock, "customer-7")
    stolen = ClaimedIdentity(
        external_id="customer-8", expires=good.expires, signature=good.signature
    )
    longer = ClaimedIdentity(
        external_id="customer-7", expires=good.expires + 1, signature=good.signature
    )
    for forged in (identity(clock, "customer-7", secret="guess"), stolen, longer):
        with pytest.raises(NotAllowed) as refused:
            await visits.open("en", None, forged)
        assert refused.value.code == "identity_invalid"
    with pytest.raises(NotAllowed) as refused:
        await visits.open("en", None, identity(clock, "customer-7", lasts=-1))
    assert refused.value.code == "identity_expired"


async def test_an_identity_counts_more_than_an_old_visitor_s_token(
    visits: Visits, clock: Clock
) -> None:
    """Who logs in continues as the shop's customer."""
    token, visitor, _ = await visits.open("en", None, None)
    _, known, customer = await visits.open("en", token, identity(clock, new_id()))
    assert known.customer_id == customer.id != visitor.customer_id


async def test_a_button_sends_the_payload_that_the_server_keeps(
    visits: Visits, conversations: Conversations
) -> None:
    """The customer names a button; what it means is looked up, and never comes from outside."""
    _, visit, _ = await visits.open("en", None, None)
    await visits.say(visit, "hello", new_id(), None)
    said = e.BotSaid(
        text="Is it 1042?", reply_to=2, buttons=(e.Button(title="Yes", payload="/affirm"),)
    )
    intent = Intent(name="greet", confidence=0.9)
    answer = c.BotReply(intent=intent, slots={}, messages=(said,))
    await conversations.execute(
        visit.conversation_id, c.RecordBotTurn(reply_to=2, epoch=0, outcome=answer)
    )
    pressed = await visits.say(visit, "Yes", new_id(), (4, 0))
    assert pressed.events[0].body == e.CustomerSaid(
        text="Yes",
        client_id=pressed.events[0].body.client_id,  # type: ignore[union-attr]
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
    nika, sara = new_id(), c.Agent(id=new_id(), name="Sara")
    _, first, _ = await visits.open("en", None, identity(clock, nika))
    await visits.say(first, "this is a disgrace", new_id(), None)
    complaint = c.BotReply(intent=Intent(name="complaint", confidence=0.9), slots={}, messages=())
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
