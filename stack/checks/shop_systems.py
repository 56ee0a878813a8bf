"""Checks the orders file as the gateway will read it, and sends the order system one query."""

import os
from typing import TYPE_CHECKING

from stack.checkout import Checkout
from stack.errors import CliError
from stack.settings import StackSettings, own_variables

if TYPE_CHECKING:
    from handoff.adapters.orders.file import ShopSystem


def check_orders(checkout: Checkout, settings: StackSettings) -> "ShopSystem | None":
    """What the orders file describes, None without one; CliError with the correction."""
    from handoff.adapters.orders.file import read_orders_file  # noqa: PLC0415 - slow to load
    from handoff.domain.errors import InvalidInput  # noqa: PLC0415

    if settings.orders_file is None:
        return None
    file = checkout.root / settings.orders_file
    if not file.exists():
        raise CliError(
            f"{file} does not exist.",
            way_out="It says where the shop's orders are; correct FIRUZE_ORDERS_FILE, or unset it.",
        )
    try:
        return read_orders_file(file, own_variables(checkout) | dict(os.environ))
    except InvalidInput as error:
        raise CliError(
            f"{error.message.replace(str(file), file.name)}.",
            way_out=f"Correct {file}, or set the variable in your environment or in .env.",
        ) from error


async def check_order_source(shop: "ShopSystem") -> None:
    """Raises CliError when the order system does not answer as it should."""
    from handoff.adapters.orders.sources import open_orders  # noqa: PLC0415 - slow to load
    from handoff.services.errors import OrderSystemDown  # noqa: PLC0415

    async with open_orders(shop, lambda: "EUR") as source:  # the currency does not matter here
        try:
            await source.probe()
        except OrderSystemDown as error:
            raise CliError(
                f"The order system ({shop.source}) does not answer as it should: {error}.",
                way_out="Look at its address and key in the orders file: docs/orders.md.",
            ) from error
