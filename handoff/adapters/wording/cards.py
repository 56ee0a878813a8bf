"""Cards as lines of text, for whatever can draw none: transcripts, mails, widgets of others.

What stands on a card besides its kind is read by the names of its fields, which mean the same on every kind.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Any

from handoff.adapters.wording.catalogues import catalogue
from handoff.adapters.wording.moments import spoken_day
from handoff.adapters.wording.money import written_money
from handoff.domain.cards import Card
from handoff.domain.language import Language
from handoff.domain.persian import persian_digits
from handoff.domain.shop.order_cards import Money, OrderItem

# Nothing is expected any more of what has come to its end.
_DONE = frozenset({"delivered", "cancelled", "returned", "refunded", "answered", "closed"})


def spoken_card(card: Card, zone: tzinfo, language: Language) -> tuple[str, ...]:
    """The lines of a card, the first of which says what it is; days are those of `zone`."""
    return tuple(_Teller(card, zone, language).lines())


class _Teller:
    def __init__(self, card: Card, zone: tzinfo, language: Language) -> None:
        self._card = card
        self._zone = zone
        self._language = language
        self._texts: Mapping[str, Any] = catalogue(language)["card"]

    def lines(self) -> Iterator[str]:
        number, title = self._of("number"), self._of("title")
        if number is None:
            number = self._of("order")
        yield self._heading(title if number is None else self._digits(number))
        if number is not None and title is not None:
            yield title
        yield from self._term()
        yield from self._of("lines") or ()
        yield from map(self._item, self._of("items") or ())
        if code := self._of("code"):
            yield self._texts["code"].format(code=code)
        if price := self._of("price") or self._of("total"):
            yield self._texts["price"][self._card.kind].format(price=self._money(price))
        if link := self._of("link"):
            yield self._texts["link"][self._card.kind].format(link=link)

    def _of(self, name: str) -> Any:
        return getattr(self._card, name, None)

    def _heading(self, named: str) -> str:
        heading: str = self._texts["heading"][self._card.kind].format(named=named)
        state = self._state()
        return heading if state is None else f"{heading} ({state})"

    def _state(self) -> str | None:
        available = self._of("available")
        name = self._of("state")
        if available is not None:
            name = "in_stock" if available else "sold_out"
        return None if name is None else str(self._texts["state"][name])

    def _term(self) -> Iterator[str]:
        at: datetime | None = self._of("expected_at") or self._of("until")
        if at is not None and self._of("state") not in _DONE:
            day = spoken_day(at, self._zone, self._language)
            yield self._texts["until"][self._card.kind].format(day=day)

    def _item(self, item: OrderItem) -> str:
        return f"{self._digits(item.quantity)} × {item.title}"

    def _money(self, money: Money) -> str:
        return written_money(Decimal(money.amount), money.currency, self._language)

    def _digits(self, figures: str | int) -> str:
        return persian_digits(str(figures)) if self._language == "fa" else str(figures)


def with_card(text: str, card: Card | None, zone: tzinfo, language: Language) -> str:
    """Somebody's words, and below them what was shown beside them."""
    lines: Sequence[str] = () if card is None else spoken_card(card, zone, language)
    return "\n".join(part for part in (text, *lines) if part)
