"""Sources of orders for tests in which nothing is changed."""

from handoff.domain.shop.orders import OrderAction, OrderChange
from handoff.services.errors import ActionRefused


class ReadOnly:
    """The part of `OrderSource` about changes, of a source that can make none."""

    @property
    def actions(self) -> frozenset[OrderAction]:
        return frozenset()

    async def change(self, change: OrderChange) -> None:
        raise ActionRefused("nothing can be changed here")
