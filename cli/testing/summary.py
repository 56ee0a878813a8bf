"""The report: a table with times, the slowest tests, the failed ones, and one closing line."""

from collections.abc import Sequence

import typer
from rich.markup import escape
from rich.table import Table

from cli.testing.outcomes import PartOutcome
from stack.screen import Screen

SLOWEST = 15  # tests that the table names
COLOURS = {"passed": "green", "failed": "red", "skipped": "yellow"}


def summarise(screen: Screen, outcomes: Sequence[PartOutcome], seconds: float) -> int:
    """Prints the tables and the closing line; returns the exit code. `seconds`: wall-clock time,
    less than the sum of the parts' if they ran side by side."""
    screen.say()
    screen.console.print(_parts(outcomes))
    screen.say(f"\nAll of it took {seconds:.0f} s.")
    slowest = _slowest(outcomes)
    if slowest.row_count:
        screen.say()
        screen.console.print(slowest)
    screen.say()
    for outcome in outcomes:
        for failure in outcome.failures:
            screen.say(f"[red]✗[/] {outcome.part.name}: {escape(failure)}")
    passed = sum(outcome.passed for outcome in outcomes)
    failed = sum(outcome.failed for outcome in outcomes)
    typer.echo(f"{passed} passed, {failed} failed")
    return 1 if failed or any(outcome.state == "failed" for outcome in outcomes) else 0


def _parts(outcomes: Sequence[PartOutcome]) -> Table:
    table = Table("Part", "Result", "Passed", "Failed", "Skipped", "Seconds", box=None)
    for outcome in outcomes:
        result = f"[{COLOURS[outcome.state]}]{outcome.state}[/]"
        counts = [str(count) for count in (outcome.passed, outcome.failed, outcome.skipped)]
        table.add_row(outcome.part.name, result, *counts, f"{outcome.seconds:.1f}")
    return table


def _slowest(outcomes: Sequence[PartOutcome]) -> Table:
    """Where the time goes: single tests, with their fixtures, over all parts."""
    slow = sorted((test for outcome in outcomes for test in outcome.slow), reverse=True)
    table = Table("Seconds", "Slowest tests", box=None)
    for seconds, name in slow[:SLOWEST]:
        table.add_row(f"{seconds:.1f}", escape(name))
    return table
