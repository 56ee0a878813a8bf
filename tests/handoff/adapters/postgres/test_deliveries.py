"""Deliveries in PostgreSQL: written with the words that they bring, taken by one gateway at a time."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.deliveries import PostgresDeliveries
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.state import Conversation
from handoff.domain.deliveries import (
    ANSWER_LIFE,
    ANSWERS_AT_MOST,
    ANSWERS_WITHIN,
    Accepted,
    Delivery,
    DeliveryKind,
    Excerpt,
    Rejected,
    answer_id,
    give_up,
    retry,
    settle,
)
from handoff.domain.errors import NotFound
from handoff.services.errors import StaleState
from tests.handoff.adapters.pen import NOON, SARA, Pen, say

pytestmark = pytest.mark.usefixtures("nothing_to_deliver")

GRACE = timedelta(minutes=2)
LEASE = timedelta(seconds=30)
ADDRESS = c.LeaveContact(client_id=new_id(), email="nika@mail.example")


def answer(text: str = "It left us today.") -> c.AgentSay:
    return c.AgentSay(agent=SARA, text=text, client_id=new_id())


@pytest.fixture(scope="module")
def mails(engine: AsyncEngine) -> PostgresDeliveries:
    return PostgresDeliveries(engine)


async def owned(pen: Pen, email: str = "nika@mail.example") -> Conversation:
    """A customer who has left an address, and an agent."""
    address = replace(ADDRESS, client_id=new_id(), email=email)
    return await pen.conversation(say(), address, c.Take(agent=SARA))


async def take(mails: PostgresDeliveries, at: datetime, limit: int = 10) -> list[Delivery]:
    return list(await mails.take_due(at, at + LEASE, limit, GRACE))


async def test_words_to_somebody_with_an_address_wait_to_be_mailed(
    mails: PostgresDeliveries, pen: Pen
) -> None:
    """The row is written in the same commit as the words."""
    state = await pen.write(await owned(pen), answer())
    assert await mails.of_conversation(state.id) == [
        Delivery(
            id=answer_id(state.id, state.seq),
            kind="answer",
            to="nika@mail.example",
            language="en",
            state="waiting",
            gathering=True,
            due_at=NOON,
            expires_at=NOON + ANSWER_LIFE,
            created_at=NOON,
            words=Excerpt(conversation_id=state.id, first=state.seq, last=state.seq),
        )
    ]


async def test_a_commit_that_is_refused_leaves_nothing_to_mail(
    mails: PostgresDeliveries, pen: Pen
) -> None:
    """Words that are not in the log are not mailed."""
    before = await owned(pen)
    await pen.write(before, say("are you there?"))
    with pytest.raises(StaleState):
        await pen.write(before, answer())
    assert await mails.of_conversation(before.id) == []


async def test_without_an_address_nothing_waits(mails: PostgresDeliveries, pen: Pen) -> None:
    """The words are in the chat."""
    state = await pen.conversation(say(), c.Take(agent=SARA), answer())
    assert await mails.of_conversation(state.id) == []


async def test_several_lines_become_one_mail(mails: PostgresDeliveries, pen: Pen) -> None:
    """To the address that was left last, once the grace since the first line is over."""
    state = await owned(pen)
    first = await pen.write(state, answer())
    corrected = replace(ADDRESS, client_id=new_id(), email="nika@post.example")
    last = await pen.write(first, corrected, answer("Tomorrow."), at=NOON + GRACE / 2)
    assert await take(mails, NOON + GRACE - timedelta(seconds=1)) == []
    [taken] = await take(mails, NOON + GRACE)
    assert taken.words == Excerpt(conversation_id=state.id, first=first.seq, last=last.seq)
    assert (taken.id, taken.to) == (answer_id(state.id, first.seq), "nika@post.example")


async def test_what_is_said_once_the_mail_is_under_way_is_for_the_next_one(
    mails: PostgresDeliveries, pen: Pen
) -> None:
    """No word is in two mails, none in neither."""
    state = await pen.write(await owned(pen), answer())
    [taken] = await take(mails, NOON + GRACE)
    later = await pen.write(state, answer("One more thing."), at=NOON + GRACE)
    first, second = await mails.of_conversation(state.id)
    assert (first.id, first.state, first.words) == (taken.id, "sending", taken.words)
    assert second.words == Excerpt(conversation_id=state.id, first=later.seq, last=later.seq)
    assert second.gathering


async def test_words_and_their_mail_s_departure_at_the_same_moment(
    mails: PostgresDeliveries, pen: Pen
) -> None:
    """In either order each word is in exactly one mail."""
    states = [await pen.write(await owned(pen, f"{n}@x.example"), answer()) for n in range(12)]

    async def speak(state: Conversation) -> Conversation:
        return await pen.write(state, answer(), answer(), at=NOON + GRACE)

    async def depart() -> None:
        for _ in range(4):
            await take(mails, NOON + GRACE, limit=4)

    spoken, _ = await asyncio.gather(asyncio.gather(*map(speak, states)), depart())
    for before, after in zip(states, spoken, strict=True):
        ranges = [x.words for x in await mails.of_conversation(before.id)]
        mailed = [seq for x in ranges if x for seq in range(x.first, x.last + 1)]
        assert (
            mailed
            == [before.seq, before.seq + 1, before.seq + 2]
            == list(range(before.seq, after.seq + 1))
        )


async def test_two_gateways_never_take_the_same(mails: PostgresDeliveries, pen: Pen) -> None:
    """Both look at once; each delivery is in one pair of hands, and both find some."""
    for number in range(12):
        await pen.write(await owned(pen, f"{number}@mail.example"), answer())
    found = await asyncio.gather(*(take(mails, NOON + GRACE, limit=5) for _ in range(4)))
    ids = [delivery.id for some in found for delivery in some]
    assert len(ids) == len(set(ids)) == 12


async def test_what_a_dead_gateway_had_is_taken_when_its_lease_is_over(
    mails: PostgresDeliveries, pen: Pen
) -> None:
    """As one more try, and the dead one's last word does not count if it comes after all."""
    await pen.write(await owned(pen), answer())
    [first] = await take(mails, NOON + GRACE)
    assert await take(mails, NOON + GRACE + LEASE - timedelta(seconds=1)) == []
    [second] = await take(mails, NOON + GRACE + LEASE)
    assert (second.id, first.tries, second.tries) == (first.id, 1, 2)
    assert not await mails.replace(first, settle(first, Accepted(), NOON, 0.5))
    assert await mails.replace(second, settle(second, Accepted(), NOON, 0.5))
    assert (await mails.get(first.id)).state == "sent"


