"""All that the tables keep of a customer: found, counted, collected and erased."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.audit import PostgresAudit
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customer_data import ABOUT, PostgresCustomerData
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.adapters.postgres.data_requests import PostgresDataRequests
from handoff.adapters.postgres.deliveries import PostgresDeliveries
from handoff.adapters.postgres.marks import PostgresMarks
from handoff.adapters.postgres.order_codes import PostgresOrderCodes
from handoff.adapters.postgres.redaction import PAGE
from handoff.adapters.postgres.tables import (
    events,
    metadata,
    orders,
    postponed_reactions,
    subscriptions,
)
from handoff.domain.bot_answers import BotMessage, BotReply, Button
from handoff.domain.cards import ProductCard
from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.decisions import append
from handoff.domain.conversation.evolve import replay
from handoff.domain.conversation.marks import Mark
from handoff.domain.conversation.state import Conversation
from handoff.domain.data_requests import DataRequest, refuse
from handoff.domain.deliveries import Accepted, settle
from handoff.domain.errors import NotFound
from handoff.domain.people import Customer
from handoff.domain.shop.order_codes import mail_of, new_code
from handoff.domain.understanding import Emotion, Entity, Intent
from handoff.services.errors import StaleState
from handoff.services.ports.audit import AuditedRead, ReadQuery
from tests.handoff.adapters.pen import NOON, SARA, Pen, say

# What must be found nowhere once the customer is erased.
MARKS = ("Parvaneh", "09355550177", "KB-4711", "turquoise")


@pytest.fixture(scope="module")
def data(engine: AsyncEngine) -> PostgresCustomerData:
    return PostgresCustomerData(engine)


def _customer(pen: Pen) -> Customer:
    return Customer(
        id=new_id(),
        external_id=f"Parvaneh-{uuid4()}",
        name="Parvaneh",
        email=f"Parvaneh.{uuid4()}@mail.example",
        phone="+98 (0)935 555 0177 / 09355550177",
        language="fa",
        created_at=NOON,
    )


def _answer(reply_to: int) -> c.RecordBotTurn:
    return c.RecordBotTurn(
        reply_to=reply_to,
        epoch=0,
        outcome=BotReply(
            intent=Intent(name="order_status", confidence=0.9),
            entities=(Entity(entity="order_number", value="KB-4711"),),
            slots={"order_number": "KB-4711"},
            emotion=Emotion(label="anger", score=0.9, words=("turquoise",), valence=-1, arousal=1),
            messages=(
                BotMessage(
                    text="Parvaneh, KB-4711 is on its way",
                    card=ProductCard(title="turquoise"),
                    buttons=(Button(title="turquoise", payload="/KB-4711"),),
                ),
            ),
        ),
    )


async def _moved_in(engine: AsyncEngine, pen: Pen) -> tuple[Customer, Conversation]:
    """A customer of whom every table keeps something."""
    customer = _customer(pen)
    await pen.customers.add(customer)
    state = await pen.conversation(
        say("Parvaneh here, where is KB-4711, the turquoise one?"),
        _answer(2),
        c.LeaveContact(client_id=str(uuid4()), email=customer.email, phone="09355550177"),
        c.RequestPerson(),
        c.Take(agent=SARA),
        c.AgentSay(agent=SARA, text="Hello Parvaneh", client_id=str(uuid4())),
        c.AgentNote(agent=SARA, text="Parvaneh wants turquoise", client_id=str(uuid4())),
        customer=customer,
    )
    await PostgresMarks(engine).raise_mark(state.id, "customer", Mark(delivered=2, read=2))
    await _mail_sent(engine, state, customer)
    state = await _refused(engine, state)
    name = f"reader-{uuid4()}"
    async with engine.begin() as connection:
        await connection.execute(
            insert(orders).values(
                number=f"KB-4711-{uuid4()}",
                customer_id=customer.id,
                email=customer.email,
                phone=customer.phone,
                card={"state": "shipped"},
                placed_at=NOON,
            )
        )
        await connection.execute(
            insert(subscriptions).values(name=name, committed_in=0, conversation_id=state.id, seq=0)
        )
        await connection.execute(
            insert(postponed_reactions).values(
                subscription=name, conversation_id=state.id, seq=2, tries=3, error="turquoise"
            )
        )
    return customer, state


async def _mail_sent(engine: AsyncEngine, state: Conversation, customer: Customer) -> None:
    """One answer still waits, and a code was sent."""
    code = new_code(new_id(), state.id, "KB-4711", NOON)
    mail = mail_of(code, new_id(), customer.email or "", "fa")
    await PostgresOrderCodes(engine).issue(code, mail)
    sent = settle(mail, Accepted(), NOON, 0.5)
    await PostgresDeliveries(engine).replace(mail, sent)


async def _refused(engine: AsyncEngine, state: Conversation) -> Conversation:
    """A copy was refused, for a reason that tells of the customer."""
    store, reason = PostgresDataRequests(engine), "Parvaneh has turquoise"
    asked = DataRequest(
        id=new_id(),
        customer_id=state.customer_id,
        conversation_id=state.id,
        kind="copy",
        asked_at=NOON,
        due_at=NOON,
    )
    answer = c.AnswerDataRequest(agent=SARA, kind="copy", outcome="refused", reason=reason)
    moves: list[tuple[DataRequest, c.Command]] = [
        (asked, c.MakeDataRequest(kind="copy", due_at=NOON)),
        (refuse(asked, reason, NOON), answer),
    ]
    for request, command in moves:
        after, recorded = append(state, command, NOON)
        await store.commit(state, after, recorded, request)
        state = after
    return state


async def everything(engine: AsyncEngine) -> str:
    """Every row of every table, but for order numbers, which are the shop's."""
    async with engine.connect() as connection:
        rows = [
            str(dict(row))
            for table in metadata.sorted_tables
            for row in (
                await connection.execute(
                    select(*(column for column in table.c if str(column) != "orders.number"))
                )
            ).mappings()
        ]
    return "\n".join(rows)


