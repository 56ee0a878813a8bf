"""What members of the staff do with conversations."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import structlog

from handoff.domain.conversation import commands as c
from handoff.domain.conversation.decisions import decide
from handoff.domain.conversation.events import Event
from handoff.domain.conversation.state import Conversation
from handoff.domain.errors import InvalidInput
from handoff.domain.people import StaffMember
from handoff.services.access import Access
from handoff.services.availability import AgentAvailability
from handoff.services.conversations import Conversations
from handoff.services.desk_rules import DeskRules
from handoff.services.errors import CacheDown
from handoff.services.floor import Floor, Present
from handoff.services.ports.clock import Clock
from handoff.services.ports.people import StaffStore
from handoff.services.signals import Committed

log = structlog.get_logger()


class Desk:
    def __init__(
        self,
        conversations: Conversations,
        access: Access,
        staff: StaffStore,
        floor: Floor,
        availability: AgentAvailability,
        clock: Clock,
        rules: DeskRules,
    ) -> None:
        self._conversations = conversations
        self._access = access
        self._staff = staff
        self._floor = floor
        self._availability = availability
        self._clock = clock
        self._rules = rules
        self._one_transfer = asyncio.Lock()  # each holds a connection while it waits for its turn

    async def page(
        self, member: StaffMember, conversation_id: str, *, after: int, limit: int
    ) -> tuple[Sequence[Event], bool, Conversation]:
        """One page of the log, whether there is more, and the state, no older than the page.

        Raises what `Access.conversation_for` does.
        """
        events, more = await self._conversations.page(
            conversation_id, after=after, limit=limit, public_only=False
        )
        return events, more, await self._access.conversation_for(member, conversation_id)

    async def execute(
        self, member: StaffMember, conversation_id: str, command: c.StaffCommand
    ) -> Committed:
        """The member does it under the name they have now: a console may have been opened under another.

        Raises what `Access.check` does, and IllegalMove.
        """
        current = await self._access.check(member, conversation_id, command)
        named = replace(command, agent=_as_agent(current))
        return await self._conversations.execute(conversation_id, named)

    async def demand(
        self, member: StaffMember, conversation_id: str, command: c.StaffCommand
    ) -> None:
        """Raises what executing the command now would; changes nothing."""
        await self._access.check(member, conversation_id, command)
        decide(await self._conversations.store.load(conversation_id), command, self._clock())

    async def transfer(
        self,
        member: StaffMember,
        conversation_id: str,
        *,
        client_id: str,
        to: str | None = None,
        team: str | None = None,
        note: str | None = None,
    ) -> Committed:
        """Hands on to the member `to` or to a team, with a note for staff. If `to` has a free slot
        it is held, and the customer sees who comes; otherwise the conversation waits in the
        queue. A resend with the same `client_id` is answered like the first.

        Raises:
            NotFound: nobody on the staff has that id.
            InvalidInput: `transfer_target`, the account is disabled or only invited, no team is called that, or
                neither or both are named.
            IllegalMove: the conversation is not the member's.
        """
        current = await self._access.allowed(member, "transfer")
        if team is not None and team not in await self._floor.teams():
            raise InvalidInput("transfer_target", "There is no such team")
        colleague = await self._colleague(to) if to is not None else None
        command = c.Transfer(
            agent=_as_agent(current),
            client_id=client_id,
            to=_as_agent(colleague) if colleague else None,
            team=team,
            note=note,
        )
        if colleague is None:
            return await self._conversations.execute(conversation_id, command)
        async with self._one_transfer, self._conversations.store.routing_turn(wait=True):
            if await self._is_free(colleague):
                command = replace(command, hold_until=self._clock() + self._rules.offer_for)
            return await self._conversations.execute(conversation_id, command)

    async def _is_free(self, member: StaffMember) -> bool:
        """Whether the member could be offered a chat now."""
        try:
            colleague = (await self._floor.present()).get(member.id)
        except CacheDown:
            log.warning("presence.unreachable")
            return False
        return (
            colleague is not None and colleague.free > 0 and colleague.free_since <= self._clock()
        )

    async def _colleague(self, staff_id: str) -> StaffMember:
        colleague = await self._staff.get(staff_id)
        if colleague.disabled or not colleague.joined:
            raise InvalidInput("transfer_target", "Nobody comes in by that account")
        return colleague

    async def colleagues(self, member: StaffMember) -> Sequence[Present]:
        """Everybody on the staff who is not disabled, and whether they are online. Raises
        NotAllowed: the member is disabled."""
        await self._access.current(member)
        return await self._floor.everyone()

    async def set_available(self, member: StaffMember, *, available: bool) -> StaffMember:
        """Whether new chats may be offered to the member from now on. Raises NotAllowed: the member
        is disabled."""
        current = await self._access.current(member)
        return await self._availability.choose(current.id, available=available)


def _as_agent(member: StaffMember) -> c.Agent:
    return c.Agent(id=member.id, names=member.names, portrait=member.portrait)
