"""The end of `./firuze test`: a table, where the time went, and one line to believe."""

import pytest
from rich.console import Console

from cli.testing.outcomes import PartOutcome
from cli.testing.parts import Part
from cli.testing.summary import summarise
from stack.screen import Screen

PART = Part("python", "", [])


@pytest.fixture
def screen() -> Screen:
    return Screen(Console(record=True, width=200))


def test_the_closing_line_sums_and_one_failure_fails_all(
    screen: Screen, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = (
        PartOutcome(PART, "passed", passed=5),
        PartOutcome(PART, "failed", passed=1, failed=2),
    )
    assert summarise(screen, [good], 1.0) == 0
    assert summarise(screen, [good, bad], 1.0) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "6 passed, 2 failed"


def test_the_slowest_tests_of_all_parts_are_named(screen: Screen) -> None:
    """The table names tests as pytest does, brackets and all."""
    quick = PartOutcome(PART, "passed", passed=1, slow=((2.0, "tests/a.py::test_a[en]"),))
    slow = PartOutcome(PART, "passed", passed=1, slow=((9.5, "tests/b.py::test_b"),))
    summarise(screen, [quick, slow], 8.0)
    shown = screen.console.export_text()
    assert shown.index("9.5      tests/b.py::test_b") < shown.index("tests/a.py::test_a[en]")
    assert "All of it took 8 s." in shown


def test_failed_tests_are_named_at_the_end_with_their_part(screen: Screen) -> None:
    """A reader of a long run finds them without searching its log."""
    failures = ("tests/a.py::test_a[en] - AssertionError: no bubble",)
    summarise(screen, [PartOutcome(PART, "failed", failed=1, failures=failures)], 8.0)
    shown = screen.console.export_text().strip().splitlines()
    assert shown[-1] == f"✗ python: {failures[0]}"
