"""Checks the files that say where the shop's orders and products are, as the gateway will read them, and
sends each system one query. Without a file the built-in table is looked at instead."""

import os
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from stack.checkout import Checkout
from stack.errors import CliError
from stack.settings import StackSettings, own_variables

if TYPE_CHECKING:
    from handoff.adapters.orders.file import ShopSystem
    from handoff.adapters.products.file import Catalogue


class Probed(Protocol):
    async def probe(self) -> None:
        """Raises Outage unless the system answers as it should."""
        ...


def check_orders(checkout: Checkout, settings: StackSettings) -> "ShopSystem | None":
    """What the orders file describes, None without one; CliError with the correction."""
    from handoff.adapters.orders.file import read_orders_file  # noqa: PLC0415 - slow to load

    return _described(checkout, settings.orders_file, "FIRUZE_ORDERS_FILE", read_orders_file)


def check_products(checkout: Checkout, settings: StackSettings) -> "Catalogue | None":
    """What the products file describes, None without one; CliError with the correction."""
    from handoff.adapters.products.file import read_products_file  # noqa: PLC0415 - slow to load

    return _described(checkout, settings.products_file, "FIRUZE_PRODUCTS_FILE", read_products_file)


async def check_order_source(shop: "ShopSystem") -> None:
    """Raises CliError when the order system does not answer as it should."""
    from handoff.adapters.orders.sources import open_orders  # noqa: PLC0415 - slow to load

    source = open_orders(shop, lambda: "EUR")  # the currency does not matter here
    await _answers(source, f"order system ({shop.source})", "orders")


async def check_product_source(shop: "Catalogue") -> None:
    """Raises CliError when the product system does not answer as it should."""
    from handoff.adapters.products.sources import open_products  # noqa: PLC0415 - slow to load

    source = open_products(shop, lambda: "EUR")
    await _answers(source, f"product system ({shop.source})", "products")


async def has_built_in_products(database_url: str) -> bool:
    """Whether the built-in table has any product. Raises CliError when it cannot be read."""
    from handoff.domain.errors import InvalidInput  # noqa: PLC0415 - slow to load
    from handoff.services.errors import Outage  # noqa: PLC0415
    from handoff.wiring.operating import has_products  # noqa: PLC0415

    try:
        return await has_products(database_url)
    except (InvalidInput, Outage) as error:
        raise CliError(
            f"The built-in table of products cannot be read ({type(error).__name__}).",
            way_out="Look at what is said of PostgreSQL; `./firuze migrate` makes the tables.",
        ) from error


def _described[T](
    checkout: Checkout,
    named: Path | None,
    variable: str,
    read: Callable[[Path, Mapping[str, str]], T],
) -> T | None:
    from handoff.domain.errors import InvalidInput  # noqa: PLC0415 - slow to load

    if named is None:
        return None
    file = checkout.root / named
    if not file.exists():
        raise CliError(f"{file} does not exist.", way_out=f"Correct {variable}, or unset it.")
    try:
        return read(file, own_variables(checkout) | dict(os.environ))
    except InvalidInput as error:
        raise CliError(
            f"{error.message.replace(str(file), file.name)}.",
            way_out=f"Correct {file}, or set the variable in your environment or in .env.",
        ) from error


async def _answers(opened: AbstractAsyncContextManager[Probed], system: str, matter: str) -> None:
    from handoff.services.errors import Outage  # noqa: PLC0415 - slow to load

    async with opened as source:
        try:
            await source.probe()
        except Outage as error:
            raise CliError(
                f"The {system} does not answer as it should: {error}.",
                way_out=f"Look at its address and key in the {matter} file: docs/{matter}.md.",
            ) from error
