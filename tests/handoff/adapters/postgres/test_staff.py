"""The staff in PostgreSQL: what is counted and looked up in the record."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.staff import PostgresStaff
from handoff.domain.conversation import commands as c
from handoff.domain.errors import NotFound
from handoff.domain.people import Names, StaffMember
from tests.handoff.adapters.pen import NOON, Pen

AWAY_AT = 3


@pytest.fixture
async def sara(staff_store: PostgresStaff) -> StaffMember:
    member = StaffMember(
        id=new_id(),
        email=f"{new_id()}@books.example",
        names=Names(en="Sara"),
        role="agent",
        capacity=4,
        available=True,
        disabled=False,
    )
    await staff_store.add(member, "no password")
    return member


@pytest.mark.parametrize(
    "names", [Names(en="Sara", fa="سارا"), Names(en="Sara"), Names(fa="سارا")], ids=str
)
async def test_names_are_kept_in_both_scripts(
    staff_store: PostgresStaff, sara: StaffMember, names: Names
) -> None:
    """Each comes back in its own language, also beside another change of the member."""
    renamed = await staff_store.rename(sara.id, names)
    assert renamed == replace(sara, names=names)
    await staff_store.update(replace(sara, capacity=2))
    assert await staff_store.get(sara.id) == replace(renamed, capacity=2)


async def test_nobody_is_not_renamed(staff_store: PostgresStaff) -> None:
    """An id that nobody has is not found."""
    with pytest.raises(NotFound):
        await staff_store.rename(new_id(), Names(en="Sara"))


def _agent(member: StaffMember) -> c.Agent:
    return c.Agent(id=member.id, names=member.names)


async def _miss(pen: Pen, member: StaffMember, times: int = 1) -> None:
    """Offers run out."""
    for _ in range(times):
        offer = c.Offer(agent=_agent(member), deadline=NOON)
        offered = await pen.conversation(c.RequestPerson(), offer)
        await pen.write(offered, c.ExpireOffer(epoch=offered.epoch))


async def test_misses_are_counted_up_to_the_one_that_sets_away(
    staff_store: PostgresStaff, sara: StaffMember, pen: Pen
) -> None:
    """What runs out later, while away, says nothing new; nor does counting again."""
    told = []
    for _ in range(AWAY_AT + 1):
        await _miss(pen, sara)
        told += [await staff_store.count_misses(sara.id, AWAY_AT) for _ in range(2)]
    away = replace(sara, missed=3, available=False)
    assert told[::2] == told[1::2]
    assert told[::2] == [replace(sara, missed=1), replace(sara, missed=2), away, away]
    assert await staff_store.get(sara.id) == away


async def test_many_who_count_at_once_count_the_same(
    staff_store: PostgresStaff, sara: StaffMember, pen: Pen
) -> None:
    """Two gateways may count at the same time."""
    await _miss(pen, sara, AWAY_AT)
    told = await asyncio.gather(*(staff_store.count_misses(sara.id, AWAY_AT) for _ in range(8)))
    assert set(told) == {replace(sara, missed=AWAY_AT, available=False)}


async def test_others_misses_and_answered_offers_do_not_count(
    staff_store: PostgresStaff, sara: StaffMember, pen: Pen
) -> None:
    """Declining is an answer, and a lost agent could not answer."""
    await _miss(pen, replace(sara, id=new_id()))
    offer = c.Offer(agent=_agent(sara), deadline=NOON)
    await pen.conversation(c.RequestPerson(), offer, c.Decline(agent=_agent(sara)))
    lost = await pen.conversation(c.RequestPerson(), offer)
    await pen.write(lost, c.LoseAgent(epoch=lost.epoch))
    assert await staff_store.count_misses(sara.id, AWAY_AT) == sara


async def test_coming_to_a_customer_begins_the_count_anew(
    staff_store: PostgresStaff, sara: StaffMember, pen: Pen
) -> None:
    """The count stays for agents who are away: the reason shows until they set the switch."""
    await _miss(pen, sara)
    await pen.conversation(c.Take(agent=_agent(sara)))
    assert await staff_store.count_misses(sara.id, AWAY_AT) == sara
    await _miss(pen, sara, AWAY_AT)
    await staff_store.count_misses(sara.id, AWAY_AT)
    await pen.conversation(c.Take(agent=_agent(sara)))
    assert (await staff_store.count_misses(sara.id, AWAY_AT)).missed == AWAY_AT


@pytest.mark.parametrize("available", [True, False])
async def test_one_s_own_word_begins_the_count_anew(
    staff_store: PostgresStaff, sara: StaffMember, pen: Pen, *, available: bool
) -> None:
    """Either way, and whatever counts the older events once more."""
    await _miss(pen, sara, AWAY_AT)
    await staff_store.count_misses(sara.id, AWAY_AT)
    said = await staff_store.set_available(sara.id, available=available)
    counted = await staff_store.count_misses(sara.id, AWAY_AT)
    assert said == counted == replace(sara, available=available)


async def test_an_older_record_overwrites_neither(
    staff_store: PostgresStaff, sara: StaffMember, pen: Pen
) -> None:
    """Skills are set from what was read before the offers ran out."""
    await _miss(pen, sara, AWAY_AT)
    await staff_store.count_misses(sara.id, AWAY_AT)
    await staff_store.update(replace(sara, capacity=2))
    expected = replace(sara, capacity=2, missed=AWAY_AT, available=False)
    assert await staff_store.get(sara.id) == expected


async def test_nobody_cannot_be_available(staff_store: PostgresStaff) -> None:
    """An id that is nobody's is refused, and misses nothing."""
    with pytest.raises(NotFound):
        await staff_store.set_available(new_id(), available=True)
    with pytest.raises(NotFound):
        await staff_store.count_misses(new_id(), AWAY_AT)


async def test_the_last_chat_that_was_closed_is_looked_up_in_the_record(
    staff_store: PostgresStaff, sara: StaffMember, pen: Pen
) -> None:
    """From its commit on, without anything else having to happen; other ends of a chat are none."""
    taken = (c.Take(agent=_agent(sara)),)
    later = NOON + timedelta(minutes=1)
    await pen.conversation(*taken, c.ReturnToBot(agent=_agent(sara)), at=later)
    assert [load.closed_at for load in await staff_store.loads([sara.id])] == [None]
    for at in (later, NOON):
        await pen.conversation(*taken, c.Close(agent=_agent(sara)), at=at)
    assert [load.closed_at for load in await staff_store.loads([sara.id])] == [later]
