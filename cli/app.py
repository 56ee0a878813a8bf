"""The commands of `./firuze`."""

import asyncio
import shutil
import sys
import tomllib
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.prompt import Confirm
from rich.table import Table

from cli.bench import bench
from cli.doctor import examine
from cli.evaluate import evaluate
from cli.faults import faults
from cli.people import people
from cli.testing import run_tests
from simulation.command import simulate
from stack.bring_up import Run, run_until_stopped
from stack.checkout import Checkout, this_checkout
from stack.database import migrated_database
from stack.errors import CliError
from stack.screen import Screen
from stack.services import Stack, embedded_servers
from stack.settings import Settings, load_settings
from stack.setup.environments import install_bot
from stack.setup.training import read_yaml, train_bot

app = typer.Typer(
    help="Firuze: a help desk chat for your shop. Start with `./firuze demo`.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(people, name="user")
app.add_typer(bench, name="bench")
app.command("test")(run_tests)
app.command("faults")(faults)
app.command()(simulate)
app.command()(evaluate)

Port = Annotated[
    int | None, typer.Option(min=1, max=65535, help="Where browsers reach it. [default: 8000]")
]
Host = Annotated[str | None, typer.Option(help="The address to listen on. [default: 127.0.0.1]")]


@app.command()
def demo(port: Port = None, host: Host = None) -> None:
    """Start everything with a demo shop. Its data is kept apart from that of `up`."""
    checkout = this_checkout()
    settings = _settings(checkout, port, host)
    # The demo shop must never end up in a real database.
    settings = settings.model_copy(update={"database_url": None, "redis_url": None})
    screen = Screen()
    run = Run(checkout, settings, screen, demo=True)
    raise typer.Exit(run_until_stopped(run, lambda *facts: _announce_demo(screen, *facts)))


@app.command()
def up(port: Port = None, host: Host = None) -> None:
    """Start everything. DATABASE_URL and REDIS_URL replace the embedded servers."""
    checkout = this_checkout()
    screen = Screen()
    run = Run(checkout, _settings(checkout, port, host), screen, demo=False)
    raise typer.Exit(run_until_stopped(run, lambda *facts: _announce(screen, *facts)))


@app.command()
def train() -> None:
    """Train the bot anew from data/, domain.yml and config.yml."""
    checkout, screen = this_checkout(), Screen()
    checkout.check_writable()

    async def install_and_train() -> None:
        with screen.animated():
            await install_bot(checkout, screen)
            await train_bot(checkout, screen, anyway=True)

    asyncio.run(install_and_train())
    if checkout.running():
        screen.say("The running bot keeps its old model until you start Firuze again.")


@app.command()
def migrate() -> None:
    """Bring the database's tables up to date."""
    checkout, screen = this_checkout(), Screen()

    async def run() -> None:
        async with migrated_database(checkout, load_settings(checkout), screen):
            screen.say("The database is up to date.")

    asyncio.run(run())


@app.command()
def doctor() -> None:
    """Check versions, ports, servers and the model; say what to do about what is wrong."""
    screen = Screen()
    findings = asyncio.run(examine(this_checkout()))
    table = Table(box=None, show_header=False, pad_edge=False)
    for finding in findings:
        table.add_row(finding.mark, finding.subject, finding.state)
        if finding.advice:
            table.add_row("", "", f"[dim]→ {finding.advice}[/]")
    screen.console.print(table)
    if any(finding.is_failure for finding in findings):
        raise typer.Exit(1)


@app.command()
def reset(*, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Delete the embedded database, the demo, logs, secrets and the model. Asks first."""
    checkout, screen = this_checkout(), Screen()
    checkout.check_writable()
    folders = _what_reset_deletes(checkout)
    screen.say("This deletes, for good:")
    for folder in folders:
        screen.say(f"  {folder}")
    if not yes and not sys.stdin.isatty():
        raise CliError("Nothing was deleted: there is nobody to ask.", way_out="Add --yes.")
    if not yes and not Confirm.ask("Delete all conversations and settings of this checkout?"):
        raise CliError("Nothing was deleted.")
    with checkout.hold():
        for folder in folders:
            shutil.rmtree(folder)
    screen.say("Done. `./firuze demo` or `./firuze up` starts afresh.")


def _what_reset_deletes(checkout: Checkout) -> list[Path]:
    """The folders that exist, none inside another. A database given by DATABASE_URL is not ours."""
    postgres, valkey = embedded_servers(checkout)
    outside = [postgres.home, postgres.sockets, valkey.socket.parent]
    wanted = [checkout.var, checkout.model.parent, *outside]
    chosen: list[Path] = []
    for folder in wanted:
        if folder.exists() and not any(folder.is_relative_to(other) for other in chosen):
            chosen.append(folder)
    return chosen


@app.command()
def version() -> None:
    """Show Firuze's version."""
    project = tomllib.loads((this_checkout().root / "pyproject.toml").read_text())["project"]
    typer.echo(f"Firuze {project['version']}")


def _settings(checkout: Checkout, port: int | None, host: str | None) -> Settings:
    """The settings, with those of the command line over those of the environment."""
    given = {"port": port, "host": host}
    changes = {name: value for name, value in given.items() if value is not None}
    return load_settings(checkout).model_copy(update=changes)


def _announce(screen: Screen, stack: Stack, seconds: float) -> None:
    screen.say(f"\n[bold green]Firuze is ready[/] after {seconds:.1f} s.\n")
    screen.say(f"  Agent console  {stack.address}/console/")
    screen.say(f'  Widget         <script src="{stack.address}/widget.js" defer></script>')
    screen.say("\nAdd people with `./firuze user add`. Ctrl-C stops everything.")


def _announce_demo(screen: Screen, stack: Stack, seconds: float) -> None:
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
