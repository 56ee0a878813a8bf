"""Percentiles, ratios and bars: what the tables of the benchmarks are made of."""

import json
from pathlib import Path

import pytest

from bench.figures import Bar, Figure, Result, beside, percentile, write_json


def test_percentile_takes_a_measured_value() -> None:
    """A percentile is one of the measured values, never interpolated."""
    values = [float(number) for number in range(100, 0, -1)]
    assert percentile(values, 0.5) == 51.0
    assert percentile(values, 0.99) == 100.0
    assert percentile([7.0], 0.99) == 7.0


def test_there_is_no_percentile_of_nothing() -> None:
    """A benchmark that measured nothing must not tell a figure."""
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 0.5)


def test_ratio_is_the_median_of_the_rounds() -> None:
    """One disturbed round changes neither the figures nor the ratio."""
    figure = beside("throughput", "/s", [50.0, 5.0, 60.0], [100.0, 100.0, 100.0])
    assert (figure.value, figure.floor, figure.ratio) == (50.0, 100.0, 0.5)


@pytest.mark.parametrize(
    ("bar", "holds"),
    [
        (Bar(limit=0.3, at_least=True), True),
        (Bar(limit=0.6, at_least=True), False),
        (Bar(limit=0.5), True),
        (Bar(limit=4, of="value"), False),
        (Bar(limit=5, of="value"), True),
    ],
)
def test_a_bar_is_held_by_the_value_or_by_the_ratio(bar: Bar, holds: bool) -> None:  # noqa: FBT001
    """Each bar names which of the two it is about, and its direction."""
    figure = Figure(name="x", unit="ms", value=5.0, floor=10.0, ratio=0.5, bar=bar)
    assert bar.holds(figure) is holds


def test_a_bar_on_a_ratio_that_is_not_there_does_not_hold() -> None:
    """A bar on a ratio that was not measured fails."""
    assert not Bar(limit=4).holds(Figure(name="x", unit="ms", value=1.0))


def test_json_tells_which_bars_hold(tmp_path: Path) -> None:
    """The file is enough to compare two runs: figures, floors, bars, parameters, machine."""
    figure = Figure(name="p99", unit="ms", value=8.0, floor=4.0, ratio=2.0, bar=Bar(limit=4))
    result = Result(benchmark="x", floor="nothing", parameters={"pairs": 2}, figures=[figure])
    write_json(result, tmp_path / "x.json")
    told = json.loads((tmp_path / "x.json").read_text())
    assert told["figures"][0]["holds"] is True
    assert told["parameters"] == {"pairs": 2}
    assert told["machine"]["cores"] >= 1
