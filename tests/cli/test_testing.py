"""`./firuze test` counts what ran, shows what failed, and its exit code tells the truth."""

import sys

import pytest
from rich.console import Console

from cli.commands.test import Outcome, Part, chosen_parts, count_tests, run_part, summarise
from stack.checkout import Checkout
from stack.errors import CliError
from stack.screen import Screen
from tests.cli.conftest import CommandLine

PYTEST = "==== 2 failed, 10 passed, 1 skipped, 1 error in 3.21s ===="
VITEST = "\x1b[2m      Tests \x1b[22m \x1b[31m1 failed\x1b[39m | \x1b[32m41 passed\x1b[39m (42)"


@pytest.fixture
def screen() -> Screen:
    return Screen(Console(record=True, width=200, quiet=False))


def test_the_closing_lines_of_pytest_and_vitest_are_summed() -> None:
    assert count_tests(PYTEST) == {"passed": 10, "failed": 3, "skipped": 1}
    assert count_tests(VITEST) == {"passed": 41, "failed": 1, "skipped": 0}
    assert count_tests(f"{VITEST}\n{VITEST}\n10 passed over the counter")["passed"] == 82


async def test_a_failing_part_shows_its_last_words_and_counts(
    checkout: Checkout, screen: Screen
) -> None:
    script = "print('the reason'); print('1 failed, 2 passed in 0.1s'); raise SystemExit(1)"
    part = Part("faulty", "fails", [sys.executable, "-c", script])
    outcome = await run_part(checkout, screen, part, {})
    assert (outcome.state, outcome.passed, outcome.failed) == ("failed", 2, 1)
    assert "the reason" in screen.console.export_text()
    assert "the reason" in checkout.log("test-faulty").read_text()


async def test_a_check_without_tests_counts_as_one(checkout: Checkout, screen: Screen) -> None:
    part = Part("lint", "passes", [sys.executable, "-c", "print('All checks passed!')"])
    outcome = await run_part(checkout, screen, part, {})
    assert (outcome.state, outcome.passed, outcome.failed) == ("passed", 1, 0)


@pytest.mark.parametrize(("ci", "state"), [("true", "failed"), ("", "skipped")])
async def test_a_missing_browser_is_skipped_by_people_and_failed_by_machines(
    checkout: Checkout, screen: Screen, monkeypatch: pytest.MonkeyPatch, ci: str, state: str
) -> None:
    monkeypatch.setenv("FIRUZE_BROWSER", "/nowhere/chromium")
    monkeypatch.setenv("CI", ci)
    part = Part("e2e", "browsers", [sys.executable, "-c", ""], browser=True)
    assert (await run_part(checkout, screen, part, {})).state == state
    assert "apt-get install chromium" in screen.console.export_text()


def test_the_closing_line_sums_and_one_failure_fails_all(
    screen: Screen, capsys: pytest.CaptureFixture[str]
) -> None:
    part = Part("one", "", [])
    good, bad = Outcome(part, "passed", passed=5), Outcome(part, "failed", passed=1, failed=2)
    assert summarise(screen, [good]) == 0
    assert summarise(screen, [good, bad]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "6 passed, 2 failed"


def test_parts_are_chosen_by_name(checkout: Checkout) -> None:
    assert [part.name for part in chosen_parts(checkout, ["bot", "lint"])] == ["bot", "lint"]
    assert len(chosen_parts(checkout, [])) > 8
    with pytest.raises(CliError, match="no part called bto"):
        chosen_parts(checkout, ["bto"])


def test_the_list_names_every_part(command_line: CommandLine) -> None:
    done = command_line("test", "--list")
    assert done.returncode == 0
    assert "two browsers on the whole stack" in done.stdout
