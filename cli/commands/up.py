"""`./firuze up`: starts everything, for your own shop."""

import typer

from cli.options import Host, Port, settings_with
from stack.bring_up import Run, run_until_stopped
from stack.checkout import this_checkout
from stack.screen import Screen
from stack.services import Stack


def up(port: Port = None, host: Host = None) -> None:
    """Start everything. DATABASE_URL and REDIS_URL replace the embedded servers."""
    checkout = this_checkout()
    screen = Screen()
    run = Run(checkout, settings_with(checkout, port, host), screen, demo=False)
    raise typer.Exit(run_until_stopped(run, lambda *facts: _announce(screen, *facts)))


def _announce(screen: Screen, stack: Stack, seconds: float) -> None:
    screen.say(f"\n[bold green]Firuze is ready[/] after {seconds:.1f} s.\n")
    screen.say(f"  Agent console  {stack.address}/console/")
    screen.say(f'  Widget         <script src="{stack.address}/widget.js" defer></script>')
    screen.say("\nAdd people with `./firuze user add`. Ctrl-C stops everything.")
