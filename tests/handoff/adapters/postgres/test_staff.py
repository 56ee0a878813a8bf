"""Missed offers in PostgreSQL: counted in one statement, whoever counts at the same time."""

import asyncio
from dataclasses import replace

import pytest

from handoff.adapters.postgres.staff import PostgresStaff
from handoff.domain.errors import NotFound
from handoff.domain.people import StaffMember
from handoff.wiring import new_id

AWAY_AT = 3


@pytest.fixture
async def sara(staff_store: PostgresStaff) -> StaffMember:
    member = StaffMember(
        id=new_id(),
        email=f"{new_id()}@books.example",
        name="Sara",
        role="agent",
        capacity=4,
        available=True,
        disabled=False,
    )
    await staff_store.add(member, "no password")
    return member


async def test_misses_are_counted_up_to_the_one_that_sets_away(
    staff_store: PostgresStaff, sara: StaffMember
) -> None:
    """What runs out later, while away, says nothing new."""
    told = [await staff_store.offer_missed(sara.id, AWAY_AT) for _ in range(AWAY_AT + 1)]
    assert told == [
        replace(sara, missed=1),
        replace(sara, missed=2),
        replace(sara, missed=3, available=False),
        None,
    ]
    assert await staff_store.get(sara.id) == replace(sara, missed=3, available=False)


async def test_only_one_of_many_at_once_sets_away(
    staff_store: PostgresStaff, sara: StaffMember
) -> None:
    """As on two gateways: none is lost, and one learns that it was the last."""
    told = await asyncio.gather(*(staff_store.offer_missed(sara.id, AWAY_AT) for _ in range(8)))
    counted = [one for one in told if one is not None]
    assert sorted(one.missed for one in counted) == [1, 2, 3]
    assert [one.missed for one in counted if not one.available] == [AWAY_AT]


async def test_an_answer_begins_the_count_anew(
    staff_store: PostgresStaff, sara: StaffMember
) -> None:
    """Not for whoever is away: why they are stays known until they say where they are."""
    await staff_store.offer_missed(sara.id, AWAY_AT)
    await staff_store.offer_answered(sara.id)
    assert await staff_store.get(sara.id) == sara
    for _ in range(AWAY_AT):
        await staff_store.offer_missed(sara.id, AWAY_AT)
    await staff_store.offer_answered(sara.id)
    assert (await staff_store.get(sara.id)).missed == AWAY_AT


@pytest.mark.parametrize("available", [True, False])
async def test_one_s_own_word_begins_the_count_anew(
    staff_store: PostgresStaff, sara: StaffMember, *, available: bool
) -> None:
    """Either way."""
    for _ in range(AWAY_AT):
        await staff_store.offer_missed(sara.id, AWAY_AT)
    said = await staff_store.set_available(sara.id, available=available)
    assert said == replace(sara, available=available) == await staff_store.get(sara.id)


async def test_an_older_record_overwrites_neither(
    staff_store: PostgresStaff, sara: StaffMember
) -> None:
    """Skills are set from what was read before the offers ran out."""
    for _ in range(AWAY_AT):
        await staff_store.offer_missed(sara.id, AWAY_AT)
    await staff_store.update(replace(sara, capacity=2))
    expected = replace(sara, capacity=2, missed=AWAY_AT, available=False)
    assert await staff_store.get(sara.id) == expected


async def test_nobody_cannot_be_available(staff_store: PostgresStaff) -> None:
    """An id that is nobody's is refused, and misses nothing."""
    with pytest.raises(NotFound):
        await staff_store.set_available(new_id(), available=True)
    assert await staff_store.offer_missed(new_id(), AWAY_AT) is None
