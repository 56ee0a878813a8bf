"""The only way of the staff to conversations and customers.

Every call asks for the member as they are now, asks the table of rights (`domain/permissions.py`)
and, where the matter is not the member's own, leaves an entry in the audit.
"""

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from handoff.domain.conversation.brief import Brief
from handoff.domain.conversation.commands import StaffCommand
from handoff.domain.conversation.state import Conversation
from handoff.domain.errors import NotAllowed
from handoff.domain.people import Customer, StaffMember
from handoff.domain.permissions import (
    Action,
    Matter,
    Sight,
    Teams,
    Visibility,
    action_of,
    matter_of,
    may,
    reach_of,
    require,
    sight_of,
)
from handoff.services.ports.audit import ReadKind
from handoff.services.ports.conversations import ConversationStore
from handoff.services.ports.customers import CustomerStore
from handoff.services.ports.people import StaffStore
from handoff.services.read_audit import ReadAudit

# A member who joins or leaves a team sees more or less within this.
TEAMS_SECONDS = 1.0


class TeamMap:
    """Tells which teams each member is in, looked up only where teams are kept apart."""

    def __init__(self, staff: StaffStore, visibility: Visibility) -> None:
        self.visibility = visibility
        self._staff = staff
        self._members: Mapping[str, StaffMember] = {}
        self._teams: Teams = {}
        self._until = 0.0

    async def look(self, reader: StaffMember | None = None) -> Teams | None:
        """The teams of everybody, a second old at most and up to date with the `reader`, as they are
        now; None where everybody sees everything."""
        if self.visibility == "everyone":
            return None
        changed = reader is not None and self._teams.get(reader.id) != reader.teams
        if changed or time.monotonic() >= self._until:
            everyone = await self._staff.everyone()
            self._members = {member.id: member for member in everyone}
            self._teams = {member.id: member.teams for member in everyone}
            self._until = time.monotonic() + TEAMS_SECONDS
        return self._teams

    def member(self, staff_id: str) -> StaffMember | None:
        """The member as of the last look."""
        return self._members.get(staff_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCustomer:
    """A customer, and those of their conversations that the reader may read, newest first."""

    customer: Customer
    conversations: Sequence[Conversation]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What some of the staff, None: all, see of changed conversations, and the ids of the others."""

    staff_ids: Sequence[str] | None
    seen: Sequence[Brief]
    out_of_sight: Sequence[str] = ()


class Access:
    def __init__(
        self,
        store: ConversationStore,
        customers: CustomerStore,
        staff: StaffStore,
        teams: TeamMap,
        audit: ReadAudit,
    ) -> None:
        self._store = store
        self._customers = customers
        self._staff = staff
        self._teams = teams
        self._audit = audit

    @property
    def keeps_apart(self) -> bool:
        """Whether there is anything that not everybody on the staff may see."""
        return self._teams.visibility == "team"

    async def current(self, member: StaffMember) -> StaffMember:
        """The member as they are now: a socket may outlive the role that opened it.

        Raises:
            NotAllowed: the account is disabled.
        """
        current = await self._staff.get(member.id)
        if current.disabled:
            raise NotAllowed("not_allowed", "This account is disabled")
        return current

    async def allowed(self, member: StaffMember, action: Action) -> StaffMember:
        """The member as they are now. Raises NotAllowed unless they may do `action` at all."""
        current = await self.current(member)
        require(current, action)
        return current

    async def conversation_for(
        self, member: StaffMember, conversation_id: str, *, to_read: bool = True
    ) -> Conversation:
        """The conversation, which the member is going to read; without `to_read` they only do
        something in it, and nothing of it is shown.

        Raises:
            NotAllowed: it is out of the member's sight, or the account is disabled.
            NotFound: no such conversation.
        """
        current = await self.current(member)
        state = await self._store.load(conversation_id)
        matter = matter_of(state, await self._teams.look(current))
        require(current, "read", matter)
        if to_read and not _is_theirs(current, matter):
            await self._audit.note(current.id, "conversation", state.id, matter.holder)
        return state

    async def check(
        self, member: StaffMember, conversation_id: str, command: StaffCommand
    ) -> StaffMember:
        """The member as they are now, if the table grants them the command; whether the conversation
        allows it is decided with its commit.

        Raises as `conversation_for`.
        """
        current, action = await self.allowed(member, action_of(command)), action_of(command)
        if reach_of(current.role, action) in {"own", "offered"}:
            return current  # what is theirs is in sight
        teams = await self._teams.look(current)
        if sight_of(current, teams) is not None:
            require(current, "read", matter_of(await self._store.load(conversation_id), teams))
        return current

    async def customer_for(self, member: StaffMember, customer_id: str) -> KnownCustomer:
        """The customer, if the member may read any of their conversations.

        Raises:
            NotAllowed: the member may read none of them, or the account is disabled.
            NotFound: no such customer.
        """
        current = await self.current(member)
        customer = await self._customers.get(customer_id)
        found = await self._store.all_of(customer_id)
        teams = await self._teams.look(current)
        matters = {state.id: matter_of(state, teams) for state in found}
        seen = [state for state in found if may(current, "read", matters[state.id])]
        if found and not seen:
            raise NotAllowed("not_allowed", "Other teams talk with this customer")
        if not any(_is_theirs(current, matter) for matter in matters.values()):
            await self._audit.note(current.id, "customer", customer_id)
        return KnownCustomer(customer=customer, conversations=seen)

    async def customer_to(
        self, action: Action, member: StaffMember, customer_id: str
    ) -> StaffMember:
        """The member as they are now, if they may do `action` to the customer, and so to each of the
        customer's conversations.

        Raises:
            NotAllowed: they may not, or some conversation is out of their sight.
        """
        current = await self.allowed(member, action)
        teams = await self._teams.look(current)
        for state in await self._store.all_of(customer_id):
            require(current, action, matter_of(state, teams))
        return current

    async def sight_of(self, member: StaffMember) -> Sight | None:
        """What of lists the member, as they are now, may see; None: everything."""
        return sight_of(member, await self._teams.look(member))

    async def seen_by(
        self, member: StaffMember, briefs: Sequence[Brief]
    ) -> tuple[list[Brief], list[str]]:
        """Those of `briefs` that the member, as they are now, may see, and the ids of the others."""
        teams = await self._teams.look(member)
        seen = [brief for brief in briefs if may(member, "read", matter_of(brief, teams))]
        ids = {brief.id for brief in seen}
        return seen, [brief.id for brief in briefs if brief.id not in ids]

    async def shares(
        self, staff_ids: Callable[[], Iterable[str]], briefs: Sequence[Brief]
    ) -> Sequence[Share]:
        """How news is shared out among `staff_ids`, who are asked for once nothing is waited for any
        more: whoever comes later loads the list by themselves."""
        teams = await self._teams.look()
        if teams is None:
            return [Share(staff_ids=None, seen=briefs)]
        matters = [(brief, matter_of(brief, teams)) for brief in briefs]
        readers: dict[frozenset[str], list[str]] = {}
        for staff_id in staff_ids():
            readers.setdefault(self._seen_by(staff_id, matters), []).append(staff_id)
        return [
            Share(
                staff_ids=who,
                seen=[brief for brief in briefs if brief.id in seen],
                out_of_sight=[brief.id for brief in briefs if brief.id not in seen],
            )
            for seen, who in readers.items()
        ]

    def _seen_by(self, staff_id: str, matters: Iterable[tuple[Brief, Matter]]) -> frozenset[str]:
        member = self._teams.member(staff_id)
        if member is None:
            return frozenset()
        return frozenset(brief.id for brief, matter in matters if may(member, "read", matter))

    async def shut_out(self, state: Conversation, readers: Collection[str]) -> frozenset[str]:
        """Those of the members `readers` who may not read the conversation as it is now."""
        if not readers or (teams := await self._teams.look()) is None:
            return frozenset()
        matter = matter_of(state, teams)
        members = {staff_id: self._teams.member(staff_id) for staff_id in readers}
        return frozenset(
            staff_id
            for staff_id, member in members.items()
            if member is None or not may(member, "read", matter)
        )

    async def note(self, member: StaffMember, kind: ReadKind, subject: str) -> None:
        """The member looks through many conversations at once."""
        await self._audit.note(member.id, kind, subject)


def _is_theirs(member: StaffMember, matter: Matter) -> bool:
    return member.id in {matter.holder, matter.served_by}
