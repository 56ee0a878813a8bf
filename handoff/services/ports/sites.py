"""The sites on whose pages the widget was seen: for administrators, to check that it is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

# The widget's script was fetched; a visitor has opened the chat, or come back to one.
Seen = Literal["loaded", "begun"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """When it was seen there last; None if that was never, or so long ago that it is forgotten."""

    origin: str
    loaded_at: datetime | None
    begun_at: datetime | None


class Sites(Protocol):
    async def saw(self, seen: Seen, origin: str, *, named: bool) -> None:
        """Sites that the shop's settings name are all kept; of others those seen least lately are
        forgotten when there are many. Raises CacheDown."""
        ...

    async def all(self) -> Sequence[Site]:
        """The latest first. Raises CacheDown."""
        ...
