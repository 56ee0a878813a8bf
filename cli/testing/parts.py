"""Defines the parts of `./firuze test`."""

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from stack.checkout import Checkout
from stack.errors import CliError
from stack.setup.environments import bot_variables

ELSEWHERE = ("handoff/domain", "bot", "fresh", "e2e")  # folders of tests with a part of their own
SIDE_BY_SIDE, ALONE = ("-m", "not alone"), ("-m", "alone")  # marked in pyproject.toml
TELL_SLOW = ("--durations=15", "--durations-min=1")  # for the table of the slowest


class Need(StrEnum):
    """What must be set up before a part can run."""

    BOT = "bot"
    PACKAGES = "packages"
    INTERFACES = "interfaces"


@dataclass(frozen=True)
class Part:
    """One part of the tests: a command that exits with 0 when all is well.

    A part that is `alone` measures time and needs the machine to itself. One that `counts` consists
    of tests, and has failed if it ran none.
    """

    name: str
    about: str
    command: list[str]
    needs: tuple[Need, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    alone: bool = False
    counts: bool = False
    browser: bool = False


def parts(checkout: Checkout) -> list[Part]:
    """Every part: quick ones first, then the longest, so that short ones fill the gaps."""
    return [*_checks(checkout), *_tests(checkout), *_measurements(checkout)]


def chosen_parts(checkout: Checkout, names: Iterable[str]) -> list[Part]:
    """The parts called `names`, all if there are none; CliError for an unknown name."""
    known = {part.name: part for part in parts(checkout)}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise CliError(
            f"There is no part called {unknown[0]}.", way_out=f"There are: {', '.join(known)}."
        )
    return [known[name] for name in names] or list(known.values())


def _checks(checkout: Checkout) -> list[Part]:
    """Parts that check the code without running it."""
    python = [str(checkout.python), "-m"]
    ruff = [*python, "ruff"]
    by_the_bots_rules = ["--config", "bot/pyproject.toml", "bot", "tests/bot"]
    lint_imports = str(checkout.root / ".venv/bin/lint-imports")
    npm = (Need.PACKAGES,)
    return [
        Part("launcher", "the launcher is POSIX shell", [_posix_shell(), "-n", "firuze"]),
        Part("lint", "ruff", [*ruff, "check", "."]),
        Part("format", "ruff format", [*ruff, "format", "--check", "."]),
        Part("bot-lint", "ruff, by the bot's own rules", [*ruff, "check", *by_the_bots_rules]),
        Part(
            "bot-format",
            "ruff format, by the bot's own rules",
            [*ruff, "format", "--check", *by_the_bots_rules],
        ),
        Part("types", "mypy, strict", [*python, "mypy"]),
        Part(
            "bot-types",
            "mypy over the bot, strict, against its own environment",
            [*python, "mypy", "--config-file", "bot/pyproject.toml"],
            needs=(Need.BOT,),
        ),
        Part("imports", "the arrows between layers", [lint_imports]),
        Part(
            "contracts",
            "generated contracts match the code",
            [*python, "handoff.web.contracts", "--check"],
        ),
        Part("taught", "every topic has its answer and examples", [*python, "cli", "check"]),
        Part("ui-check", "TypeScript, strict", ["npm", "run", "check"], needs=npm),
    ]


def _tests(checkout: Checkout) -> list[Part]:
    """Parts made of tests, which may run side by side."""
    pytest = [str(checkout.python), "-m", "pytest", *TELL_SLOW, *SIDE_BY_SIDE]
    every_branch = ["--cov=handoff.domain", "--cov-branch", "--cov-report=term-missing"]
    return [
        Part(
            "domain",
            "the domain by its own tests, every branch",
            [*pytest, "tests/handoff/domain", *every_branch, "--cov-fail-under=100"],
            counts=True,
        ),
        Part(
            "python",
            "gateway and command line, on real servers",
            [*pytest, "tests", *_without(ELSEWHERE)],
            counts=True,
        ),
        Part(
            "e2e",
            "two browsers on the whole stack",
            [*pytest, "tests/e2e"],
            needs=(Need.BOT, Need.INTERFACES),
            counts=True,
            browser=True,
        ),
        Part(
            "bot",
            "the bot, in its own environment",
            [*_bot_pytest(checkout), *TELL_SLOW, *SIDE_BY_SIDE],
            needs=(Need.BOT,),
            environment=bot_variables(),
            counts=True,
        ),
        Part(
            "fresh", "a fresh copy comes up with one command", [*pytest, "tests/fresh"], counts=True
        ),
        Part(
            "understanding",
            "the bot understands as well as it did",
            [str(checkout.python), "-m", "cli", "evaluate", "--floors"],
            needs=(Need.BOT,),
        ),
        Part(
            "ui",
            "TypeScript's tests",
            ["npm", "test"],
            needs=(Need.PACKAGES,),
            counts=True,
        ),
    ]


def _measurements(checkout: Checkout) -> list[Part]:
    """Parts that measure time, at the end, each with the machine to itself."""
    pytest = [str(checkout.python), "-m", "pytest", *TELL_SLOW, *ALONE]
    return [
        Part(
            "dialogues",
            "the bot talks as well as it did, played on the whole stack",
            [str(checkout.python), "-m", "cli", "evaluate", "--dialogues", "--floors"],
            needs=(Need.BOT,),
            alone=True,  # where the machine is busy, answers come too late
        ),
        Part(
            "quiet",
            "what measures time, with the machine to itself",
            [*pytest, "tests", *_without(("e2e",))],
            needs=(Need.BOT, Need.INTERFACES),
            alone=True,
            counts=True,
        ),
        Part(
            "e2e-quiet",
            "what browsers show of time limits, with the machine to itself",
            [*pytest, "tests/e2e"],
            needs=(Need.BOT, Need.INTERFACES),
            alone=True,
            counts=True,
            browser=True,
        ),
        Part(
            "bot-quiet",
            "what measures the bot's time, with the machine to itself",
            [*_bot_pytest(checkout), *TELL_SLOW, *ALONE],
            needs=(Need.BOT,),
            environment=bot_variables(),
            alone=True,
            counts=True,
        ),
    ]


def _bot_pytest(checkout: Checkout) -> list[str]:
    return [str(checkout.bot_python), "-m", "pytest", "tests/bot", "-c", "bot/pyproject.toml"]


def _without(folders: Iterable[str]) -> list[str]:
    return [f"--ignore=tests/{folder}" for folder in folders]


def _posix_shell() -> str:
    return shutil.which("dash") or "sh"
