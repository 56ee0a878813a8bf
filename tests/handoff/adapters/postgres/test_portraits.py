"""Pictures of the staff in the database: one each, under a key that lasts as long as they have one."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id, new_key
from handoff.adapters.postgres.portraits import PostgresPortraits
from handoff.adapters.postgres.staff import PostgresStaff
from handoff.domain.errors import NotFound
from handoff.domain.people import Names, StaffMember


@pytest.fixture
def portraits(engine: AsyncEngine) -> PostgresPortraits:
    return PostgresPortraits(engine)


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


async def test_another_picture_has_the_same_address(
    portraits: PostgresPortraits, staff_store: PostgresStaff, sara: StaffMember
) -> None:
    """Conversations that have it show the new one."""
    first = await portraits.put(sara.id, b"one", new_key())
    second = await portraits.put(sara.id, b"two", new_key())
    assert first == second == await staff_store.get(sara.id)
    assert second.portrait is not None
    assert await portraits.content(second.portrait) == b"two"


async def test_a_picture_that_was_taken_away_is_gone_for_good(
    portraits: PostgresPortraits, sara: StaffMember
) -> None:
    """Its address opens nothing, not even when there is another picture; taking none away is no error."""
    shown = await portraits.put(sara.id, b"one", new_key())
    assert shown.portrait is not None
    for _ in range(2):
        assert await portraits.remove(sara.id) == sara
    again = await portraits.put(sara.id, b"two", new_key())
    assert again.portrait != shown.portrait
    with pytest.raises(NotFound):
        await portraits.content(shown.portrait)


async def test_two_pictures_at_once_leave_one(
    portraits: PostgresPortraits, sara: StaffMember
) -> None:
    """Two tabs of one member send at the same time."""
    contents = [f"picture {number}".encode() for number in range(6)]
    shown = await asyncio.gather(
        *(portraits.put(sara.id, content, new_key()) for content in contents)
    )
    (key,) = {member.portrait for member in shown}
    assert key is not None
    assert await portraits.content(key) in contents


async def test_nobody_and_disabled_members_have_none(
    portraits: PostgresPortraits, staff_store: PostgresStaff, sara: StaffMember
) -> None:
    """An account that was disabled a moment ago gets no picture any more."""
    await staff_store.update(replace(sara, disabled=True))
    for staff_id in (sara.id, new_id()):
        with pytest.raises(NotFound):
            await portraits.put(staff_id, b"one", new_key())
    with pytest.raises(NotFound):
        await portraits.remove(new_id())


async def test_other_changes_of_a_member_leave_the_picture(
    portraits: PostgresPortraits, staff_store: PostgresStaff, sara: StaffMember
) -> None:
    """An update of a member who was read before the picture was put sets nothing back."""
    shown = await portraits.put(sara.id, b"one", new_key())
    await staff_store.update(replace(sara, capacity=2))
    assert await staff_store.get(sara.id) == replace(shown, capacity=2)
