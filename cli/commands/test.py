"""`./firuze test`: runs every check, each part with its time, and a verdict at the end."""

import asyncio
import os
import time
from collections.abc import Iterable
from typing import Annotated

import typer
from rich.table import Table

from cli.testing.outcomes import PartOutcome
from cli.testing.parts import Part, chosen_parts, parts
from cli.testing.running import run_parts
from cli.testing.summary import summarise
from stack.checkout import Checkout, this_checkout
from stack.screen import Screen


def run_tests(
    names: Annotated[list[str] | None, typer.Argument(help="Parts to run; all if none.")] = None,
    *,
    show: Annotated[bool, typer.Option("--list", help="Show the parts and stop.")] = False,
    lanes: Annotated[
        int | None, typer.Option(min=1, help="Parts at a time. [default: one a processor]")
    ] = None,
) -> None:
    """Run every check, or the named parts, side by side as far as the machine has room."""
    checkout, screen = this_checkout(), Screen()
    if show:
        screen.console.print(_listed(parts(checkout)))
        return
    checkout.check_writable()
    chosen, began = chosen_parts(checkout, names or []), time.monotonic()
    outcomes = asyncio.run(_run(checkout, screen, chosen, lanes or os.cpu_count() or 1))
    raise typer.Exit(summarise(screen, outcomes, time.monotonic() - began))


async def _run(
    checkout: Checkout, screen: Screen, chosen: list[Part], lanes: int
) -> list[PartOutcome]:
    with screen.animated():
        return await run_parts(checkout, screen, chosen, lanes)


def _listed(known: Iterable[Part]) -> Table:
    table = Table("Part", "What it checks", box=None, pad_edge=False)
    for part in known:
        table.add_row(part.name, part.about)
    return table
