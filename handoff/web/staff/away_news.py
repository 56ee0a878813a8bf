"""Tells the consoles connected here which customers have left, and which are back.

A gateway looks for itself: the leases are the record, so that a gateway which was killed with its
customers' sockets has to tell nobody anything.
"""

from handoff.services.customers_away import CustomersAway
from handoff.web.protocol.staff import StaffAway
from handoff.web.socketio.push import Push


class AwayNews:
    """One look at a time: `run_once` from a loop. `away` are the conversations of the last look."""

    def __init__(self, customers: CustomersAway, delivery: Push) -> None:
        self._customers = customers
        self._delivery = delivery
        self.away: frozenset[str] = frozenset()

    async def run_once(self) -> None:
        """Tells what has changed since the last look. Raises CacheDown: what was known stands."""
        before, self.away = self.away, await self._customers.look()
        left, back = self.away - before, before - self.away
        if left or back:
            self._delivery.tell_away(StaffAway(left=sorted(left), back=sorted(back)))
