"""Implements `Wording` with the catalogues."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from decimal import Decimal

from handoff.adapters.wording.cards import spoken_card
from handoff.adapters.wording.delivery import spoken_days
from handoff.adapters.wording.moments import spoken_day, spoken_time
from handoff.adapters.wording.money import spoken_money
from handoff.domain.cards import Card
from handoff.domain.language import LANGUAGES, Language
from handoff.domain.shop.delivery import Rate
from handoff.services.ports.wording import Spoken, SpokenRate


class CatalogueWording:
    def money(self, amount: Decimal, currency: str) -> Spoken:
        return {language: spoken_money(amount, currency, language) for language in LANGUAGES}

    def moment(self, at: datetime, zone: tzinfo, language: Language) -> str:
        """A day and a time, as people read them."""
        separator = "، " if language == "fa" else ", "
        return separator.join((spoken_day(at, zone, language), spoken_time(at, zone, language)))

    def card(self, card: Card, zone: tzinfo, language: Language) -> Sequence[str]:
        return spoken_card(card, zone, language)

    def rate(self, rate: Rate, currency: str) -> SpokenRate:
        bound = rate.free_from if rate.price else None
        return SpokenRate(
            days={language: spoken_days(rate, language) for language in LANGUAGES},
            price=self.money(rate.price, currency) if rate.price else None,
            free_from=None if bound is None else self.money(bound, currency),
        )
