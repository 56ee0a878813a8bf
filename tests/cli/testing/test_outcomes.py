"""Counting tells the truth: tests are counted one by one, and a part that ran none has failed."""

from pathlib import Path

import pytest

from cli.testing.outcomes import count_tests, failed_tests, outcome_of, slow_tests
from cli.testing.parts import Part

PYTEST = "==== 2 failed, 10 passed, 1 skipped, 1 error in 3.21s ===="
VITEST = "\x1b[2m      Tests \x1b[22m \x1b[31m1 failed\x1b[39m | \x1b[32m41 passed\x1b[39m (42)"
SLOW = """
============================= slowest 15 durations =============================
12.50s setup    tests/a.py::test_one
2.25s call     tests/b.py::test_two[en-a word]
1.00s call     tests/a.py::test_one

(12 durations < 1s hidden.  Use -vv to show these durations.)
"""
LINT, TESTS = Part("lint", "", []), Part("tests", "", [], counts=True)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "part.log"


def test_the_closing_lines_of_pytest_and_vitest_are_summed() -> None:
    assert count_tests(PYTEST) == {"passed": 10, "failed": 3, "skipped": 1}
    assert count_tests(VITEST) == {"passed": 41, "failed": 1, "skipped": 0}
    assert count_tests(f"{VITEST}\n{VITEST}\n10 passed over the counter")["passed"] == 82


def test_a_check_counts_as_one_whatever_it_prints(log: Path) -> None:
    """A linter that talks of tests has run none."""
    log.write_text("All checks passed!\n12 passed in 1.0s\n")
    good = outcome_of(LINT, log, 1.0, ended_well=True)
    bad = outcome_of(LINT, log, 1.0, ended_well=False)
    assert (good.state, good.passed, good.failed) == ("passed", 1, 0)
    assert (bad.state, bad.passed, bad.failed) == ("failed", 0, 1)


@pytest.mark.parametrize(
    ("words", "code", "counted"),
    [
        ("3 passed in 0.5s", 0, ("passed", 3, 0)),
        ("1 failed, 2 passed in 0.5s", 1, ("failed", 2, 1)),
        ("2 passed in 0.5s", 1, ("failed", 2, 1)),  # a hook or the coverage failed it
        ("1 failed, 2 passed in 0.5s", 0, ("failed", 2, 1)),  # whatever the exit code says
        ("", 0, ("failed", 0, 1)),  # no test ran
        ("5 skipped in 0.5s", 0, ("failed", 0, 1)),  # none was tried
    ],
)
def test_a_part_of_tests_is_as_good_as_its_tests(
    log: Path, words: str, code: int, counted: tuple[str, int, int]
) -> None:
    """Exit code and counts must both say so."""
    log.write_text(f"===== {words} =====\n")
    outcome = outcome_of(TESTS, log, 1.0, ended_well=code == 0)
    assert (outcome.state, outcome.passed, outcome.failed) == counted


def test_the_slowest_are_told_with_their_setup() -> None:
    """One figure a test, the longest first."""
    assert slow_tests(SLOW) == (
        (13.5, "tests/a.py::test_one"),
        (2.25, "tests/b.py::test_two[en-a word]"),
    )


def test_failed_tests_are_named_once_each_with_where_their_message_begins(log: Path) -> None:
    """A message of a hundred lines, as browser tests give it, hides no other test."""
    page = "\n".join(f"  - listitem: book {number}" for number in range(100))
    failed = f"FAILED tests/a.py::test_a[fa] - AssertionError: no bubble{'!' * 400}\n{page}"
    broken = "ERROR tests/b.py::test_b - OSError: no port"
    vitest = "\x1b[41m FAIL \x1b[49m src/panel.test.ts > opens"
    text = f"{failed}\n{broken}\n{vitest}\n{vitest}\n===== 1 failed, 1 passed in 2.0s ====="
    named = failed_tests(text)
    assert [name.split(" ")[0] for name in named] == [
        "tests/a.py::test_a[fa]",
        "tests/b.py::test_b",
        "src/panel.test.ts",
    ]
    assert len(named[0]) == 300
    log.write_text(text)
    assert outcome_of(TESTS, log, 1.0, ended_well=False).failures == named


def test_of_a_hundred_failures_thirty_are_named_and_the_others_counted() -> None:
    """A set-up that is broken fails every test, and says the same of each."""
    named = failed_tests("\n".join(f"ERROR tests/a.py::test_{number}" for number in range(100)))
    assert (len(named), named[29], named[30]) == (31, "tests/a.py::test_29", "and 70 more")