async def _erased(
    data: PostgresCustomerData,
    store: PostgresConversations,
    customer: Customer,
    *,
    mails: bool = False,
) -> None:
    await data.begin_erasure(customer.id, mails=mails)
    for conversation_id in await data.with_words(customer.id):
        before = await store.load(conversation_id)
        await data.commit(before, *append(before, c.Erase(under_way=True), NOON))


def test_every_table_is_thought_of() -> None:
    """A table that is added must say here what erasure does with it."""
    assert set(ABOUT) == set(metadata.tables)


async def test_nothing_of_the_customer_is_left_in_any_table(
    engine: AsyncEngine, data: PostgresCustomerData, pen: Pen, staff_store: object
) -> None:
    """Each mark was in the tables, and is in none of them afterwards."""
    customer, _ = await _moved_in(engine, pen)
    searched = AuditedRead(
        at=NOON, staff_id=None, kind="search", subject="owner=bot words=parvaneh"
    )
    await PostgresAudit(engine).append([searched])
    before = await everything(engine)
    assert [mark for mark in (*MARKS, "parvaneh") if mark not in before] == []
    await _erased(data, pen.store, customer)
    after = await everything(engine)
    assert [mark for mark in (*MARKS, "parvaneh", str(customer.external_id)) if mark in after] == []


async def test_the_last_mail_takes_its_address_along(
    engine: AsyncEngine, data: PostgresCustomerData, pen: Pen
) -> None:
    """The customer has asked for deletion, and is told by mail that it was done: until then the address is in that row
    alone, and afterwards nowhere."""
    customer, state = await _moved_in(engine, pen)
    asked = DataRequest(
        id=new_id(),
        customer_id=customer.id,
        conversation_id=state.id,
        kind="deletion",
        asked_at=NOON,
        due_at=NOON,
    )
    after, recorded = append(state, c.MakeDataRequest(kind="deletion", due_at=NOON), NOON)
    await PostgresDataRequests(engine).commit(state, after, recorded, asked)
    await _erased(data, pen.store, customer, mails=True)
    await _erased(data, pen.store, customer, mails=True)
    mails, found = PostgresDeliveries(engine), await everything(engine)
    mail = await mails.get(asked.id)
    assert (mail.kind, mail.to, mail.words) == ("data_deleted", customer.email, None)
    assert found.count(str(customer.email)) == 1
    assert await mails.replace(mail, settle(mail, Accepted(), NOON, 0.5))
    after_all = await everything(engine)
    assert [mark for mark in (*MARKS, str(customer.external_id)) if mark in after_all] == []
    assert (await mails.get(asked.id)).state == "sent"


async def test_the_log_folds_and_keeps_its_places(
    engine: AsyncEngine, data: PostgresCustomerData, pen: Pen
) -> None:
    """The stored log replays to the stored state; every event is still there, of its kind."""
    customer, state = await _moved_in(engine, pen)
    log = await pen.store.read(state.id, after=0, limit=100, public_only=False)
    await _erased(data, pen.store, customer)
    kept = await pen.store.read(state.id, after=0, limit=100, public_only=False)
    assert [(x.seq, x.at, x.epoch, x.body.type) for x in kept[:-1]] == [
        (x.seq, x.at, x.epoch, x.body.type) for x in log
    ]
    assert isinstance(kept[-1].body, e.ConversationErased)
    assert replay(state.id, kept) == await pen.store.load(state.id)


