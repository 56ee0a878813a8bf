"""`./firuze products`: what the shop sells, in the built-in table."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from cli.beside import beside
from stack.checkout import this_checkout
from stack.errors import CliError
from stack.settings import load_settings

products = typer.Typer(help="The shop's products.", no_args_is_help=True)


@products.callback()
def group() -> None:
    """The shop's products."""


@products.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="CSV with a first line that names the columns.")],
    *,
    replace: Annotated[
        bool, typer.Option(help="Remove the products that are not in the file.")
    ] = False,
) -> None:
    """Put the products of a CSV file into the built-in table: all of them, or none."""
    count = asyncio.run(_import(file, replace=replace))
    typer.echo(f"{count} products are in the table{' alone' if replace else ''}.")


async def _import(file: Path, *, replace: bool) -> int:
    from handoff.adapters.business_file import read_business  # noqa: PLC0415 - slow to load
    from handoff.adapters.products.csv_file import read_products_csv  # noqa: PLC0415
    from handoff.domain.errors import InvalidInput  # noqa: PLC0415
    from handoff.wiring.operating import open_products_table  # noqa: PLC0415

    checkout = this_checkout()
    try:
        business = read_business(checkout.root / load_settings(checkout).business_file)
        told = read_products_csv(file, business.currency)
    except InvalidInput as error:
        raise CliError(f"{error.message}.", way_out="Correct it; nothing was imported.") from error
    async with beside(open_products_table) as table:
        await table.put(told, replace=replace)
    return len(told)
