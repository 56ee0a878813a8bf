"""Carries a delivery out of the installation: one try at a time."""

import random

import structlog

from handoff.domain.deliveries import Delivery, Outcome, Rejected, Unneeded, settle
from handoff.services.letters import Letters
from handoff.services.ports.clock import Clock
from handoff.services.ports.deliveries import DeliveryStore, Postman
from handoff.services.publication import Publication
from handoff.services.signals import DeliveryMoved

log = structlog.get_logger()


class Carrier:
    """Hands letters to the postman, and records what became of them."""

    def __init__(
        self,
        store: DeliveryStore,
        letters: Letters,
        postman: Postman,
        publication: Publication,
        clock: Clock,
    ) -> None:
        self._store = store
        self._letters = letters
        self._postman = postman
        self._publication = publication
        self._clock = clock

    async def carry(self, taken: Delivery) -> Delivery | None:
        """One try of a delivery that the caller has taken, and what became of it."""
        outcome = await self._outcome(taken)
        after = settle(taken, outcome, self._clock(), random.random())  # noqa: S311 - no secret
        if not await self._store.replace(taken, after):
            log.warning("delivery.lost_lease", id=taken.id)
            return after
        if isinstance(outcome, Rejected):
            log.warning("delivery.failed", id=taken.id, code=outcome.code, tries=taken.tries)
        words = taken.words
        self._publication.publish(
            DeliveryMoved(conversation_id=words.conversation_id if words else None)
        )
        return after

    async def _outcome(self, delivery: Delivery) -> Outcome:
        try:
            letter = await self._letters.of(delivery)
            return Unneeded() if letter is None else await self._postman.carry(letter)
        except Exception:  # what cannot be made into a letter must not be tried for ever
            log.exception("delivery.stuck", id=delivery.id, kind=delivery.kind)
            return Rejected(code="internal")
