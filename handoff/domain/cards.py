"""The bot and the staff show a customer cards besides words, of a closed set of kinds.

A field has the same name and meaning on every card that has it, so that one way of showing cards does for all:

    title, lines   words                     price, total   money
    state          a key of the catalogues   until          the end of a term
    link           a page to open            image          a picture to show
    code           to be copied

Words, codes and addresses come from a shop's systems or a bot, and may be anybody's: `check` holds their bounds.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from typing import Literal
from unicodedata import bidirectional, category
from urllib.parse import urlsplit

from handoff.domain.errors import InvalidInput
from handoff.domain.language import Language
from handoff.domain.shop.order_cards import YEARS, Money, OrderCard, OrderItem

TEXT_LENGTH, CODE_LENGTH, ADDRESS_LENGTH = 200, 64, 2_000  # characters
LIST_LENGTH = 50
_LARGEST = 2**53 - 1  # the largest integer that a JavaScript number holds exactly

TicketState = Literal["opened", "answered", "closed"]
CourierState = Literal["asked", "answered"]
ReturnState = Literal["return_requested", "returned", "refunded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCard:
    """`lines` are facts such as the author. None of `price` and `available` means: not known."""

    kind: Literal["product"] = "product"
    title: str
    lines: tuple[str, ...] = ()
    price: Money | None = None
    available: bool | None = None
    image: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleCard:
    """An article of the help desk. `section` is the number of a heading; 0 before the first."""

    kind: Literal["article"] = "article"
    slug: str
    language: Language
    title: str
    section: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCard:
    """`title` is what the ticket is about."""

    kind: Literal["ticket"] = "ticket"
    number: int
    state: TicketState = "opened"
    title: str | None = None
    until: datetime | None = None  # an answer is promised by then


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponCard:
    """`title` says what the coupon is good for, `price` what it is worth."""

    kind: Literal["coupon"] = "coupon"
    title: str
    code: str
    lines: tuple[str, ...] = ()
    price: Money | None = None
    until: datetime | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CourierCard:
    """The courier was asked about the parcel of `order`; `lines` are what the courier answered."""

    kind: Literal["courier"] = "courier"
    order: str
    state: CourierState = "asked"
    title: str | None = None  # the courier's name
    lines: tuple[str, ...] = ()
    until: datetime | None = None  # an answer is expected by then


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnCard:
    """`link` leads to the label, which may as well be the file of the same message; `code` is the number of the
    parcel or of the return, `until` the last day to send the goods back."""

    kind: Literal["return"] = "return"
    order: str
    state: ReturnState = "return_requested"
    items: tuple[OrderItem, ...] = ()
    lines: tuple[str, ...] = ()
    code: str | None = None
    until: datetime | None = None
    link: str | None = None


Card = OrderCard | ProductCard | ArticleCard | TicketCard | CouponCard | CourierCard | ReturnCard

_SLUG = re.compile(r"[a-z0-9-]{1,200}")
_AMOUNT = re.compile(r"-?[0-9]{1,16}(\.[0-9]{1,20})?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_ENDS_A_LINE = frozenset({"Cc", "Cs", "Zl", "Zp"})  # and what no browser takes
_TURNS_A_LINE = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def check(card: Card) -> None:
    """Raises InvalidInput (`bad_card`) with the name of the first field that is out of bounds."""
    for name in _faults(card, "card"):
        raise InvalidInput("bad_card", f"{name} of a card is out of bounds", {"field": name})


def caption(card: Card | None) -> str:
    """Returns what lists show of a message that is a card alone: its title, else the number that it is about."""
    match card:
        case None:
            return ""
        case OrderCard():
            return f"#{card.number}"
        case TicketCard():
            return card.title or f"#{card.number}"
        case CourierCard() | ReturnCard():
            return f"#{card.order}"
        case _:
            return card.title


def _faults(value: object, name: str) -> Iterator[str]:
    match value:
        case Money() if name == "price" and value.amount.startswith("-"):
            yield name
        case str() | int() | datetime():
            if not _holds(value, name):
                yield name
        case tuple():
            yield from [name] if len(value) > LIST_LENGTH else _all(value, name)
        case Mapping():
            yield from _all(tuple(value.values()), name)
        case _ if is_dataclass(value):
            for each in fields(value):
                yield from _faults(getattr(value, each.name), each.name)


def _all(values: tuple[object, ...], name: str) -> Iterator[str]:
    for value in values:
        yield from _faults(value, name)


def _holds(value: str | int | datetime, name: str) -> bool:
    if isinstance(value, str):
        return _fits(value, name)
    if isinstance(value, datetime):
        return value.tzinfo is not None and value.year in YEARS
    return (1 if name == "number" else 0) <= value <= _LARGEST


def _fits(text: str, name: str) -> bool:
    match name:
        case "link":
            return is_address(text, "http", "https")
        case "image":
            return is_address(text, "https")
        case "slug":
            return _SLUG.fullmatch(text) is not None
        case "amount":
            return _AMOUNT.fullmatch(text) is not None
        case "currency":
            return _CURRENCY.fullmatch(text) is not None
        case "code":
            return text.isprintable() and len(text.strip()) > 0 and len(text) <= CODE_LENGTH
        case _:
            return _is_line(text)


def _is_line(text: str) -> bool:
    if not text.strip() or len(text) > TEXT_LENGTH:
        return False
    return not any(
        category(character) in _ENDS_A_LINE or bidirectional(character) in _TURNS_A_LINE
        for character in text
    )


def is_address(text: str, *schemes: str) -> bool:
    """Whether browsers read the text as people do: no name before the host, nothing invisible."""
    if len(text) > ADDRESS_LENGTH or not text.isprintable() or set(text) & set(" \\"):
        return False
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - raises ValueError
    except ValueError:
        return False
    return parts.scheme in schemes and bool(parts.hostname) and "@" not in parts.netloc
