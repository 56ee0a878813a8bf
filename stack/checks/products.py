"""Checks the products file as the gateway will read it, and searches the product system once."""

import os
from typing import TYPE_CHECKING

from stack.checkout import Checkout
from stack.errors import CliError
from stack.settings import StackSettings, own_variables

if TYPE_CHECKING:
    from handoff.adapters.products.file import Catalogue


def check_products(checkout: Checkout, settings: StackSettings) -> "Catalogue | None":
    """What the products file describes, None without one; CliError with the correction."""
    from handoff.adapters.products.file import read_products_file  # noqa: PLC0415 - slow to load
    from handoff.domain.errors import InvalidInput  # noqa: PLC0415

    if settings.products_file is None:
        return None
    file = checkout.root / settings.products_file
    if not file.exists():
        raise CliError(
            f"{file} does not exist.",
            way_out="It says where the products are; correct FIRUZE_PRODUCTS_FILE, or unset it.",
        )
    try:
        return read_products_file(file, own_variables(checkout) | dict(os.environ))
    except InvalidInput as error:
        raise CliError(
            f"{error.message.replace(str(file), file.name)}.",
            way_out=f"Correct {file}, or set the variable in your environment or in .env.",
        ) from error


async def check_product_source(shop: "Catalogue") -> None:
    """Raises CliError when the product system does not answer as it should."""
    from handoff.adapters.products.sources import open_products  # noqa: PLC0415 - slow to load
    from handoff.services.errors import ProductSystemDown  # noqa: PLC0415

    async with open_products(shop, lambda: "EUR") as source:  # the currency does not matter here
        try:
            await source.probe()
        except ProductSystemDown as error:
            raise CliError(
                f"The product system ({shop.source}) does not answer as it should: {error}.",
                way_out="Look at its address and key in the products file: docs/products.md.",
            ) from error
