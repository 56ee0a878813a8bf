"""Pictures of the staff: made small, kept, shown to whoever has their address, and taken away again.

Customers see them beside the agent's name. The address has a key that nobody guesses and that is not the
member's id; it ends with the picture.
"""

from collections.abc import Callable

import structlog

from handoff.domain.people import StaffMember
from handoff.services.inspection import Inspection
from handoff.services.ports.portraits import PortraitPainter, PortraitStore
from handoff.services.signals import MemberChanged, Signal

log = structlog.get_logger()


class Portraits:
    """Tells every change to all consoles of the member."""

    def __init__(
        self,
        store: PortraitStore,
        painter: PortraitPainter,
        inspection: Inspection,
        new_key: Callable[[], str],
        publish: Callable[[Signal], None],
    ) -> None:
        self._store = store
        self._painter = painter
        self._inspection = inspection
        self._new_key = new_key
        self._publish = publish

    async def show(self, member: StaffMember, content: bytes) -> StaffMember:
        """Customers see the member so from now on.

        Raises:
            InvalidInput: what the bytes are, or `file_infected`.
            NotFound: the account was disabled a moment ago.
            ScannerDown: and nothing has changed.
        """
        portrait = await self._inspection.of(content, self._painter.portrait)
        return self._changed(await self._store.put(member.id, portrait, self._new_key()))

    async def take_away(self, member: StaffMember) -> StaffMember:
        """Nobody sees the picture any more, and its address opens nothing."""
        return self._changed(await self._store.remove(member.id))

    async def open(self, key: str) -> bytes:
        """Raises NotFound."""
        return await self._store.content(key)

    def _changed(self, member: StaffMember) -> StaffMember:
        log.info("portrait.changed", staff_id=member.id, shown=member.portrait is not None)
        self._publish(MemberChanged(member=member))
        return member
