"""Marks in PostgreSQL: one row a side, which only rises, whoever writes concurrently."""

import asyncio
from functools import reduce

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.marks import PostgresMarks
from handoff.adapters.postgres.tables import marks as table
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.marks import NOTHING, Mark, Marks, later
from tests.handoff.adapters.pen import SARA, Pen


@pytest.fixture(scope="module")
def marks(engine: AsyncEngine) -> PostgresMarks:
    return PostgresMarks(engine)


async def test_a_conversation_without_marks_has_none(marks: PostgresMarks, pen: Pen) -> None:
    """Nothing is written before somebody has read something."""
    state = await pen.conversation()
    assert await marks.marks([state.id]) == {}
    assert await marks.marks([]) == {}


async def test_each_side_has_its_own(marks: PostgresMarks, pen: Pen) -> None:
    """What one side reads says nothing of the other, nor of another conversation."""
    one, other = await pen.conversation(), await pen.conversation()
    assert await marks.raise_mark(one.id, "customer", Mark(delivered=4, read=2)) == Mark(
        delivered=4, read=2
    )
    await marks.raise_mark(one.id, "staff", Mark(delivered=3))
    await marks.raise_mark(other.id, "staff", Mark(delivered=9, read=9))
    assert await marks.marks([one.id, other.id]) == {
        one.id: Marks(customer=Mark(delivered=4, read=2), staff=Mark(delivered=3)),
        other.id: Marks(staff=Mark(delivered=9, read=9)),
    }


async def test_an_agent_s_own_are_those_of_what_they_hold(marks: PostgresMarks, pen: Pen) -> None:
    """Marks exclude conversations that the agent gave back, and colleagues' ones."""
    mine = await pen.conversation(c.Take(agent=SARA))
    back = await pen.conversation(c.Take(agent=SARA), c.ReturnToBot(agent=SARA))
    for state in (mine, back):
        await marks.raise_mark(state.id, "customer", Mark(delivered=2))
    assert await marks.marks_of_agent(SARA.id) == {mine.id: Marks(customer=Mark(delivered=2))}


async def test_a_mark_that_is_behind_changes_nothing(marks: PostgresMarks, pen: Pen) -> None:
    """Going back, or the same once more, is no news and is not told to anybody."""
    state = await pen.conversation()
    await marks.raise_mark(state.id, "staff", Mark(delivered=5, read=3))
    for old in (Mark(), Mark(delivered=5, read=3), Mark(delivered=4, read=3)):
        assert await marks.raise_mark(state.id, "staff", old) is None
    assert await marks.raise_mark(state.id, "staff", Mark(delivered=2, read=4)) == Mark(
        delivered=5, read=4
    )


async def test_a_conversation_must_exist(marks: PostgresMarks) -> None:
    """No row is written for an id that is nobody's."""
    with pytest.raises(IntegrityError):
        await marks.raise_mark(new_id(), "customer", Mark(read=1))


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.builds(Mark, delivered=st.integers(0, 9), read=st.integers(0, 9)).map(
            lambda claim: later(NOTHING, claim)
        ),
        min_size=1,
        max_size=8,
    )
)
async def test_many_at_once_end_where_one_after_the_other_would(
    marks: PostgresMarks, pen: Pen, engine: AsyncEngine, given_: list[Mark]
) -> None:
    """Two gateways, many tabs: one row, and in it the furthest of each cursor."""
    state = await pen.conversation()
    await asyncio.gather(*(marks.raise_mark(state.id, "customer", each) for each in given_))
    kept = (await marks.marks([state.id]))[state.id].customer
    assert kept == reduce(later, given_, NOTHING)
    rows = select(func.count()).where(table.c.conversation_id == state.id)
    async with engine.connect() as connection:
        assert (await connection.execute(rows)).scalar_one() == 1
