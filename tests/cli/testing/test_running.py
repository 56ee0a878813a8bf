"""A part's words go to a log, which is shown if it fails; what cannot be set up fails what needs it."""

import sys

import pytest
from rich.console import Console

from cli.testing.parts import Need, Part
from cli.testing.running import run_part, run_parts
from stack.checkout import Checkout
from stack.screen import Screen


@pytest.fixture
def screen() -> Screen:
    return Screen(Console(record=True, width=200, quiet=False))


def python(script: str) -> list[str]:
    return [sys.executable, "-c", script]


async def test_a_failing_part_shows_its_last_words_and_counts(
    checkout: Checkout, screen: Screen
) -> None:
    script = "print('the reason'); print('1 failed, 2 passed in 0.1s'); raise SystemExit(1)"
    part = Part("faulty", "fails", python(script), counts=True)
    outcome = await run_part(checkout, screen, part, {})
    assert (outcome.state, outcome.passed, outcome.failed) == ("failed", 2, 1)
    log = checkout.log("test-faulty")
    assert "the reason" in log.read_text()
    assert "the reason" in screen.console.export_text(clear=False)
    assert str(log) in screen.console.export_text()


async def test_parts_run_side_by_side(checkout: Checkout, screen: Screen) -> None:
    """Two parts that wait for each other both end."""
    meet = """if True:
        import pathlib, sys, time
        mine, other = (pathlib.Path(name) for name in sys.argv[1:])
        mine.touch()
        while not other.exists(): time.sleep(0.01)
    """
    files = [str(checkout.root / name) for name in ("one", "two")]
    parts = [
        Part("one", "waits for two", [*python(meet), *files]),
        Part("two", "waits for one", [*python(meet), *reversed(files)]),
    ]
    outcomes = await run_parts(checkout, screen, parts, lanes=2)
    assert [(outcome.part.name, outcome.state) for outcome in outcomes] == [
        ("one", "passed"),
        ("two", "passed"),
    ]


async def test_what_cannot_be_set_up_fails_the_parts_that_need_it_alone(
    checkout: Checkout, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty checkout has no bot to install: the reason is shown, and the rest runs."""
    monkeypatch.setenv("FIRUZE_UV", "/bin/false")
    (checkout.root / "bot").mkdir()
    parts = [
        Part("bot", "needs a bot", python(""), needs=(Need.BOT,)),
        Part("lint", "needs nothing", python("")),
    ]
    outcomes = await run_parts(checkout, screen, parts, lanes=2)
    assert [(outcome.state, outcome.failed) for outcome in outcomes] == [
        ("failed", 1),
        ("passed", 0),
    ]
    assert "The bot's Python environment could not be installed" in screen.console.export_text()


@pytest.mark.parametrize(("ci", "state"), [("true", "failed"), ("", "skipped")])
async def test_a_missing_browser_is_skipped_by_people_and_failed_by_machines(
    checkout: Checkout, screen: Screen, monkeypatch: pytest.MonkeyPatch, ci: str, state: str
) -> None:
    monkeypatch.setenv("FIRUZE_BROWSER", "/nowhere/chromium")
    monkeypatch.setenv("CI", ci)
    part = Part("e2e", "browsers", python(""), browser=True)
    assert (await run_part(checkout, screen, part, {})).state == state
    assert "apt-get install chromium" in screen.console.export_text()
