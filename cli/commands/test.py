"""`./firuze test`: every check of the house, each part with its time, and one line at the end."""

import asyncio
import os
import re
import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from stack.browser import HOW_TO_GET_A_BROWSER, find_browser
from stack.checkout import Checkout, this_checkout
from stack.embedded.server import last_lines
from stack.errors import CliError
from stack.screen import Screen
from stack.setup.environments import bot_variables, clean_environment, install_bot
from stack.setup.interfaces import build_interfaces, install_packages
from stack.setup.training import train_bot
from stack.tools import run_tool

ELSEWHERE = ("handoff/domain", "bot", "fresh", "e2e")  # folders of tests with a part of their own
TAIL = 40  # lines of a failed part's log that are shown


@dataclass(frozen=True)
class Part:
    """One part of the tests: a command that ends with 0 when all is well.

    `needs` names what must be set up before: "bot", "packages", "interfaces".
    """

    name: str
    about: str
    command: list[str]
    needs: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    browser: bool = False


@dataclass
class Outcome:
    """How a part ended. `passed` and `failed` count single tests, or the part as one check."""

    part: Part
    state: str
    seconds: float = 0.0
    passed: int = 0
    failed: int = 0
    skipped: int = 0


def parts(checkout: Checkout) -> list[Part]:
    """Every part, quick ones first."""
    python = str(checkout.python)
    pytest = [python, "-m", "pytest"]
    bot_pytest = [str(checkout.bot_python), "-m", "pytest"]
    coverage = ["--cov=handoff.domain", "--cov-branch", "--cov-report=term-missing"]
    return [
        Part(
            "launcher",
            "the launcher is POSIX shell",
            [shutil.which("dash") or "sh", "-n", "firuze"],
        ),
        Part("lint", "ruff", [python, "-m", "ruff", "check", "."]),
        Part("format", "ruff format", [python, "-m", "ruff", "format", "--check", "."]),
        Part(
            "bot-lint",
            "ruff, by the bot's own rules",
            [python, "-m", "ruff", "check", "--config", "bot/pyproject.toml", "bot", "tests/bot"],
        ),
        Part(
            "bot-format",
            "ruff format, by the bot's own rules",
            [
                *(python, "-m", "ruff", "format", "--check"),
                *("--config", "bot/pyproject.toml", "bot", "tests/bot"),
            ],
        ),
        Part("types", "mypy, strict", [python, "-m", "mypy"]),
        Part(
            "imports", "the arrows between layers", [str(checkout.root / ".venv/bin/lint-imports")]
        ),
        Part(
            "contracts",
            "generated contracts match the code",
            [python, "-m", "handoff.web.contracts", "--check"],
        ),
        Part(
            "domain",
            "the domain by its own tests, every branch",
            [*pytest, "tests/handoff/domain", *coverage, "--cov-fail-under=100"],
        ),
        Part(
            "python",
            "gateway and command line, on real servers",
            [*pytest, "tests", *(f"--ignore=tests/{name}" for name in ELSEWHERE)],
        ),
        Part(
            "bot",
            "the bot, in its own environment",
            [*bot_pytest, "tests/bot", "-c", "bot/pyproject.toml"],
            needs=("bot",),
            environment=bot_variables(),
        ),
        Part(
            "understanding",
            "the bot understands as well as it did",
            [python, "-m", "cli", "evaluate", "--floors"],
            needs=("bot",),
        ),
        Part("ui-check", "TypeScript, strict", ["npm", "run", "check"], needs=("packages",)),
        Part("ui", "TypeScript's tests", ["npm", "test"], needs=("packages",)),
        Part(
            "fresh",
            "a fresh copy comes up with one command",
            [*pytest, "tests/fresh"],
        ),
        Part(
            "e2e",
            "two browsers on the whole stack",
            [*pytest, "tests/e2e"],
            needs=("bot", "interfaces"),
            browser=True,
        ),
    ]


def run_tests(
    names: Annotated[list[str] | None, typer.Argument(help="Parts to run; all if none.")] = None,
    *,
    show: Annotated[bool, typer.Option("--list", help="Show the parts and stop.")] = False,
) -> None:
    """Run every check, or the named parts."""
    checkout, screen = this_checkout(), Screen()
    if show:
        table = Table("Part", "What it checks", box=None, pad_edge=False)
        for part in parts(checkout):
            table.add_row(part.name, part.about)
        screen.console.print(table)
        return
    checkout.check_writable()
    outcomes = asyncio.run(_run_all(checkout, screen, chosen_parts(checkout, names or [])))
    raise typer.Exit(summarise(screen, outcomes))


