"""What a customer is looking at in the shop, as the shop's page tells it: anybody's words, for agents."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

LINE_LENGTH = 200  # characters
CART_LINES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContext:
    """Lines of printable text. Empty where the page tells nothing (any more)."""

    page: str | None = None
    product: str | None = None
    cart: tuple[str, ...] = ()

    @classmethod
    def told(cls, page: str | None, product: str | None, cart: Iterable[str]) -> Self:
        """What is left of a stranger's words: no line breaks, no invisible or directing characters."""
        lines = [line for text in cart if (line := _line(text)) is not None]
        return cls(page=_line(page), product=_line(product), cart=tuple(lines[:CART_LINES]))

    @property
    def is_empty(self) -> bool:
        return self == PageContext()


_JOINERS = "\u200c\u200d"  # Persian words, and emoji, are made with them


def _line(text: str | None) -> str | None:
    shown = "".join(x if x.isprintable() or x in _JOINERS else " " for x in text or "")
    return " ".join(shown.split())[:LINE_LENGTH].strip(_JOINERS) or None
