"""What has changed in the inbox, for every console connected here.

A gateway follows the list of conversations as a console does: by a cursor, from the record. Signals
only say that it is time to look, so that one which is lost, or which was never sent because a
gateway died after its commit, costs a moment and nothing else.
"""

import asyncio

from handoff.domain.conversation.brief import Brief
from handoff.services.access import Access
from handoff.services.errors import StrangeCursor
from handoff.services.ports.lists import ConversationLists
from handoff.web.protocol.inbox import StaffItems
from handoff.web.socketio.push import Push
from handoff.web.views import list_items

# Changes go out together, for each push reaches every console. The first of them waits a moment: what
# hurries more (the ack, the bot's turn) goes ahead of it.
PAUSE_SECONDS = 0.25
MOMENT_SECONDS = 0.05

PAGE = 200


class InboxNews:
    """One look at a time: `run_once` from a loop that is nudged by commits."""

    def __init__(self, lists: ConversationLists, delivery: Push, access: Access) -> None:
        self._access = access
        self._lists = lists
        self._delivery = delivery
        self._cursor: int | None = None
        self._told_until = 0  # the cursor of the last push
        self._told: dict[str, Brief] = {}  # what the last look found: some of it is found again

    async def run_once(self) -> None:
        """Tells what is new, and rests."""
        if self._cursor is None:
            await self.begin()
            await self._push([], self._told_until)  # a console that came earlier notices the gap
        else:
            await asyncio.sleep(MOMENT_SECONDS)
            try:
                await self._look(self._cursor)
            except StrangeCursor:
                self._cursor = None
                return
        await asyncio.sleep(PAUSE_SECONDS - MOMENT_SECONDS)

    async def begin(self) -> None:
        """Tells from now on what changes. A gateway begins before its first console can come."""
        self._cursor = self._told_until = await self._lists.horizon()

    async def _look(self, cursor: int) -> None:
        found: dict[str, Brief] = {}
        settled, at = None, cursor
        while True:
            changes = await self._lists.changes(at, PAGE)
            settled = changes.horizon if settled is None else settled
            news = [brief for brief in changes.briefs if self._told.get(brief.id) != brief]
            found |= {brief.id: brief for brief in changes.briefs}
            if news:
                await self._push(news, self._told_until if changes.next else settled)
            if changes.next is None:
                break
            at = changes.next
        self._cursor, self._told = settled, found

    async def _push(self, news: list[Brief], cursor: int) -> None:
        """Each console is sent what its member may see, and all of them the cursors."""
        after, self._told_until = self._told_until, cursor
        for share in await self._access.shares(self._delivery.staff_here, news):
            push = StaffItems(
                after=after,
                cursor=cursor,
                items=list_items(share.seen),
                gone=list(share.out_of_sight),
            )
            self._delivery.tell_inboxes(push, share.staff_ids)
