"""Lists of conversations: inboxes, the queue, the archive."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from handoff.domain.conversation.brief import Brief
from handoff.domain.conversation.ratings import MarkKind
from handoff.domain.language import Language
from handoff.domain.permissions import Sight

ListName = Literal["queue", "tickets", "all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page of a list ended: what it is sorted by, as a number, and the id there."""

    key: int
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some of a list, in its order. `rest` is where the next page begins, None if it was all."""

    briefs: Sequence[Brief]
    rest: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Top:
    """Where an inbox begins: all that is the member's, who waits for a person, open tickets, and
    what has changed last. `cursor` is where changes go on from."""

    cursor: int
    mine: Sequence[Brief]
    queue: Page
    tickets: Page
    latest: Page

    @property
    def briefs(self) -> Sequence[Brief]:
        """All of it in that order, each once."""
        parts = (self.mine, self.queue.briefs, self.tickets.briefs, self.latest.briefs)
        return list({brief.id: brief for part in parts for brief in part}.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Conversations that have changed, each as it is now. `next` is where to go on at once, None
    if these are all; a reader of all pages goes on later from the first page's `horizon`."""

    briefs: Sequence[Brief]
    horizon: int
    next: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What a supervisor looks for; None means any. `after` is where the page before ended."""

    owner: str | None = None
    language: Language | None = None
    agent_id: str | None = None
    mark: MarkKind | None = None
    words: str | None = None
    after: Place | None = None
    limit: int = 50


class ConversationLists(Protocol):
    """What lists show, read without whole states."""

    async def horizon(self) -> int:
        """The cursor of now: whatever is not in a list read later is among the changes after it."""
        ...

    async def changes(self, after: int, limit: int) -> Changes:
        """What has changed since the cursor `after`, closed ones too, in the order of the changes;
        some of it may have come before.

        Raises:
            StrangeCursor: it is not of this database.
        """
        ...

    async def top(self, agent_id: str, limit: int, sight: Sight | None = None) -> Top:
        """Where the agent's inbox begins: `limit` of each list, and all that is theirs. What is out
        of `sight` is left out; None leaves nothing out."""
        ...

    async def page(
        self, name: ListName, after: Place | None, limit: int, sight: Sight | None = None
    ) -> Page:
        """A page of one list, as far as it is in `sight`: the queue in the order in which it is served, open
        tickets by number, or all that are not closed, most recently changed first."""
        ...

    async def search(self, search: Search) -> Page:
        """Most recently changed first."""
        ...
