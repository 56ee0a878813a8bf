"""Parts run side by side as far as there is room, and what measures time has the machine alone."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.testing.lanes import next_part, run_in_lanes
from cli.testing.outcomes import PartOutcome
from cli.testing.parts import Need, Part
from cli.testing.setups import Made
from tests.handoff.waiting import PATIENCE

Run = Callable[[Part], Coroutine[None, None, PartOutcome]]


def a_part(name: str, *needs: Need, alone: bool = False) -> Part:
    return Part(name, "", [], needs=needs, alone=alone)


some_parts = st.lists(
    st.builds(
        lambda needs, alone: (tuple(sorted(needs)), alone),
        st.sets(st.sampled_from(Need)),
        st.booleans(),
    ),
    max_size=8,
).map(
    lambda drawn: [
        a_part(str(number), *needs, alone=alone) for number, (needs, alone) in enumerate(drawn)
    ]
)


@given(
    waiting=some_parts,
    running=some_parts,
    lanes=st.integers(1, 4),
    unready=st.frozensets(st.sampled_from(Need)),
)
def test_what_starts_has_room_and_what_it_needs(
    waiting: list[Part], running: list[Part], lanes: int, unready: frozenset[Need]
) -> None:
    """Whatever waits and runs: no part starts too early, and a free machine never idles."""
    part = next_part(waiting, running, lanes, unready)
    if part is None:
        assert running or unready or not waiting
    else:
        assert len(running) < lanes
        assert unready.isdisjoint(part.needs)
        assert not any(other.alone for other in running)
        assert not part.alone or not (running or unready)


class _Stage:
    """Runs parts that end on request, and records which ran concurrently."""

    def __init__(self) -> None:
        self.running: list[str] = []
        self.begun: list[tuple[str, ...]] = []
        self._ends: dict[str, asyncio.Event] = {}
        self._changed = asyncio.Condition()

    async def run(self, part: Part) -> PartOutcome:
        async with self._changed:
            self.running.append(part.name)
            self.begun.append(tuple(self.running))
            self._changed.notify_all()
        await self._ends.setdefault(part.name, asyncio.Event()).wait()
        self.running.remove(part.name)
        return PartOutcome(part, "passed")

    async def until(self, *names: str) -> None:
        """Waits until exactly these run."""
        async with self._changed, asyncio.timeout(PATIENCE):
            await self._changed.wait_for(lambda: sorted(self.running) == sorted(names))

    def end(self, *names: str) -> None:
        for name in names:
            self._ends.setdefault(name, asyncio.Event()).set()


def _in_lanes(
    parts: Sequence[Part], run: Run, setups: Mapping[Need, "asyncio.Task[Made]"]
) -> "asyncio.Task[list[PartOutcome]]":
    return asyncio.create_task(run_in_lanes(parts, 2, setups, run))


async def test_a_part_starts_as_soon_as_a_lane_is_free() -> None:
    """Two lanes, three parts: the third begins when the first has ended; outcomes keep the order."""
    stage = _Stage()
    whole = _in_lanes([a_part("a"), a_part("b"), a_part("c")], stage.run, {})
    await stage.until("a", "b")
    stage.end("b")
    await stage.until("a", "c")
    stage.end("a", "c")
    assert [outcome.part.name for outcome in await whole] == ["a", "b", "c"]


async def test_a_part_waits_for_its_setup_while_others_run() -> None:
    """Whatever is slow to set up holds up only the parts that need it."""
    stage, installed = _Stage(), asyncio.Event()

    async def install() -> Made:
        await installed.wait()
        return Made()

    setup = asyncio.create_task(install())
    parts = [a_part("bot", Need.BOT), a_part("lint"), a_part("types")]
    whole = _in_lanes(parts, stage.run, {Need.BOT: setup})
    await stage.until("lint", "types")
    stage.end("lint", "types")
    installed.set()
    await stage.until("bot")
    stage.end("bot")
    assert len(await whole) == 3


async def test_a_measurement_runs_alone_and_last() -> None:
    """Even if it is listed first."""
    stage = _Stage()
    stage.end("measure", "a", "b", "c")
    parts = [a_part("measure", alone=True), a_part("a"), a_part("b"), a_part("c")]
    await _in_lanes(parts, stage.run, {})
    assert stage.begun[-1] == ("measure",)


async def test_a_failing_run_is_not_waited_out() -> None:
    """An error that nobody foresaw ends all, and is not taken for a failed part."""

    async def run(part: Part) -> PartOutcome:
        if part.name == "broken":
            raise RuntimeError("nobody foresaw this")
        await asyncio.Event().wait()
        return PartOutcome(part, "passed")

    with pytest.raises(ExceptionGroup, match="unhandled"):
        await _in_lanes([a_part("broken"), a_part("endless")], run, {})
