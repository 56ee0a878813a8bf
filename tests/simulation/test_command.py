"""What `./firuze simulate` prints."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from cli.app import app


def printed(*options: str) -> list[str]:
    """The lines of a run."""
    result = CliRunner().invoke(app, ["simulate", "--days", "1", *options])
    assert result.exit_code == 0, result.output
    return result.output.splitlines()


def line(lines: list[str], title: str) -> list[str]:
    """The words after `title`."""
    found = [line for line in lines if line.startswith(title)]
    assert len(found) == 1, lines
    return found[0].removeprefix(title).split()


def test_beside_erlang_c() -> None:
    """Every figure with the theory and how far it is from it."""
    lines = printed("--arrivals-per-hour", "80")
    assert "Erlang C" in "\n".join(lines)
    simulated, unit, theory, _, difference = line(lines, "Wait, mean")
    assert unit == "min"
    assert theory == "1.23"
    assert float(difference.rstrip("%")) == pytest.approx(
        (float(simulated) / float(theory) - 1) * 100, abs=1
    )
    assert line(lines, "Wait ranges that came true")[0].endswith("%")
    assert 0 < float(line(lines, "Fairness between agents")[0]) <= 1


def test_beside_erlang_a() -> None:
    """Customers who leave have a theory of their own."""
    lines = printed("--arrivals-per-hour", "110", "--patience-minutes", "5")
    assert "Erlang A" in "\n".join(lines)
    assert line(lines, "Gave up")[0] != "0.0%"


def test_a_shops_day_has_no_formula() -> None:
    """It says so instead of comparing what cannot be compared."""
    lines = printed("--day", "shop", "--arrivals-per-hour", "45")
    assert line(lines, "Wait, mean")[-2:] == ["—", "—"]
    assert any("no formula" in line for line in lines)


def test_what_the_theory_supposes_is_said() -> None:
    """Other service times, and priorities, are beyond it."""
    lines = "\n".join(printed("--service", "lognormal", "--urgent-percent", "20"))
    assert "supposes exponential service" in lines
    assert "order of arrival" in lines


def test_too_much_work() -> None:
    """An endless queue is called endless."""
    lines = printed("--agents", "2")
    assert "endless" in line(lines, "Wait, mean")
    assert any("grows without end" in line for line in lines)


def test_nobody_came() -> None:
    """On a day on which 2.4 are expected, sometimes nobody comes: a sentence, not a traceback."""
    assert "Nobody came" in printed("--arrivals-per-hour", "0.1", "--seed", "9")[0]


def test_what_cannot_be_simulated() -> None:
    """It is refused with the bounds."""
    result = CliRunner().invoke(app, ["simulate", "--arrivals-per-hour", "0"])
    assert result.exit_code == 2
    assert "0.1" in result.output


def test_the_same_seed_prints_the_same() -> None:
    """Apart from the time it took, and also when run as a module."""
    command = [sys.executable, "-m", "simulation", "--days", "1", "--seed", "4"]
    module = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    assert module.stdout.splitlines()[1:] == printed("--seed", "4")[1:]
