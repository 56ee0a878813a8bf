"""Figures and cards of the shop in the words of each language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from decimal import Decimal
from typing import Protocol

from handoff.domain.cards import Card
from handoff.domain.language import Language
from handoff.domain.shop.delivery import Rate

type Spoken = Mapping[Language, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenRate:
    """`price` is None where a parcel costs nothing, `free_from` where no order makes it free."""

    days: Spoken
    price: Spoken | None
    free_from: Spoken | None


class Wording(Protocol):
    def money(self, amount: Decimal, currency: str) -> Spoken:
        """An amount of an ISO 4217 currency."""
        ...

    def card(self, card: Card, zone: tzinfo, language: Language) -> Sequence[str]:
        """A card as lines of text; days are those of `zone`."""
        ...

    def rate(self, rate: Rate, currency: str) -> SpokenRate:
        """How long a parcel takes, and what it costs."""
        ...
