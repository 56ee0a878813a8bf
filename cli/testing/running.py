"""Runs the chosen parts, and shows the log of a failing one."""

import asyncio
import os
import time
from collections.abc import Mapping, Sequence

from cli.testing.lanes import run_in_lanes
from cli.testing.outcomes import PartOutcome, outcome_of
from cli.testing.parts import Part
from cli.testing.setups import Made, begin_setups
from stack.browser import HOW_TO_GET_A_BROWSER, find_browser
from stack.checkout import Checkout
from stack.embedded.server import last_lines
from stack.errors import CliError
from stack.screen import Screen
from stack.setup.environments import clean_environment
from stack.tools import run_tool

TAIL = 40  # lines of a failed part's log that are shown


async def run_parts(
    checkout: Checkout, screen: Screen, parts: Sequence[Part], lanes: int
) -> list[PartOutcome]:
    """Runs `parts`, as many at a time as fit into the lanes; returns their outcomes in order."""
    needs = {need for part in parts for need in part.needs}
    async with asyncio.TaskGroup() as tasks:
        made = begin_setups(checkout, screen, needs, tasks)

        async def run(part: Part) -> PartOutcome:
            return await _run_on(
                checkout, screen, part, [made[need].result() for need in part.needs]
            )

        return await run_in_lanes(parts, lanes, made, run)


async def _run_on(
    checkout: Checkout, screen: Screen, part: Part, made: Sequence[Made]
) -> PartOutcome:
    """Runs one part on its set-up; fails it if the set-up failed."""
    variables = clean_environment()
    for ground in made:
        if ground.error is not None:
            screen.say(f"[red]✗[/] {part.name}: its set-up failed")
            screen.console.print(str(ground.error), markup=False, style="dim")
            return PartOutcome(part, "failed", failed=1)
        variables |= ground.environment
    return await run_part(checkout, screen, part, variables)


async def run_part(
    checkout: Checkout, screen: Screen, part: Part, variables: Mapping[str, str]
) -> PartOutcome:
    """Runs one part to its end with its output in a log, whose end is shown if it fails."""
    if part.browser and find_browser() is None:
        return _without_browser(screen, part)
    log, began = checkout.log(f"test-{part.name}"), time.monotonic()
    try:
        async with screen.step(part.name, part.about):
            await run_tool(
                part.command,
                folder=checkout.root,
                log=log,
                environment={**variables, **part.environment},
                failed=part.name,
            )
    except CliError:
        ended_well = False
    else:
        ended_well = True
    outcome = outcome_of(part, log, time.monotonic() - began, ended_well=ended_well)
    if outcome.state == "failed":
        screen.console.print(last_lines(log, TAIL, whole=True), markup=False, style="dim")
        screen.say(f"[dim]The whole log of {part.name} is {log}.[/]")
    return outcome


def _without_browser(screen: Screen, part: Part) -> PartOutcome:
    """Skips the part on a person's machine; fails it on CI, which must have everything."""
    screen.say(f"[yellow]![/] {part.name}: there is no browser. {HOW_TO_GET_A_BROWSER}")
    if os.environ.get("CI") == "true":
        return PartOutcome(part, "failed", failed=1)
    return PartOutcome(part, "skipped", skipped=1)
