"""`./firuze reset`: deletes what this checkout has created."""

import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.prompt import Confirm

from stack.checkout import Checkout, this_checkout
from stack.errors import CliError
from stack.screen import Screen
from stack.services import embedded_servers


def reset(*, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Delete the embedded database, the demo, logs, secrets and the model. Asks first."""
    checkout, screen = this_checkout(), Screen()
    checkout.check_writable()
    folders = _what_reset_deletes(checkout)
    screen.say("This permanently deletes:")
    for folder in folders:
        screen.say(f"  {folder}")
    if not yes and not sys.stdin.isatty():
        raise CliError(
            "Nothing was deleted: without a terminal nobody can confirm.", way_out="Add --yes."
        )
    if not yes and not Confirm.ask("Delete all conversations and settings of this checkout?"):
        raise CliError("Nothing was deleted.")
    with checkout.hold():
        for folder in folders:
            shutil.rmtree(folder)
    screen.say("Done. `./firuze demo` or `./firuze up` starts over.")


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
