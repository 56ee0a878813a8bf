"""Ends what a customer's browsers were granted, when somebody asks for it."""

import re
from contextlib import suppress

from handoff.domain.errors import NotFound
from handoff.domain.people import Customer
from handoff.services.ports.conversations import ConversationStore
from handoff.services.ports.customers import CustomerStore

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Revocations:
    def __init__(self, customers: CustomerStore, store: ConversationStore) -> None:
        self._customers = customers
        self._store = store

    async def revoke(self, who: str) -> Customer:
        """Ends all tokens of a customer; gateways end their sockets within a second or two. A customer
        whom the shop still vouches for gets new ones.

        `who` is the shop's id of them, or Firuze's, or the id of one of their conversations. Raises
        NotFound.
        """
        customer = await self.find(who)
        if customer is None:
            raise NotFound("not_found", f"There is no customer {who}")
        await self._customers.revoke(customer.id)
        return customer

    async def find(self, who: str) -> Customer | None:
        """The customer whom `who` stands for, as in `revoke`."""
        return await self._customers.by_external_id(who) or await self._by_id(who)

    async def _by_id(self, who: str) -> Customer | None:
        if not _UUID.fullmatch(who):
            return None
        with suppress(NotFound):
            return await self._customers.get(who)
        with suppress(NotFound):
            return await self._customers.get((await self._store.load(who)).customer_id)
        return None