async def test_a_long_log_is_redacted_to_its_end(data: PostgresCustomerData, pen: Pen) -> None:
    """More events than one page holds."""
    customer, said = await pen.customer(), 2 * PAGE + 3
    before = await pen.conversation(customer=customer)
    state, recorded = before, list[e.Event]()
    for number in range(said):
        state, new = append(state, say(f"word {number}"), NOON)
        recorded.extend(new)
    await pen.store.commit(before, state, recorded)
    await _erased(data, pen.store, customer)
    kept = await pen.store.read(state.id, after=0, limit=2 * said, public_only=False)
    assert [x.body.text for x in kept if isinstance(x.body, e.CustomerSaid)] == [""] * said


async def test_a_card_that_nobody_can_read_any_more_is_erased(
    engine: AsyncEngine, data: PostgresCustomerData, pen: Pen
) -> None:
    """An earlier release stored whatever a bot gave, here beside no words at all."""
    customer = await pen.customer()
    state = await pen.conversation(say("Rain?"), _answer(2), customer=customer)
    stored = {"type": "bot.said", "text": "", "reply_to": 2}
    stored |= {"card": {"kind": "weather", "place": "vermilion"}}
    change = update(events).where(
        events.c.conversation_id == state.id, events.c.body["type"].astext == "bot.said"
    )
    async with engine.begin() as connection:
        changed = await connection.execute(change.values(body=stored))
    assert changed.rowcount == 1
    assert "vermilion" in await everything(engine)
    await _erased(data, pen.store, customer)
    assert "vermilion" not in await everything(engine)


async def test_what_waits_to_be_mailed_is_not_mailed(
    engine: AsyncEngine, data: PostgresCustomerData, pen: Pen
) -> None:
    """The answer that gathered words is gone; of the mail that was sent the fact remains."""
    customer, _ = await _moved_in(engine, pen)
    assert (await data.kept(customer.id)).mails == 2
    await _erased(data, pen.store, customer)
    kept = (await data.collect(customer.id)).conversations[0].mails
    assert [(mail.state, mail.to) for mail in kept] == [("sent", "")]


async def test_other_customers_keep_everything(
    engine: AsyncEngine, data: PostgresCustomerData, pen: Pen
) -> None:
    """What another one said, in the same words, stands as it stood."""
    other = await pen.customer("Parvaneh")
    theirs = await pen.conversation(say("turquoise"), customer=other)
    before = await pen.store.read(theirs.id, after=0, limit=100, public_only=False)
    customer, _ = await _moved_in(engine, pen)
    await _erased(data, pen.store, customer)
    assert await pen.store.read(theirs.id, after=0, limit=100, public_only=False) == before
    assert await pen.customers.get(other.id) == other


async def test_a_state_that_somebody_remembers_cannot_bring_words_back(
    engine: AsyncEngine, data: PostgresCustomerData, pen: Pen
) -> None:
    """A gateway that decides on what it saw last is refused, as the log has gone on."""
    customer, state = await _moved_in(engine, pen)
    await _erased(data, pen.store, customer)
    with pytest.raises(StaleState):
        await pen.store.commit(state, *append(state, say("late"), NOON))


async def test_an_erasure_that_lost_the_race_changes_nothing(
    engine: AsyncEngine, data: PostgresCustomerData, pen: Pen
) -> None:
    """Somebody wrote first: no word is gone, and the caller may try again."""
    _, state = await _moved_in(engine, pen)
    await pen.write(state, say("one more"))
    log = await pen.store.read(state.id, after=0, limit=100, public_only=False)
    with pytest.raises(StaleState):
        await data.commit(state, *append(state, c.Erase(under_way=True), NOON))
    assert await pen.store.read(state.id, after=0, limit=100, public_only=False) == log


async def test_an_erased_customer_does_not_come_back(
    engine: AsyncEngine, data: PostgresCustomerData, pen: Pen, customers: PostgresCustomers
) -> None:
    """What a gateway has read before writes nothing back, and no conversation begins."""
    customer, _ = await _moved_in(engine, pen)
    await _erased(data, pen.store, customer)
    await customers.update(replace(customer, name="Parvaneh again"))
    left = await customers.get(customer.id)
    assert (left.name, left.email, left.phone, left.external_id) == (None, None, None, None)
    assert left.revocations > customer.revocations
    assert await customers.by_external_id(customer.external_id or "") is None
    with pytest.raises(NotFound):
        await customers.next_conversation(customer.id, after=None, proposed=new_id())