async def test_a_lease_can_be_made_longer_by_its_holder(
    mails: PostgresDeliveries, pen: Pen
) -> None:
    """Mail servers may take their time; a worker that has lost the lease cannot renew it."""
    await pen.write(await owned(pen), answer())
    [first] = await take(mails, NOON + GRACE)
    later = NOON + GRACE + LEASE
    assert [x.due_at for x in await mails.renew([first], later + LEASE)] == [later + LEASE]
    assert await take(mails, later) == []
    [second] = await take(mails, later + LEASE)
    assert await mails.renew([first], later + 3 * LEASE) == []
    assert [x.id for x in await mails.renew([second], later + 3 * LEASE)] == [second.id]
    assert await mails.renew([], later) == ()


async def test_what_was_read_in_time_is_gone(mails: PostgresDeliveries, pen: Pen) -> None:
    """No row remains of a mail that nobody needed."""
    state = await pen.write(await owned(pen), answer())
    [taken] = await take(mails, NOON + GRACE)
    assert await mails.replace(taken, None)
    assert await mails.of_conversation(state.id) == []
    with pytest.raises(NotFound):
        await mails.get(taken.id)


async def test_a_failed_try_waits_and_is_not_added_to(mails: PostgresDeliveries, pen: Pen) -> None:
    """A receiver that has it after all would never see what was added."""
    state = await pen.write(await owned(pen), answer())
    [taken] = await take(mails, NOON + GRACE)
    after = settle(taken, Rejected(code="dropped"), NOON + GRACE, 0.5)
    assert await mails.replace(taken, after)
    await pen.write(state, answer("And?"), at=NOON + GRACE)
    first, second = await mails.of_conversation(state.id)
    assert (first, second.gathering) == (after, True)


