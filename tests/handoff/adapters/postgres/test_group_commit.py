"""Group commit: which steps share a statement, and what each caller learns. `write` is a port, which
the tests release by hand."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain

import pytest
from sqlalchemy.exc import DBAPIError

from handoff.adapters.postgres.commit import Step
from handoff.adapters.postgres.group_commit import TOGETHER, WRITERS, GroupCommit
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.decisions import append
from handoff.domain.conversation.state import Conversation
from handoff.services.errors import DatabaseDown
from tests.handoff.waiting import PATIENCE

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def step(name: str) -> Step:
    unborn = Conversation(id=name)
    start = c.Start(customer_id="nika", customer_name=None, language="en")
    return Step(unborn, *append(unborn, start, NOON))


def names(steps: Sequence[Step]) -> list[str]:
    return [step.after.id for step in steps]


def refusal() -> DBAPIError:
    return DBAPIError("INSERT", None, Exception("refused"))


@dataclass
class Disk:
    """Writes when released. Steps named in `stale` are not stored; those in `bad` take their
    group with them."""

    stale: frozenset[str] = frozenset()
    bad: frozenset[str] = frozenset()
    away: bool = False
    groups: list[list[str]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    turn: asyncio.Event = field(default_factory=asyncio.Event)
    handed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def write(self, steps: Sequence[Step]) -> Collection[str]:
        async with self.handed:
            self.groups.append(names(steps))
            self.handed.notify_all()
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await self.turn.wait()
        finally:
            self.at_once -= 1
        if self.away:
            raise DatabaseDown
        if self.bad & set(names(steps)):
            raise refusal()
        return set(names(steps)) - self.stale


async def under_way(disk: Disk, count: int) -> None:
    """Waits until `count` groups are being written."""
    async with asyncio.timeout(PATIENCE), disk.handed:
        await disk.handed.wait_for(lambda: len(disk.groups) >= count)


def begin(commit: GroupCommit, *steps: str) -> list[asyncio.Task[bool]]:
    return [asyncio.create_task(commit(step(name))) for name in steps]


async def test_a_lone_step_waits_for_nobody() -> None:
    """The step is written before another one comes, and its caller learns that it was stored."""
    disk = Disk()
    (alone,) = begin(GroupCommit(disk.write), "a")
    await under_way(disk, 1)
    disk.turn.set()
    assert (await alone, disk.groups) == (True, [["a"]])


async def test_what_comes_meanwhile_goes_together() -> None:
    """While both writers are at work all who come are collected into one statement."""
    disk = Disk()
    commit = GroupCommit(disk.write)
    tasks = begin(commit, "a")
    await under_way(disk, 1)
    tasks += begin(commit, "b")
    await under_way(disk, 2)
    tasks += begin(commit, "c", "d", "e")
    disk.turn.set()
    assert await asyncio.gather(*tasks) == [True] * 5
    assert disk.groups == [["a"], ["b"], ["c", "d", "e"]]
    assert disk.most_at_once == WRITERS


async def test_a_group_has_its_bound() -> None:
    """No statement holds more than so many conversations, and each is written once."""
    disk = Disk()
    tasks = begin(GroupCommit(disk.write), *(f"{n:03}" for n in range(3 * TOGETHER)))
    disk.turn.set()
    assert all(await asyncio.gather(*tasks))
    assert max(map(len, disk.groups)) <= TOGETHER
    assert sorted(chain.from_iterable(disk.groups)) == [f"{n:03}" for n in range(3 * TOGETHER)]


async def test_two_steps_of_one_conversation_never_share_a_statement() -> None:
    """With two rows for one conversation the server would pick either."""
    disk = Disk()
    tasks = begin(GroupCommit(disk.write), "a", "b", "a", "a")
    disk.turn.set()
    await asyncio.gather(*tasks)
    assert all(len(group) == len(set(group)) for group in disk.groups)
    assert sorted(chain.from_iterable(disk.groups)) == ["a", "a", "a", "b"]


async def test_who_came_too_late_is_told_so_alone() -> None:
    """A stale step of a group is not stored; the others are."""
    disk = Disk(stale=frozenset({"b"}))
    tasks = begin(GroupCommit(disk.write), "a", "b", "c")
    disk.turn.set()
    assert await asyncio.gather(*tasks) == [True, False, True]


async def test_a_bad_step_harms_nobody_else() -> None:
    """A statement that is refused is tried again step by step: only the culprit fails."""
    disk = Disk(bad=frozenset({"b"}))
    tasks = begin(GroupCommit(disk.write), "a", "b", "c")
    disk.turn.set()
    first, culprit, last = await asyncio.gather(*tasks, return_exceptions=True)
    assert (first, last) == (True, True)
    assert isinstance(culprit, DBAPIError)


async def test_a_server_that_is_away_is_asked_once() -> None:
    """All of a group learn that the connection was lost, at once."""
    disk = Disk(away=True)
    tasks = begin(GroupCommit(disk.write), "a", "b", "c")
    disk.turn.set()
    told = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(each, DatabaseDown) for each in told)
    assert disk.groups == [["a", "b", "c"]]


async def test_who_no_longer_waits_does_not_stop_the_others() -> None:
    """A caller that is cancelled leaves its step with the group, which is written all the same."""
    disk = Disk()
    gone, stays = begin(GroupCommit(disk.write), "a", "b")
    await under_way(disk, 1)
    gone.cancel()
    disk.turn.set()
    assert await stays
    with pytest.raises(asyncio.CancelledError):
        await gone


async def test_a_step_that_follows_at_once_when_both_writers_end_together_is_written() -> None:
    """The caller of the first writer goes on before the event loop has seen either writer off."""
    disk = Disk()
    commit = GroupCommit(disk.write)

    async def twice() -> list[bool]:
        return [await commit(step("first")), await commit(step("second"))]

    first = asyncio.create_task(twice())
    await under_way(disk, 1)
    [beside] = begin(commit, "beside")
    await under_way(disk, WRITERS)
    disk.turn.set()
    async with asyncio.timeout(PATIENCE):
        assert [*await first, await beside] == [True, True, True]