async def test_customers_are_found_by_what_they_left(data: PostgresCustomerData, pen: Pen) -> None:
    """By an address of theirs or one left in a chat, by a number however it is written."""
    known = replace(_customer(pen), email="Nilu@Mail.example", phone="۰۹۱۲ ۱۱۱ ۲۲۳۳")
    await pen.customers.add(known)
    guest = await pen.customer(None)
    left = c.LeaveContact(client_id=str(uuid4()), email="guest@mail.example", phone="09121114455")
    await pen.conversation(left, customer=guest)
    found = [
        [customer.id for customer in await data.find(email=email, phone=phone)]
        for email, phone in (
            ("nilu@mail.example", None),
            (None, "+98 912 111 2233"),
            ("GUEST@mail.example", None),
            (None, "00989121114455"),
            ("u@mail.example", None),
            (None, "2233"),
            ("%@mail.example", None),
        )
    ]
    assert found == [[known.id], [known.id], [guest.id], [guest.id], [], [], []]


async def test_what_is_kept_is_counted_and_collected(
    engine: AsyncEngine, data: PostgresCustomerData, pen: Pen
) -> None:
    """The record has all of it, the log in order, and what the staff looked at."""
    customer, state = await _moved_in(engine, pen)
    read = AuditedRead(at=NOON, staff_id=None, kind="conversation", subject=state.id)
    await PostgresAudit(engine).append([read])
    kept, record = await data.kept(customer.id), await data.collect(customer.id)
    assert (kept.conversations, kept.under_way, kept.events) == (1, 1, state.seq)
    assert (kept.orders, kept.erased_at) == (1, None)
    assert record.customer == customer
    (talk,) = record.conversations
    assert talk.state == state
    assert [event.seq for event in talk.log] == list(range(1, state.seq + 1))
    assert talk.marks.customer == Mark(delivered=2, read=2)
    assert [code.number for code in talk.codes] == ["KB-4711"]
    assert record.reads == [read]
    with pytest.raises(NotFound):
        await data.collect(new_id())
    with pytest.raises(NotFound):
        await data.begin_erasure(new_id())


async def test_an_erasure_is_open_until_all_of_it_is_done(
    engine: AsyncEngine, data: PostgresCustomerData, pen: Pen
) -> None:
    """Cut off after its first step it is found again; complete, it is not."""
    customer, _ = await _moved_in(engine, pen)
    await data.begin_erasure(customer.id)
    later = datetime.now(UTC) + timedelta(minutes=1)
    await data.finish_erasure(customer.id, later)
    assert customer.id in await data.unfinished(1000)
    await _erased(data, pen.store, customer)
    await data.finish_erasure(customer.id, NOON - timedelta(days=1000))
    assert customer.id in await data.unfinished(1000)
    await data.finish_erasure(customer.id, later)
    assert customer.id not in await data.unfinished(1000)


async def test_quiet_conversations_are_found_and_busy_ones_are_not(
    data: PostgresCustomerData, pen: Pen
) -> None:
    """With the bot or closed, without a ticket, and nothing since."""
    then = NOON - timedelta(days=900)
    quiet = await pen.conversation(say(), at=then)
    waiting = await pen.conversation(c.RequestPerson(), at=then)
    ticket = await pen.conversation(
        c.RequestPerson(), c.OpenTicket(number=7), c.ContinueWithBot(), at=then
    )
    recent = await pen.conversation(say())
    found = await data.quiet_conversations(NOON - timedelta(days=800), 1000, held_since=NOON)
    assert quiet.id in found
    assert not {waiting.id, ticket.id, recent.id} & set(found)


async def test_customers_without_a_word_left_are_found(
    data: PostgresCustomerData, pen: Pen
) -> None:
    """Known for long, and no conversation of theirs has words."""
    silent, talking = await pen.customer(), await pen.customer()
    await pen.conversation(customer=talking)
    found = await data.forgotten_customers(NOON + timedelta(days=1), 1000)
    assert silent.id in found
    assert talking.id not in found
    assert silent.id not in await data.forgotten_customers(NOON, 1000)


async def test_the_audit_stays_append_only_but_for_searched_words(engine: AsyncEngine) -> None:
    """Neither another kind of entry nor another word may be written into it."""
    trail = PostgresAudit(engine)
    read = AuditedRead(at=NOON, staff_id=None, kind="export", subject=new_id())
    await trail.append([read])
    for change in ("subject = 'erased'", "kind = 'search', subject = 'erased'"):
        with pytest.raises(Exception, match="append-only"):
            async with engine.begin() as connection:
                await connection.execute(
                    text(f"UPDATE audit SET {change} WHERE subject = :one"),  # noqa: S608
                    {"one": read.subject},
                )
    assert await trail.find(ReadQuery(subject=read.subject)) == [read]
