"""A run compared with the theory, as a table."""

import math
from collections.abc import Callable

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from handoff.domain.desk.wait_promises import CONFIDENCE
from simulation.erlang import Theory, theory
from simulation.measures import SERVICE_LEVEL, Figures
from simulation.workload import Scenario

NOTHING = "—"

# Minutes or shares too small to be compared in percent.
NEGLIGIBLE = 1e-3

# A title, the simulated value, the theory's value, and the format of both.
type _Row = tuple[str, float, Callable[[Theory], float], Callable[[float], str]]


def theory_of(scenario: Scenario) -> Theory | None:
    """The theory of a steady scenario; None where arrivals or staff change over the day."""
    if not scenario.steady:
        return None
    return theory(
        slots=sum(agent.capacity for agent in scenario.agents),
        arrivals=scenario.hourly[0] / 60,
        service=scenario.service.total_seconds() / 60,
        patience=scenario.patience.total_seconds() / 60 if scenario.patience else None,
    )


def report(scenario: Scenario, figures: Figures, seconds: float) -> RenderableType:
    """Everything a run has to say; `seconds` is how long it took."""
    compared = theory_of(scenario)
    days = "1 day" if scenario.days == 1 else f"{scenario.days} days"
    came = ", ".join(f"{number:,} {what}" for what, number in _outcomes(figures) if number)
    return Group(
        Text(f"{figures.came:,} customers in {days}, simulated in {seconds:.1f} s"),
        Text(came),
        Text(),
        _comparison(figures, compared),
        Text(),
        _own_figures(figures),
        *(Text(f"\n{note}", style="dim") for note in _notes(scenario, compared)),
    )


def _outcomes(figures: Figures) -> list[tuple[str, int]]:
    outcomes = figures.outcomes
    return [
        ("answered", outcomes["answered"]),
        ("gave up", outcomes["gave_up"]),
        ("left a ticket", outcomes["ticket"]),
        ("still waiting", outcomes["waiting"]),
    ]


def _comparison(figures: Figures, compared: Theory | None) -> Table:
    table = Table("", box=None, pad_edge=False)
    for title in ("Simulated", compared.name if compared else "Theory", "Difference"):
        table.add_column(title, justify="right")
    for title, simulated, expected, shown in _rows(figures):
        theirs = None if compared is None else expected(compared)
        told = NOTHING if theirs is None else shown(theirs)
        table.add_row(title, shown(simulated), told, _difference(simulated, theirs))
    return table


def _rows(figures: Figures) -> list[_Row]:
    limit = SERVICE_LEVEL.total_seconds()
    return [
        ("Wait, mean", figures.mean_wait, lambda theory: theory.mean_wait, _minutes),
        ("Wait, median", figures.median_wait, lambda theory: theory.wait_quantile(0.5), _minutes),
        ("Wait, 90 % within", figures.wait_p90, lambda theory: theory.wait_quantile(0.9), _minutes),
        (
            f"Answered within {limit:.0f} s",
            figures.service_level,
            lambda theory: theory.answered_within(limit / 60),
            _percent,
        ),
        ("Gave up", figures.abandoned, lambda theory: theory.abandoned, _percent),
        ("Utilisation", figures.utilisation, lambda theory: theory.utilisation, _percent),
    ]


def _difference(simulated: float, expected: float | None) -> str:
    if expected is None or expected < NEGLIGIBLE or math.isinf(expected):
        return NOTHING
    return f"{simulated / expected - 1:+.1%}"


def _own_figures(figures: Figures) -> Table:
    fair, hits, error = figures.fairness, figures.hit_rate, figures.mean_wait_error
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_row(
        "Mean wait, 95 % confidence",
        NOTHING if error is None else f"± {_minutes(error)}",
        "by the means of the days",
    )
    table.add_row(
        "Wait ranges that came true",
        NOTHING if hits is None else _percent(hits),
        f"of {figures.promises:,}; aim: {CONFIDENCE:.0%}",
    )
    table.add_row(
        "Fairness between agents",
        f"{fair.jain:.3f}",
        f"1: even; busy {_percent(fair.idlest)} to {_percent(fair.busiest)}",
    )
    return table


def _notes(scenario: Scenario, compared: Theory | None) -> list[str]:
    notes = []
    if compared is None:
        notes.append("Arrivals and staff change over the day: no formula to compare with.")
    elif math.isinf(compared.mean_wait):
        notes.append("More work comes than the team can do: the queue grows without end.")
    if compared and scenario.shape != "exponential":
        notes.append(f"{compared.name} supposes exponential service; this is {scenario.shape}.")
    if compared and scenario.urgent_share:
        notes.append(f"{compared.name} supposes that all are served in order of arrival.")
    return notes


def _minutes(minutes: float) -> str:
    return "endless" if math.isinf(minutes) else f"{minutes:.2f} min"


def _percent(share: float) -> str:
    return f"{share:.1%}"
