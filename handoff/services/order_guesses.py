"""Limits on guessing an order's contact: by customer, by network, by order and by contact.

A customer who names an order's number and its e-mail address or phone number hears about the order, so
both are worth guessing. Every guess is counted before the order system is asked; a right one is taken
back, and so is one that the order system could not answer.
"""

from collections.abc import Sequence

from handoff.domain.errors import TooManyAttempts
from handoff.domain.people import Customer
from handoff.domain.shop.orders import normal_contact
from handoff.services.ports.limits import Addresses, Limits

# Wrong guesses of one customer, in all their conversations; from one network, which a household, a
# school or an office shares; at one order, and with one contact, whichever customer guesses.
ATTEMPTS = 5
ATTEMPTS_PER_NETWORK = 20
ATTEMPTS_PER_ORDER = 20
ATTEMPTS_PER_CONTACT = 20
WINDOW_SECONDS = 3600


class OrderGuesses:
    """Counts guesses, and takes back those that were none."""

    def __init__(self, limits: Limits, addresses: Addresses) -> None:
        self._limits = limits
        self._addresses = addresses

    async def count(self, customer: Customer, number: str, contact: str) -> Sequence[str]:
        """Counts one guess. The result is what `take_back` wants.

        Raises:
            TooManyAttempts: a limit is reached; this guess is not counted.
            CacheDown: it cannot be counted now.
        """
        counted: list[str] = []
        try:
            for key, limit in await self._counters(customer, number, contact):
                await self._limits.hit(key, limit=limit, window_seconds=WINDOW_SECONDS)
                counted.append(key)
        except TooManyAttempts:
            await self.take_back(counted)
            raise
        return counted

    async def take_back(self, counted: Sequence[str]) -> None:
        """Forgets a guess that `count` has counted. Raises CacheDown."""
        for key in counted:
            await self._limits.undo(key)

    async def _counters(
        self, customer: Customer, number: str, contact: str
    ) -> list[tuple[str, int]]:
        network = await self._addresses.of(customer.id)
        return [
            (f"order:customer:{customer.id}", ATTEMPTS),
            (f"order:network:{network.name}", network.grant(ATTEMPTS_PER_NETWORK)),
            (f"order:number:{number}", ATTEMPTS_PER_ORDER),
            (f"order:contact:{normal_contact(contact)}", ATTEMPTS_PER_CONTACT),
        ]
