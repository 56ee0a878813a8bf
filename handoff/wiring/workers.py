"""Fourth stage: what takes work from the record and does it."""

from dataclasses import dataclass

from handoff.wiring.adapters import Adapters
from handoff.wiring.reactions import reactions
from handoff.wiring.services import Services
from handoff.wiring.signals import Signals
from handoff.workers.deliveries import DeliveryWorker
from handoff.workers.duties import DutyWorker
from handoff.workers.retention import RetentionWorker
from handoff.workers.subscriptions import Reactions


@dataclass(frozen=True, slots=True, kw_only=True)
class Workers:
    duties: DutyWorker
    deliveries: DeliveryWorker
    reactions: Reactions
    retention: RetentionWorker


def workers(adapters: Adapters, signals: Signals, services: Services) -> Workers:
    resources, floor = adapters.resources, services.floor
    return Workers(
        duties=DutyWorker(
            services.conversations,
            services.bot_turns,
            resources.clock,
            floor.rules.offer_for,
            signals.fresh_turns,
        ),
        deliveries=DeliveryWorker(
            adapters.stores.deliveries, services.post.carrier, resources.clock, services.post.grace
        ),
        reactions=reactions(adapters, signals, services),
        retention=RetentionWorker(
            services.customers.erasures, resources.clock, resources.settings.kept_for
        ),
    )
