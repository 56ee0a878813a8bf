"""Pictures of the staff need this from outside: somebody who makes them, and a place to keep them."""

from typing import Protocol

from handoff.domain.people import StaffMember


class PortraitPainter(Protocol):
    async def portrait(self, content: bytes) -> bytes:
        """A small square WebP of the middle of the picture, without anything behind it.

        Raises:
            InvalidInput: `portrait_kind`, `file_kind`, `file_polyglot`, `file_broken` or `picture_large`.
        """
        ...


class PortraitStore(Protocol):
    """One picture for each member, under a key that stays while they have one."""

    async def put(self, staff_id: str, content: bytes, new_key: str) -> StaffMember:
        """The member after it; `new_key` is taken by somebody without a picture so far. Raises NotFound:
        nobody has that id, or the account is disabled."""
        ...

    async def remove(self, staff_id: str) -> StaffMember:
        """The member after it, whether they had a picture or not. Raises NotFound."""
        ...

    async def content(self, key: str) -> bytes:
        """Raises NotFound."""
        ...
