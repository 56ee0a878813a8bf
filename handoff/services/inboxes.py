"""The lists of conversations: an agent's inbox by a cursor, a supervisor's archive by pages."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from handoff.domain.people import StaffMember
from handoff.services.access import Access
from handoff.services.errors import StrangeCursor
from handoff.services.ports.lists import (
    Changes,
    ConversationLists,
    ListName,
    Page,
    Place,
    Search,
    Top,
)
from handoff.services.ports.people import StaffStore

PAGE = 50  # conversations of one list; more than a screen shows
CHANGES_PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxPart:
    """What a member's console learns of the list: its top, or what has changed; and the ids of
    changed conversations that are `out_of_sight` of the member, now if not before."""

    member: StaffMember
    found: Top | Changes
    out_of_sight: Sequence[str] = ()


class Inboxes:
    def __init__(self, lists: ConversationLists, staff: StaffStore, access: Access) -> None:
        self._lists = lists
        self._staff = staff
        self._access = access

    async def inbox(self, member: StaffMember, cursor: int | None) -> InboxPart:
        """What has changed in the list of conversations since `cursor`, a page of it; the top of
        the list without a cursor, or with one that is not of this database.

        Raises:
            NotAllowed: the member is disabled.
        """
        current = await self._access.current(member)
        if cursor is not None:
            with suppress(StrangeCursor):
                return await self._changes(current, cursor)
        sight = await self._access.sight_of(current)
        return InboxPart(member=current, found=await self._lists.top(current.id, PAGE, sight))

    async def _changes(self, member: StaffMember, cursor: int) -> InboxPart:
        changes = await self._lists.changes(cursor, CHANGES_PAGE)
        seen, others = await self._access.seen_by(member, changes.briefs)
        return InboxPart(member=member, found=replace(changes, briefs=seen), out_of_sight=others)

    async def more(self, member: StaffMember, name: ListName, after: Place) -> Page:
        """The next page of one of the inbox's lists. Raises NotAllowed: the member is disabled."""
        current = await self._access.current(member)
        await self._access.note(current, "list", name)
        return await self._lists.page(name, after, PAGE, await self._access.sight_of(current))

    async def search(self, member: StaffMember, search: Search) -> Page:
        """Raises NotAllowed unless the member may search."""
        current = await self._access.allowed(member, "search")
        await self._access.note(current, "search", _told(search))
        return await self._lists.search(search)

    async def everyone(self, member: StaffMember) -> Sequence[StaffMember]:
        """All who work here or did, by name. Raises NotAllowed: the member is disabled."""
        await self._access.current(member)
        return [person for person in await self._staff.everyone() if person.joined]


def _told(search: Search) -> str:
    """What was looked for, as the audit keeps it."""
    named = {
        "owner": search.owner,
        "language": search.language,
        "agent": search.agent_id,
        "mark": search.mark,
        "words": search.words,
    }
    return " ".join(f"{name}={value}" for name, value in named.items() if value) or "everything"
