"""Every benchmark runs on servers of its own and tells sane figures. Small: whether the bars hold
is not for a shared machine to say."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench.connections import allow_open_files
from stack.checkout import this_checkout
from stack.errors import CliError

LIMIT = 300.0  # seconds

FIGURES = {
    "relay": {"throughput", "customer to agent, p99", "customer to ack, p99"},
    "connections": {
        "memory of a connection",
        "processor of 1,000 idle connections, per second",
    },
    "routing": {"100 × 5, a decision, p50", "100 × 50, the whole queue"},
    "history": {"first page of the log, p95", "the whole log, p50", "first page of the inbox, p95"},
}


def run(benchmark: str, file: Path) -> Any:
    """The result of `./firuze bench BENCHMARK --quick`."""
    command = [sys.executable, "-m", "cli", "bench", benchmark, "--quick", "--json", str(file)]
    done = subprocess.run(
        command,
        cwd=this_checkout().root,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Floor" in done.stdout
    return json.loads(file.read_text())


@pytest.fixture(scope="module", params=FIGURES)
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The result of one benchmark, run once."""
    return run(request.param, tmp_path_factory.mktemp("bench") / "result.json")


def test_benchmark_tells_its_figures_beside_a_floor(told: Any) -> None:
    """Everything that it promises is there and is a plausible quantity."""
    figures = {figure["name"]: figure for figure in told["figures"]}
    assert set(figures) >= FIGURES[told["benchmark"]]
    assert all(figure["value"] >= 0 for figure in figures.values())
    floors = [figure["floor"] for figure in figures.values() if figure["floor"] is not None]
    assert floors
    assert told["floor"]


@pytest.mark.parametrize("told", ["relay"], indirect=True)
def test_relay_measures_what_it_sent(told: Any) -> None:
    """A message takes some time, storing it takes more than not storing it, and every one came:
    a lost or refused one would have ended the run, and so many come faster than people type."""
    figures = {figure["name"]: figure for figure in told["figures"]}
    throughput, arrival = figures["throughput"], figures["customer to agent, p50"]
    assert 0 < throughput["value"] < throughput["floor"]
    assert arrival["value"] > arrival["floor"] > 0
    assert figures["PostgreSQL, writing transactions per message"]["value"] > 0
    assert told["parameters"] == {"pairs": 2, "rounds": 3, "messages": 40}


def test_more_connections_than_the_system_allows_are_refused() -> None:
    """The command refuses in words, before it starts anything."""
    with pytest.raises(CliError, match="files open"):
        allow_open_files(2**40)
