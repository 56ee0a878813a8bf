"""`./firuze customer`: what an operator can do for a customer without the console."""

import asyncio
from typing import Annotated

import typer

from stack.checkout import this_checkout
from stack.database import migrated_database
from stack.errors import CliError
from stack.screen import Screen
from stack.settings import load_settings

customers = typer.Typer(help="The shop's customers.", no_args_is_help=True)


@customers.callback()
def group() -> None:
    """The shop's customers."""


@customers.command("revoke")
def revoke(
    who: Annotated[
        str, typer.Argument(help="The shop's id of the customer, or the id of a conversation.")
    ],
) -> None:
    """End a customer's chat in every browser at once. It goes on after a new sign-in at the
    shop."""
    name = asyncio.run(_revoke(who))
    typer.echo(
        f"No browser is signed in as {name} any more, until the shop vouches for them again."
    )


async def _revoke(who: str) -> str:
    """Revokes the customer's tokens; returns what the customer is called."""
    from handoff.app import open_revocations  # noqa: PLC0415 - half a second, for one command
    from handoff.domain.errors import Refusal  # noqa: PLC0415

    checkout = this_checkout()
    async with (
        migrated_database(checkout, load_settings(checkout), Screen()) as url,
        open_revocations(url) as revocations,
    ):
        try:
            customer = await revocations.revoke(who)
        except Refusal as error:
            raise CliError(f"{error}.") from error
    return customer.name or customer.external_id or customer.id
