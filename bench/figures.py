"""A benchmark's results: figures, floors and bars, as a table and as JSON."""

import json
import os
import platform
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import psutil
from rich.console import Console
from rich.table import Table

Unit = Literal["ms", "µs", "/s", "KiB", "MiB", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """The target: a limit on the figure itself or on its ratio to the floor."""

    limit: float
    of: Literal["value", "ratio"] = "ratio"
    at_least: bool = False

    def holds(self, figure: "Figure") -> bool:
        measured = figure.value if self.of == "value" else figure.ratio
        if measured is None:
            return False
        return measured >= self.limit if self.at_least else measured <= self.limit

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.limit:g}{'' if self.of == 'value' else ' ×'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured quantity. `ratio` is figure to floor: the median over the rounds where both were
    measured alternately, else that of the two values."""

    name: str
    value: float
    unit: Unit
    floor: float | None = None
    ratio: float | None = None
    bar: Bar | None = None


def beside(
    name: str,
    unit: Unit,
    values: Sequence[float],
    floors: Sequence[float],
    bar: Bar | None = None,
) -> Figure:
    """The medians of both sides, and of the ratios round by round."""
    ratios = [value / floor for value, floor in zip(values, floors, strict=True)]
    return Figure(
        name=name,
        unit=unit,
        value=statistics.median(values),
        floor=statistics.median(floors),
        ratio=statistics.median(ratios),
        bar=bar,
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` (0 to 1) of all do not exceed. Raises ValueError on none."""
    if not values:
        raise ValueError("There is no percentile of nothing")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def describe_machine() -> dict[str, Any]:
    """Describes the machine of the absolute figures. `load` is the last minute's load average."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_mib": psutil.virtual_memory().total // 2**20,
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


@dataclass(frozen=True, kw_only=True)
class Result:
    """The outcome of one benchmark. `parameters` are those to repeat it with."""

    benchmark: str
    floor: str  # what the floor is
    parameters: Mapping[str, Any]
    figures: Sequence[Figure]
    notes: Sequence[str] = ()
    machine: Mapping[str, Any] = field(default_factory=describe_machine)
    at: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    seconds: float = 0.0

    def figure(self, name: str) -> Figure:
        """Raises LookupError."""
        for figure in self.figures:
            if figure.name == name:
                return figure
        raise LookupError(f"{self.benchmark} has no figure called {name}")


def write_json(result: Result, file: Path) -> None:
    """Writes the whole result, and for each bar whether it holds."""
    told = asdict(result)
    for row, figure in zip(told["figures"], result.figures, strict=True):
        row["holds"] = figure.bar.holds(figure) if figure.bar else None
    file.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def show(result: Result, console: Console) -> None:
    """Prints the table, the machine, the notes."""
    parameters = ", ".join(f"{name} {value}" for name, value in result.parameters.items())
    table = Table(title=f"{result.benchmark}: {parameters}", box=None, title_justify="left")
    for heading in ("Figure", "Firuze", "Floor", "Ratio", "Bar"):
        left = heading == "Figure"
        table.add_column(heading, justify="left" if left else "right", no_wrap=not left)
    for figure in result.figures:
        table.add_row(*_cells(figure))
    console.print(table)
    console.print(f"[dim]Floor: {result.floor}[/]")
    for note in result.notes:
        console.print(f"[dim]{note}[/]")
    machine = result.machine
    console.print(
        f"[dim]{machine['processor']}, {machine['cores']} cores, {machine['system']}, "
        f"Python {machine['python']}, load {machine['load']}; {result.seconds:.0f} s[/]"
    )


def _cells(figure: Figure) -> tuple[str, ...]:
    bar = ""
    if figure.bar:
        mark = "[green]✓[/]" if figure.bar.holds(figure) else "[red]✗[/]"
        bar = f"{figure.bar} {mark}"
    return (
        figure.name,
        _shown(figure.value, figure.unit),
        _shown(figure.floor, figure.unit),
        "" if figure.ratio is None else f"{figure.ratio:.2f}",
        bar,
    )


def _shown(value: float | None, unit: Unit) -> str:
    if value is None:
        return ""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2  # noqa: PLR2004 - three digits tell enough
    return f"{value:.{digits}f} {unit}".rstrip()


class Stopwatch:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began