def chosen_parts(checkout: Checkout, names: Iterable[str]) -> list[Part]:
    """The parts called `names`, all if there are none; CliError for an unknown name."""
    known = {part.name: part for part in parts(checkout)}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise CliError(
            f"There is no part called {unknown[0]}.", way_out=f"There are: {', '.join(known)}."
        )
    return [known[name] for name in names] or list(known.values())


async def _run_all(checkout: Checkout, screen: Screen, chosen: list[Part]) -> list[Outcome]:
    with screen.animated():
        variables = await _set_up(
            checkout, screen, {need for part in chosen for need in part.needs}
        )
        return [await run_part(checkout, screen, part, variables) for part in chosen]


async def _set_up(checkout: Checkout, screen: Screen, needs: set[str]) -> dict[str, str]:
    """Make what the chosen parts need; returns the environment to run them in."""
    variables = clean_environment()
    if "bot" in needs:
        await install_bot(checkout, screen, with_tools=True)
        await train_bot(checkout, screen)
    if needs & {"packages", "interfaces"}:
        variables |= await install_packages(checkout, screen)
    if "interfaces" in needs:
        await build_interfaces(checkout, screen)
    return variables


async def run_part(
    checkout: Checkout, screen: Screen, part: Part, variables: dict[str, str]
) -> Outcome:
    if part.browser and find_browser() is None:
        return _without_browser(screen, part)
    log, began = checkout.log(f"test-{part.name}"), time.monotonic()
    try:
        async with screen.step(part.name, part.about):
            await run_tool(
                part.command,
                folder=checkout.root,
                log=log,
                environment=variables | part.environment,
                failed=part.name,
            )
    except CliError:
        screen.console.print(last_lines(log, TAIL, whole=True), markup=False, style="dim")
        return _counted(part, log, "failed", time.monotonic() - began)
    return _counted(part, log, "passed", time.monotonic() - began)


def _without_browser(screen: Screen, part: Part) -> Outcome:
    """Skipped on a person's machine; a failure where a machine is meant to have everything."""
    screen.say(f"[yellow]![/] {part.name}: there is no browser. {HOW_TO_GET_A_BROWSER}")
    if os.environ.get("CI") == "true":
        return Outcome(part, "failed", failed=1)
    return Outcome(part, "skipped", skipped=1)


def _counted(part: Part, log: Path, state: str, seconds: float) -> Outcome:
    """Count single tests as pytest and vitest report them; a lint counts as one."""
    counts = count_tests(log.read_text(errors="replace"))
    passed, failed, skipped = counts["passed"], counts["failed"], counts["skipped"]
    if passed + failed + skipped == 0:
        passed = 1 if state == "passed" else 0
    if state == "failed":
        failed = max(failed, 1)
    return Outcome(part, state, seconds, passed, failed, skipped)


def count_tests(text: str) -> dict[str, int]:
    """Sum the closing lines of pytest (`3 failed, 10 passed in 2s`) and vitest (`Tests  4 passed`)."""
    totals = {"passed": 0, "failed": 0, "skipped": 0}
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    for line in plain.splitlines():
        if re.search(r"\d+ \w+.* in [\d.]+s", line) or re.match(r"\s*Tests\s+\d", line):
            for number, word in re.findall(r"(\d+) (passed|failed|skipped|error)", line):
                totals["failed" if word == "error" else word] += int(number)
    return totals


def summarise(screen: Screen, outcomes: list[Outcome]) -> int:
    """The table, the closing line, and the exit code."""
    table = Table("Part", "Result", "Passed", "Failed", "Skipped", "Seconds", box=None)
    colours: dict[str, str] = {"passed": "green", "failed": "red", "skipped": "yellow"}
    for one in outcomes:
        result = f"[{colours[one.state]}]{one.state}[/]"
        counts: list[str] = [str(number) for number in (one.passed, one.failed, one.skipped)]
        table.add_row(one.part.name, result, *counts, f"{one.seconds:.1f}")
    screen.say()
    screen.console.print(table)
    screen.say()
    passed = sum(one.passed for one in outcomes)
    failed = sum(one.failed for one in outcomes)
    typer.echo(f"{passed} passed, {failed} failed")
    return 1 if any(one.state == "failed" for one in outcomes) else 0
