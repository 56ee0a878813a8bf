"""From what a shop's server tells of a product, in whatever types, to a `Product`.

Without a title there is none; a price that makes no sense is unknown, never wrong.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog

from handoff.adapters.orders.cards import money, text
from handoff.adapters.shop_server.reader import Unreadable
from handoff.domain.cards import is_address
from handoff.domain.shop.order_cards import Money
from handoff.domain.shop.products import Product

log = structlog.get_logger()

TITLES, ATTRIBUTES = 10, 30  # of one product
_WORDS = {"instock": True, "onbackorder": True, "true": True, "yes": True} | dict.fromkeys(
    ("outofstock", "false", "no"), False
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldProduct:
    """A product in the words of the shop's server: nothing in here has been checked."""

    title: Any
    other_titles: Iterable[Any] = ()
    price: Any = None
    currency: Any = None
    stock: Any = None
    url: Any = None
    image: Any = None
    attributes: Mapping[str, Any] = field(default_factory=dict)


def product(told: ToldProduct) -> Product | None:
    """None if it has no title."""
    title = text(told.title)
    if title is None:
        return None
    others = (text(other) for other in list(told.other_titles)[:TITLES])
    attributes = ((text(name), text(value)) for name, value in told.attributes.items())
    return Product(
        title=title,
        titles=tuple(other for other in others if other),
        price=_price(told.price, told.currency),
        available=_available(told.stock),
        url=_address(told.url, "http", "https"),
        image=_address(told.image, "https"),
        attributes={
            name.casefold(): value
            for name, value in list(attributes)[:ATTRIBUTES]
            if name and value
        },
    )


def _price(amount: Any, currency: Any) -> Money | None:
    if amount is None or isinstance(amount, bool) or not str(amount).strip():
        return None
    try:
        price = money(amount, currency)
    except Unreadable as error:
        log.warning("products.unreadable", reason=str(error))
        return None
    if price.amount.startswith("-"):
        log.warning("products.unreadable", reason="a price is below nothing")
        return None
    return price


def _available(stock: Any) -> bool | None:
    if isinstance(stock, bool) or stock is None:
        return stock
    said = str(stock).strip().casefold()
    if said in _WORDS:
        return _WORDS[said]
    try:
        return float(said) > 0
    except ValueError:
        return None


def _address(told: Any, *schemes: str) -> str | None:
    """An address that browsers may open."""
    address = told.strip() if isinstance(told, str) else ""
    return address if is_address(address, *schemes) else None
