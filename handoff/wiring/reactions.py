"""The list of all reactions: what they handle, and what each one needs."""

from collections.abc import Mapping

from handoff.adapters.machine import new_id
from handoff.domain.conversation.events import type_of
from handoff.services.reactions.missed_offers import MissedOffers
from handoff.wiring.adapters import Adapters
from handoff.wiring.services import Services
from handoff.wiring.signals import Signals
from handoff.workers.subscriptions import Reactions, Subscription

REACTIONS = (MissedOffers,)


def reactions(adapters: Adapters, signals: Signals, services: Services) -> Reactions:
    """Gives each reaction a subscription on the record, and the bell that wakes it."""
    store, clock, gateway = adapters.stores.subscriptions, adapters.resources.clock, new_id()
    missed_offers = MissedOffers(services.floor.availability)
    subscriptions = [Subscription(missed_offers, store, clock, gateway, signals.bells.misses)]
    return Reactions(store, subscriptions)


def types_of_reactions() -> Mapping[str, frozenset[str]]:
    """The types of events that each reaction handles, by its name: to look from outside a gateway how
    far they are."""
    return {reaction.name: frozenset(map(type_of, reaction.handles)) for reaction in REACTIONS}
