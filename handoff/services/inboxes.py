"""The lists of conversations: an agent's inbox by a cursor, a supervisor's archive by pages."""

from collections.abc import Sequence
from contextlib import suppress

from handoff.domain.people import StaffMember
from handoff.domain.permissions import require
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
from handoff.services.staff import as_of_now

PAGE = 50  # conversations of one list; more than a screen shows
CHANGES_PAGE = 200


class Inboxes:
    def __init__(self, lists: ConversationLists, staff: StaffStore) -> None:
        self._lists = lists
        self._staff = staff

    async def inbox(
        self, member: StaffMember, cursor: int | None
    ) -> tuple[StaffMember, Top | Changes]:
        """The member as they are now, and what has changed in the list of conversations since
        `cursor`, a page of it; the top of the list without a cursor, or with one that is not of
        this database.

        Raises:
            NotAllowed: the member is disabled.
        """
        current = await as_of_now(self._staff, member)
        if cursor is not None:
            with suppress(StrangeCursor):
                return current, await self._lists.changes(cursor, CHANGES_PAGE)
        return current, await self._lists.top(member.id, PAGE)

    async def more(self, member: StaffMember, name: ListName, after: Place) -> Page:
        """The next page of one of the inbox's lists. Raises NotAllowed: the member is disabled."""
        await as_of_now(self._staff, member)
        return await self._lists.page(name, after, PAGE)

    async def search(self, member: StaffMember, search: Search) -> Page:
        """Raises NotAllowed unless the member may search."""
        require(member, "search")
        return await self._lists.search(search)

    async def everyone(self, member: StaffMember) -> Sequence[StaffMember]:
        """All who work here or did, by name. Raises NotAllowed unless the member may know."""
        require(member, "see_everyone")
        return await self._staff.everyone()
