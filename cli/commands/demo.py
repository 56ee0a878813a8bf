"""`./firuze demo`: everything, with a demo shop."""

from typing import Any

import typer

from cli.options import Host, Port, settings_with
from demo.opening import open_always
from handoff.loopback import is_loopback
from stack.bring_up import Run, run_until_stopped
from stack.checkout import Checkout, this_checkout
from stack.checks.business import check_business
from stack.errors import CliError
from stack.screen import Screen
from stack.services import Stack
from stack.settings import StackSettings
from stack.setup.training import read_yaml


def demo(port: Port = None, host: Host = None) -> None:
    """Start everything with a demo shop. Its data is kept apart from that of `up`."""
    checkout = this_checkout()
    settings = _for_the_demo(checkout, settings_with(checkout, port, host))
    screen = Screen()
    run = Run(checkout, settings, screen, demo=True)
    raise typer.Exit(run_until_stopped(run, lambda *facts: _announce(screen, *facts)))


def _for_the_demo(checkout: Checkout, settings: StackSettings) -> StackSettings:
    """Keeps the demo shop always open, and away from real databases and networks."""
    if not is_loopback(settings.host):
        raise CliError(
            f"The demo does not listen on {settings.host}: everybody knows its logins, and it "
            "vouches for any customer.",
            way_out="Leave --host and FIRUZE_HOST out, or start your own shop with `./firuze up`.",
        )
    checkout.check_writable()
    business = checkout.root / settings.business_file
    check_business(business)
    return settings.model_copy(
        update={
            "database_url": None,
            "redis_url": None,
            "business_file": open_always(business, checkout.var / "demo" / "business.yml"),
        }
    )


def _announce(screen: Screen, stack: Stack, seconds: float) -> None:
    screen.say(f"\n[bold green]Firuze is ready[/] after {seconds:.1f} s.\n")
    screen.say(f"  Shop, English   {stack.address}/shop/?lang=en")
    screen.say(f"  Shop, Persian   {stack.address}/shop/?lang=fa")
    screen.say(f"  Agent console   {stack.address}/console/")
    screen.say(f"  Supervisor      {stack.address}/console/  (with the supervisor's login)\n")
    for login in _demo_logins(stack.checkout):
        screen.say(f"  {login['role']:<12}{login['email']:<24}{login['password']}")
    screen.say("\nCtrl-C stops everything.")


def _demo_logins(checkout: Checkout) -> list[dict[str, str]]:
    """The staff of the demo shop, as it is seeded."""
    shop: Any = read_yaml(checkout.root / "demo" / "shop.yml")
    logins: list[dict[str, str]] = shop["staff"]
    return logins
