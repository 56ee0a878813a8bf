"""The list of all reactions: what they handle, and what each one needs."""

import asyncio
from collections.abc import Mapping

from handoff.adapters.machine import new_id
from handoff.domain.conversation.events import type_of
from handoff.services.reactions.missed_offers import MissedOffers
from handoff.services.reactions.rating_requests import RatingRequests
from handoff.wiring.adapters import Adapters
from handoff.wiring.services import Services
from handoff.wiring.signals import Signals
from handoff.workers.subscriptions import Reactions, Subscription

REACTIONS = (MissedOffers, RatingRequests)


def reactions(adapters: Adapters, signals: Signals, services: Services) -> Reactions:
    """Gives each reaction a subscription on the record, and the bell that wakes it."""
    store, clock, gateway = adapters.stores.subscriptions, adapters.resources.clock, new_id()
    missed_offers = MissedOffers(services.floor.availability)
    rating_requests = RatingRequests(
        adapters.stores.conversations,
        adapters.stores.deliveries,
        adapters.resources.shop,
        clock,
        mails=services.post.works,
    )
    return Reactions(
        store,
        [
            Subscription(missed_offers, store, clock, gateway, signals.bells.misses),
            # Nothing waits for a mail that leaves hours later: it looks by itself.
            Subscription(rating_requests, store, clock, gateway, asyncio.Event()),
        ],
    )


def types_of_reactions() -> Mapping[str, frozenset[str]]:
    """The types of events that each reaction handles, by its name: to look from outside a gateway how
    far they are."""
    return {reaction.name: frozenset(map(type_of, reaction.handles)) for reaction in REACTIONS}
