"""What the shop sells, and which of it a customer means by a title.

Titles are compared word by word: in one spelling, and by the consonants that are heard, so that a title
is found in either script («بوف کور», "boofe koor"). A customer's words may hold more than the title, and a
title more than the customer's words:

    every word of its title is theirs, or most of them are all of theirs ────────► found
    several are meant as well as each other, or half of either's words are shared ► near
    anything else ───────────────────────────────────────────────────────────────► unknown
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from handoff.domain.shop.names import spoken, words, written
from handoff.domain.shop.order_cards import Money

NEAR = 3  # products that are offered where none is surely meant
_HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """`titles` are others by which it is known, as in the other script. `attributes` are facts by their
    names (author, pages …). None of `price` and `available` means that the source does not say."""

    title: str
    titles: tuple[str, ...] = ()
    price: Money | None = None
    available: bool | None = None
    url: str | None = None
    image: str | None = None  # the address of a picture
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductMatch:
    """`found` has one product, `near` the likeliest ones, `unknown` none."""

    result: Literal["found", "near", "unknown"]
    products: tuple[Product, ...] = ()


UNKNOWN = ProductMatch(result="unknown")


@dataclass(frozen=True, slots=True, order=True)
class _Fit:
    """How much of what was asked is the product's, and how much of its title was asked for."""

    asked: float
    title: float

    def is_whole(self) -> bool:
        return self.asked == 1

    def is_meant(self) -> bool:
        return self.title == 1 or (self.asked == 1 and self.title > _HALF)

    def is_near(self) -> bool:
        return self.asked >= _HALF or self.title >= _HALF


def product_terms(product: Product) -> frozenset[str]:
    """All that the words of a product are known by; a source may look for them (`asked_terms`)."""
    known = (product.title, *product.titles, *product.attributes.values())
    return frozenset[str]().union(*map(written, known))


def asked_terms(asked: str) -> frozenset[str]:
    """What the words of a customer may be known by."""
    return frozenset[str]().union(*map(spoken, words(asked)))


def match(products: Sequence[Product], asked: str, before: str | None = None) -> ProductMatch:
    """The product that is meant by `asked`; "the hardcover" alone says more about the one `before`."""
    if before is not None:
        more = _match(products, f"{before} {asked}", _Fit.is_whole)
        if more.result == "found":
            return more
    return _match(products, asked, _Fit.is_meant)


def _match(products: Sequence[Product], asked: str, meant: Callable[[_Fit], bool]) -> ProductMatch:
    said = words(asked)
    if not said:
        return UNKNOWN
    fits = sorted(
        ((_fit(product, said), product) for product in products),
        key=lambda pair: pair[0],
        reverse=True,
    )
    sure = [(fit, product) for fit, product in fits if meant(fit)]
    if sure:
        best = [product for fit, product in sure if fit == sure[0][0]]
        result: Literal["found", "near"] = "found" if len(best) == 1 else "near"
        return ProductMatch(result=result, products=tuple(best[:NEAR]))
    near = tuple(product for fit, product in fits if fit.is_near())[:NEAR]
    return ProductMatch(result="near", products=near) if near else UNKNOWN


def _fit(product: Product, said: Sequence[str]) -> _Fit:
    known = product_terms(product)
    theirs = frozenset[str]().union(*map(spoken, said))
    asked = sum(not spoken(word).isdisjoint(known) for word in said) / len(said)
    return _Fit(asked, max(_told(title, theirs) for title in (product.title, *product.titles)))


def _told(title: str, theirs: frozenset[str]) -> float:
    """How many of the words of a title were said."""
    parts = words(title)
    return sum(not written(part).isdisjoint(theirs) for part in parts) / max(len(parts), 1)
