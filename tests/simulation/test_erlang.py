"""The formulae, against figures that others have published."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.erlang import ErlangA, ErlangC, blocking, delay_probability, theory


class TestErlangB:
    """All slots busy, nobody waits."""

    @pytest.mark.parametrize(
        ("slots", "load"),
        [(1, 0.0101), (5, 1.361), (10, 4.461), (15, 8.108), (20, 12.03), (100, 84.06)],
    )
    def test_the_one_percent_column(self, slots: int, load: float) -> None:
        """The loads at which 1 % are lost, as every Erlang B table has them, to four digits."""
        assert blocking(slots, load) == pytest.approx(0.01, rel=2e-3)

    def test_no_slots(self) -> None:
        """Everyone is lost."""
        assert blocking(0, 3) == 1


class TestErlangC:
    """Everyone waits for as long as it takes."""

    def test_a_worked_example(self) -> None:
        """360 calls in half an hour, 4 minutes each, 55 agents: the example of Mitan's "Erlang C
        formula made easy": 23.9 % wait, 8.2 s in the mean, 84.6 % answered in 15 s, 87.3 % busy."""
        queue = ErlangC(slots=55, arrivals=12, service=4)
        assert delay_probability(55, 48) == pytest.approx(0.239, abs=5e-4)
        assert queue.mean_wait * 60 == pytest.approx(8.2, abs=0.05)
        assert queue.answered_within(0.25) == pytest.approx(0.846, abs=5e-4)
        assert queue.utilisation == pytest.approx(0.873, abs=5e-4)

    def test_fifty_agents(self) -> None:
        """48 calls a minute of one minute each, 50 agents: 20.8 s in the mean, 58.1 s for the 90th
        percentile, 96 % busy (Garnett, Mandelbaum and Reiman, 2002, table 1)."""
        queue = ErlangC(slots=50, arrivals=48, service=1)
        assert queue.mean_wait * 60 == pytest.approx(20.8, abs=0.05)
        assert queue.wait_quantile(0.9) * 60 == pytest.approx(58.1, abs=0.05)
        assert queue.utilisation == pytest.approx(0.96)

    @given(st.floats(0.01, 0.99), st.floats(0.5, 60))
    def test_a_single_slot(self, load: float, service: float) -> None:
        """M/M/1 in closed form: the share that waits is the load, the wait r/(1 - r) services."""
        queue = ErlangC(slots=1, arrivals=load / service, service=service)
        assert queue.answered_within(0) == pytest.approx(1 - load)
        assert queue.mean_wait == pytest.approx(service * load / (1 - load))

    def test_a_full_house(self) -> None:
        """Every customer waits when no slot is spare."""
        assert delay_probability(3, 3) == delay_probability(3, 4) == 1

    def test_who_is_served_at_once(self) -> None:
        """Half do not wait at all if fewer than half are delayed."""
        assert ErlangC(slots=10, arrivals=1, service=5).wait_quantile(0.5) == 0

    @pytest.mark.parametrize("arrivals", [2, 3])
    def test_more_work_than_hands(self, arrivals: float) -> None:
        """The queue only grows: nobody is answered in time, and everyone is busy."""
        queue = ErlangC(slots=2, arrivals=arrivals, service=1)
        assert queue.mean_wait == queue.wait_quantile(0.5) == math.inf
        assert queue.answered_within(60) == 0
        assert queue.utilisation == 1


class TestErlangA:
    """Some lose patience."""

    def test_fifty_agents(self) -> None:
        """As above, with a patience of 2 minutes: 3.1 % leave, 3.7 s in the mean, 12.5 s for the
        90th percentile, 3 in the queue, 93 % busy (the same table)."""
        queue = ErlangA(slots=50, arrivals=48, service=1, patience=2)
        assert queue.abandoned == pytest.approx(0.031, abs=5e-4)
        assert queue.mean_wait * 60 == pytest.approx(3.7, abs=0.05)
        assert queue.wait_quantile(0.9) * 60 == pytest.approx(12.5, abs=0.1)
        assert queue.mean_wait * 48 == pytest.approx(3, abs=0.05)
        assert queue.utilisation == pytest.approx(0.93, abs=5e-3)

    @given(st.integers(1, 40), st.floats(0.1, 60))
    def test_patience_as_long_as_service(self, slots: int, load: float) -> None:
        """Then those who are there are M/M/infinity: a Poisson number, whatever the slots."""
        queue = ErlangA(slots=slots, arrivals=load, service=1, patience=1)
        here = [math.exp(n * math.log(load) - load - math.lgamma(n + 1)) for n in range(300)]
        waiting = sum((n - slots) * here[n] for n in range(slots, 300))
        assert queue.mean_wait == pytest.approx(waiting / load, rel=1e-4, abs=1e-9)
        assert queue.longer_than(0) == pytest.approx(sum(here[slots:]), rel=1e-4, abs=1e-9)

    @given(st.integers(1, 30), st.floats(0.1, 0.95))
    def test_endless_patience_is_erlang_c(self, slots: int, utilisation: float) -> None:
        """The two theories meet."""
        arrivals = slots * utilisation / 5
        patient = ErlangA(slots=slots, arrivals=arrivals, service=5, patience=1e8)
        endless = ErlangC(slots=slots, arrivals=arrivals, service=5)
        assert patient.answered_within(2) == pytest.approx(endless.answered_within(2), rel=1e-3)
        assert patient.wait_quantile(0.9) == pytest.approx(
            endless.wait_quantile(0.9), rel=2e-3, abs=1e-3
        )

    def test_overload_is_borne_by_those_who_leave(self) -> None:
        """Ten can serve ten of a hundred: ninety leave, and nobody is idle."""
        queue = ErlangA(slots=10, arrivals=100, service=1, patience=5)
        assert queue.abandoned == pytest.approx(0.9, abs=1e-3)
        assert queue.utilisation == pytest.approx(1, abs=1e-3)
        assert queue.mean_wait == pytest.approx(4.5, abs=0.01)

    def test_nobody_waits_for_ever(self) -> None:
        """Beyond what is ever waited nobody is left, and who would be served at once has no wait."""
        queue = ErlangA(slots=10, arrivals=1, service=5, patience=5)
        assert queue.longer_than(1e6) == 0
        assert queue.wait_quantile(0.5) == 0


def test_the_theory_that_applies() -> None:
    """Erlang A if people leave, else Erlang C."""
    assert theory(2, 1, 1, None) == ErlangC(2, 1, 1)
    assert theory(2, 1, 1, 5) == ErlangA(2, 1, 1, 5)
