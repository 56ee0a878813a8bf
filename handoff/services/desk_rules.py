"""What the shop has set for its desk: hours, and how long offers and choices stay open."""

from dataclasses import dataclass
from datetime import timedelta

from handoff.domain.shop.business_hours import BusinessHours
from handoff.services.ports.settings import ShopSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRules:
    """An offer waits for `offer_for`; after closing a chat an agent is offered nothing for `wrap_up`; a
    customer who has read that nobody is here has `undecided` to choose what to do, before a ticket
    is opened."""

    shop: ShopSettings
    offer_for: timedelta
    wrap_up: timedelta
    undecided: timedelta

    @property
    def hours(self) -> BusinessHours:
        return self.shop.current().shop.hours
