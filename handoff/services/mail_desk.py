"""What the staff see of deliveries, and what they may do about them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from handoff.domain.deliveries import Delivery, DeliveryState, give_up, retry
from handoff.domain.errors import IllegalMove
from handoff.domain.people import StaffMember
from handoff.services.access import Access
from handoff.services.ports.clock import Clock
from handoff.services.ports.deliveries import DeliveryPage, DeliveryStore
from handoff.services.ports.lists import Place
from handoff.services.publication import Publication
from handoff.services.signals import DeliveryMoved

PAGE = 50

# What may need a person, or is on its way; the rest is history.
OPEN: tuple[DeliveryState, ...] = ("waiting", "sending", "failed")
ALL: tuple[DeliveryState, ...] = (*OPEN, "sent", "withdrawn")

# A delivery may be moved between its look-up and its change: by a gateway, or by a colleague.
_ATTEMPTS = 3


class MailDesk:
    """`works` says whether mail leaves this installation at all; unread answers wait for `grace`."""

    def __init__(
        self,
        store: DeliveryStore,
        access: Access,
        publication: Publication,
        clock: Clock,
        grace: timedelta,
        *,
        works: bool,
    ) -> None:
        self._store = store
        self._access = access
        self._publication = publication
        self._clock = clock
        self.grace = grace
        self.works = works

    def is_expired(self, delivery: Delivery) -> bool:
        return delivery.is_expired(self._clock())

    async def page(
        self, member: StaffMember, states: Sequence[DeliveryState], after: Place | None
    ) -> DeliveryPage:
        """Newest first. Raises NotAllowed unless the member may see deliveries."""
        await self._access.allowed(member, "see_deliveries")
        return await self._store.page(states, after, PAGE)

    async def count(self, member: StaffMember) -> Mapping[DeliveryState, int]:
        """How many have failed, and how many are to be sent. Raises as `page`."""
        await self._access.allowed(member, "see_deliveries")
        return await self._store.count()

    async def retry(self, member: StaffMember, delivery_id: str) -> Delivery:
        """Has it tried at once. Raises as `page`, NotFound, and as the domain's `retry`."""
        return await self._move(member, delivery_id, retry)

    async def give_up(self, member: StaffMember, delivery_id: str) -> Delivery:
        """Has it tried no more. Raises as `page`, NotFound, and as the domain's `give_up`."""
        return await self._move(member, delivery_id, give_up)

    async def of_conversation(
        self, member: StaffMember, conversation_id: str
    ) -> Sequence[Delivery]:
        """The mails of a conversation, oldest first. Raises as `Access.conversation_for`."""
        await self._access.conversation_for(member, conversation_id)
        return await self._store.of_conversation(conversation_id)

    async def _move(
        self,
        member: StaffMember,
        delivery_id: str,
        move: Callable[[Delivery, datetime], Delivery],
    ) -> Delivery:
        await self._access.allowed(member, "see_deliveries")
        for _ in range(_ATTEMPTS):
            before = await self._store.get(delivery_id)
            after = move(before, self._clock())
            if await self._store.replace(before, after):
                words = after.words
                self._publication.publish(
                    DeliveryMoved(conversation_id=words.conversation_id if words else None)
                )
                return after
        raise IllegalMove("delivery_sending", "This is being sent at this moment")