async def test_a_person_gives_up_and_tries_again(mails: PostgresDeliveries, pen: Pen) -> None:
    """While another mail of the conversation gathers, too."""
    state = await pen.write(await owned(pen), answer())
    [first] = await mails.of_conversation(state.id)
    withdrawn = give_up(first, NOON)
    assert await mails.replace(first, withdrawn)
    await pen.write(state, answer("And?"))
    assert await mails.replace(withdrawn, retry(withdrawn, NOON))
    assert [x.id for x in await take(mails, NOON)] == [first.id]


async def test_one_address_gets_a_few_mails_an_hour(mails: PostgresDeliveries, pen: Pen) -> None:
    """However many conversations name it; what is left gathers, and goes when there is room again."""
    for _ in range(ANSWERS_AT_MOST + 2):
        await pen.write(await owned(pen, "flooded@mail.example"), answer())
    others = await pen.write(await owned(pen, "other@mail.example"), answer())
    now = NOON + GRACE
    for _ in range(ANSWERS_AT_MOST):
        flooded = [x for x in await take(mails, now, limit=1) if x.to == "flooded@mail.example"]
        for taken in flooded:
            await mails.replace(taken, settle(taken, Accepted(), now, 0.5))
    assert [x.words and x.words.conversation_id for x in await take(mails, now)] == [others.id]
    assert len(await take(mails, now + ANSWERS_WITHIN)) == 3  # two of them, and the lease above


async def test_all_mails_to_a_customer_count(mails: PostgresDeliveries, pen: Pen) -> None:
    """Transcripts and requests for an opinion fill the address's hour as answers do; an account's mails do not."""
    now, address = NOON + GRACE, "full@mail.example"
    state = await pen.write(await owned(pen, address), answer())
    [waiting] = await mails.of_conversation(state.id)
    for number in range(ANSWERS_AT_MOST):
        kind: DeliveryKind = "transcript" if number % 2 else "rating"
        sent = replace(waiting, id=new_id(), kind=kind, state="sent", settled_at=now)
        await mails.add(replace(sent, gathering=False))
    assert await take(mails, now) == []
    assert [x.id for x in await take(mails, now + ANSWERS_WITHIN)] == [waiting.id]


async def test_pages_of_deliveries_are_newest_first(mails: PostgresDeliveries, pen: Pen) -> None:
    """Pages can be filtered by state, and show each row once."""
    said = [
        await pen.write(await owned(pen), answer(), at=NOON + timedelta(seconds=n % 3))
        for n in range(7)
    ]
    waiting = [x for state in said for x in await mails.of_conversation(state.id)]
    newest = sorted(waiting, key=lambda x: (x.created_at, x.id), reverse=True)
    seen, after = [], None
    while True:
        page = await mails.page(["waiting"], after, 3)
        seen += [x.id for x in page.deliveries]
        after = page.rest
        if after is None:
            break
    assert seen == [x.id for x in newest]
    assert (await mails.page(["failed", "sent"], None, 3)).deliveries == []


async def test_what_needs_a_person_is_counted(mails: PostgresDeliveries, pen: Pen) -> None:
    """Failed ones, and those still to go; not the sent ones."""
    for _ in range(3):
        await pen.write(await owned(pen, f"{new_id()}@mail.example"), answer())
    one, other, _ = await take(mails, NOON + GRACE)
    await mails.replace(one, settle(one, Accepted(), NOON, 0.5))
    await mails.replace(other, settle(other, Rejected(code="refused", permanent=True), NOON, 0.5))
    assert await mails.count() == {"failed": 1, "sending": 1}
