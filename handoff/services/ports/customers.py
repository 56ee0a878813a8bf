"""The customers of the shop."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

from handoff.domain.people import Customer


class CustomerStore(Protocol):
    async def add(self, customer: Customer) -> Customer:
        """The customer as stored: of two with one id, or one `external_id`, the first one stays."""
        ...

    async def get(self, customer_id: str) -> Customer:
        """Raises NotFound."""
        ...

    async def by_external_id(self, external_id: str) -> Customer | None: ...

    async def update(self, customer: Customer) -> None:
        """All but what `revoke` changes; nothing of a customer who was erased meanwhile."""
        ...

    async def next_conversation(self, customer_id: str, *, after: str | None, proposed: str) -> str:
        """The id of the conversation that follows `after`, or of the first one: the same for every
        caller, whoever proposes an id first. Raises NotFound: the customer is gone or erased."""
        ...

    async def revoke(self, customer_id: str) -> None:
        """Counts one revocation of the customer's tokens, and of the links mailed to them."""
        ...

    async def hand_over(self, guest: Customer, customer_id: str, *, devices: bool) -> bool:
        """The guest has signed in as the customer: counts a revocation of the guest and, if the
        customer's other `devices` are to come back, one of the customer, whose mailed links stay good; what the
        guest asked about their data lapses. Both revocations or none: none where the guest's tokens were revoked
        since `guest` was read, so of several callers at once one does it.

        Returns whether a request of the guest has lapsed."""
        ...

    async def revoked_within(self, span: timedelta) -> Mapping[str, int]:
        """The customers whose tokens were revoked within the last `span`, and how often they were
        in all, by id."""
        ...
