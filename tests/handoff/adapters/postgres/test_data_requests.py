"""Requests about customers' data in PostgreSQL: written with the log or not at all, and listed page by page."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.customer_data import PostgresCustomerData
from handoff.adapters.postgres.data_requests import PostgresDataRequests
from handoff.adapters.postgres.deliveries import PostgresDeliveries
from handoff.adapters.postgres.tables import data_requests
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.decisions import append
from handoff.domain.conversation.state import Conversation
from handoff.domain.data_requests import DataRequest, DataRequestKind, refuse, withdraw
from handoff.domain.errors import NotFound
from handoff.domain.people import Customer
from handoff.services.errors import StaleState
from handoff.services.ports.data_requests import RequestCounts
from tests.handoff.adapters.pen import NOON, SARA, Pen, say


@pytest.fixture
async def book(engine: AsyncEngine) -> PostgresDataRequests:
    async with engine.begin() as connection:
        await connection.execute(delete(data_requests))
    return PostgresDataRequests(engine)


def asked(
    state: Conversation, kind: DataRequestKind = "copy", due_at: datetime = NOON
) -> DataRequest:
    return DataRequest(
        id=new_id(),
        customer_id=state.customer_id,
        conversation_id=state.id,
        kind=kind,
        asked_at=NOON,
        due_at=due_at,
    )


async def written(
    book: PostgresDataRequests, state: Conversation, request: DataRequest
) -> Conversation:
    command: c.Command = c.MakeDataRequest(kind=request.kind, due_at=request.due_at)
    if request.state == "withdrawn":
        command = c.WithdrawDataRequest(kind=request.kind)
    after, recorded = append(state, command, NOON)
    await book.commit(state, after, recorded, request)
    return after


async def test_request_and_log_are_written_together_or_not_at_all(
    book: PostgresDataRequests, pen: Pen
) -> None:
    """Neither where the log has moved, nor where there is an open one, nor where it is settled already."""
    before = await pen.conversation(say())
    first = asked(before)
    after = await written(book, before, first)
    for state, request in (
        (before, asked(before, "deletion")),
        (after, asked(after)),
        (after, withdraw(asked(after), NOON)),
    ):
        with pytest.raises(StaleState):
            await written(book, state, request)
    assert await pen.store.load(after.id) == after
    assert await book.of_customer(after.customer_id) == [first]


async def test_an_erased_customer_has_no_new_request(
    book: PostgresDataRequests, pen: Pen, engine: AsyncEngine
) -> None:
    """Nobody could answer it."""
    state = await pen.conversation(say())
    await PostgresCustomerData(engine).begin_erasure(state.customer_id)
    with pytest.raises(StaleState):
        await written(book, state, asked(state))
    assert await book.of_customer(state.customer_id) == []


async def test_open_ones_are_listed_by_their_deadline_and_settled_ones_by_their_end(
    book: PostgresDataRequests, pen: Pen
) -> None:
    """The most urgent first, the latest first; page by page, each once."""
    days = (3, 1, 2, 1)
    requests = []
    for day in days:
        state = await pen.conversation(say())
        requests.append(asked(state, due_at=NOON + timedelta(days=day)))
        after = await written(book, state, requests[-1])
        ended = replace(asked(state, "deletion"), due_at=NOON)
        after = await written(book, after, ended)
        await written(book, after, withdraw(ended, NOON + timedelta(days=day)))
    urgent = sorted(requests, key=lambda request: (request.due_at, request.id))
    assert await _paged(book, settled=False) == [request.id for request in urgent]
    ends = [(await book.get(x)).settled_at for x in await _paged(book, settled=True)]
    assert ends == [NOON + timedelta(days=day) for day in (3, 2, 1, 1)]
    late = NOON + timedelta(days=1, seconds=1)
    assert await book.count(late) == RequestCounts(open=4, late=2)


async def _paged(book: PostgresDataRequests, *, settled: bool) -> list[str]:
    found, after, more = list[str](), None, True
    while more:
        page = await book.page(settled=settled, after=after, limit=2)
        found += [listed.request.id for listed in page.requests]
        after, more = page.rest, page.rest is not None
    return found


async def test_whose_a_request_is(book: PostgresDataRequests, pen: Pen) -> None:
    """The name is the customer's, or what a guest has left in the chat."""
    guest = await pen.customer(None)
    left = c.LeaveContact(client_id=new_id(), name="Omid", email="omid@mail.example")
    state = await pen.conversation(left, customer=guest)
    request = asked(state)
    await written(book, state, request)
    listed = await book.listed(request.id)
    assert (listed.request, listed.name, listed.verified) == (request, "Omid", False)
    with pytest.raises(NotFound):
        await book.get(new_id())


async def test_who_waits_for_an_answer_is_not_forgotten_meanwhile(
    book: PostgresDataRequests, pen: Pen, engine: AsyncEngine
) -> None:
    """Retention leaves the conversation until the request is settled, or has been late for too long."""
    data, then = PostgresCustomerData(engine), NOON - timedelta(days=700)
    state = await pen.conversation(say(), at=then)
    request = asked(state)
    after, recorded = append(state, c.MakeDataRequest(kind="copy", due_at=NOON), then)
    await book.commit(state, after, recorded, request)
    since = NOON - timedelta(days=600)
    early, late = request.due_at - timedelta(seconds=1), request.due_at
    assert state.id not in await data.quiet_conversations(since, 1000, held_since=early)
    assert state.id in await data.quiet_conversations(since, 1000, held_since=late)
    ended, recorded = append(after, c.WithdrawDataRequest(kind="copy"), then)
    await book.commit(after, ended, recorded, withdraw(request, then))
    assert state.id in await data.quiet_conversations(since, 1000, held_since=early)


async def answered(
    book: PostgresDataRequests, pen: Pen, customer: Customer, *commands: c.Command
) -> DataRequest:
    """A copy was asked for, and refused, with a mail where there is an address."""
    state = await pen.conversation(say(), *commands, customer=customer)
    request = asked(state)
    state = await written(book, state, request)
    answer = c.AnswerDataRequest(agent=SARA, kind="copy", outcome="refused", reason="No.")
    after, recorded = append(state, answer, NOON)
    await book.commit(state, after, recorded, refuse(request, "No.", NOON), mails=True)
    with pytest.raises(StaleState):
        await book.commit(state, after, recorded, refuse(request, "No.", NOON), mails=True)
    return request


async def test_an_answer_and_its_mail_are_written_together(
    book: PostgresDataRequests, pen: Pen, engine: AsyncEngine
) -> None:
    """To the address that was left, or, before it, to the one that the shop vouches for; without one there is no mail."""
    mails, left = (
        PostgresDeliveries(engine),
        c.LeaveContact(client_id=new_id(), email="n@a.example"),
    )
    guest = await answered(book, pen, await pen.customer(None), left)
    [mail] = await mails.of_conversation(guest.conversation_id)
    assert (mail.id, mail.kind, mail.to) == (guest.id, "data_answer", "n@a.example")
    told = await pen.store.event(guest.conversation_id, mail.words.last if mail.words else 0)
    assert told is not None
    assert told.body.type == "data_request.answered"
    known = replace(
        await pen.customer(None), id=new_id(), external_id=new_id(), email="k@a.example"
    )
    await pen.customers.add(known)
    vouched = await answered(book, pen, known, replace(left, client_id=new_id()))
    [mail] = await mails.of_conversation(vouched.conversation_id)
    assert mail.to == "k@a.example"
    nowhere = await answered(book, pen, await pen.customer(None))
    assert await mails.of_conversation(nowhere.conversation_id) == []
