"""`./firuze faults`: break everything on purpose, and count what went wrong."""

import asyncio
from typing import Annotated

import typer

from stack.checkout import this_checkout
from stack.errors import CliError
from stack.screen import Screen

Minutes = Annotated[float, typer.Option(min=0.1, help="Minutes of faults.")]
Seed = Annotated[int, typer.Option(help="The same seed gives the same faults.")]
Gateways = Annotated[int, typer.Option(min=1, max=8, help="How many gateways run.")]
Pairs = Annotated[int, typer.Option(min=1, max=200, help="Customers; one agent for every three.")]
Scripted = Annotated[bool, typer.Option("--scripted-bot", help="A light bot instead of Rasa.")]


def faults(
    minutes: Minutes = 5.0,
    seed: Seed = 1,
    gateways: Gateways = 2,
    pairs: Pairs = 12,
    *,
    scripted_bot: Scripted = False,
) -> None:
    """Kill, stop and cut everything at random; nothing may be lost, duplicated or reordered."""
    from faults.report import details, table  # noqa: PLC0415 - the gateway, for this command alone
    from faults.run import Plan, run  # noqa: PLC0415

    checkout, screen = this_checkout(), Screen()
    checkout.check_writable()
    if not scripted_bot and not (checkout.bot_python.exists() and checkout.model.exists()):
        raise CliError(
            "There is no trained bot here.",
            way_out="`./firuze train` makes one; --scripted-bot does without.",
        )
    plan = Plan(seed, minutes * 60, gateways, pairs, scripted_bot)
    try:
        outcome = asyncio.run(run(checkout, plan, screen.say))
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None  # a task group caught the Ctrl-C first
    for line in details(outcome):
        screen.console.print(line, markup=False)
    screen.console.print(table(outcome))
    if not outcome.is_good:
        raise typer.Exit(1)
