"""Notes which conversations and customers members of the staff read that are not their own.

Reading must stay quick, so entries are collected and written together, about once a second. A
gateway that is killed loses the last second of them; one that stops writes them first. A
member who keeps looking at the same thing is noted once in ten minutes, not with every page.
"""

import asyncio
from datetime import datetime, timedelta

import structlog

from handoff.services.ports.audit import AuditedRead, AuditTrail, ReadKind
from handoff.services.ports.clock import Clock

log = structlog.get_logger()

# A reader who comes back to the same thing within this time goes on reading.
ONE_LOOK = timedelta(minutes=10)

# Entries that wait for the next write; a reader who finds so many writes them first.
WAITING = 1000

FORGET_EVERY = timedelta(hours=1)


class ReadAudit:
    """`kept` is how long entries are kept."""

    def __init__(self, trail: AuditTrail, clock: Clock, kept: timedelta) -> None:
        self._trail = trail
        self._clock = clock
        self._kept = kept
        self._waiting: list[AuditedRead] = []
        self._looks: dict[tuple[str, ReadKind, str], datetime] = {}
        self._writing = asyncio.Lock()
        self._forgot_at: datetime | None = None

    async def note(
        self, staff_id: str, kind: ReadKind, subject: str, holder: str | None = None
    ) -> None:
        """Collects an entry. Once too many wait, it writes them first and raises what writing raises:
        nothing is read that cannot be audited."""
        now, look = self._clock(), (staff_id, kind, subject)
        before = self._looks.get(look)
        if before is not None and now - before < ONE_LOOK:
            return
        if len(self._waiting) >= WAITING:
            await self.flush()
        self._looks[look] = now
        self._waiting.append(
            AuditedRead(at=now, staff_id=staff_id, kind=kind, subject=subject, holder=holder)
        )

    async def run_once(self) -> None:
        """Writes what waits and, once in a while, drops what has been kept long enough."""
        await self.flush()
        now = self._clock()
        self._looks = {look: at for look, at in self._looks.items() if now - at < ONE_LOOK}
        if self._forgot_at is None or now - self._forgot_at >= FORGET_EVERY:
            await self._trail.forget(now - self._kept)
            self._forgot_at = now

    async def close(self) -> None:
        """Writes the last entries, if they can be written: there is nowhere else to put them."""
        try:
            await self.flush()
        except Exception:
            log.exception("audit.lost", entries=len(self._waiting))

    async def flush(self) -> None:
        """Writes what waits; what could not be written waits on."""
        async with self._writing:
            batch = self._waiting[:]
            if batch:
                await self._trail.append(batch)
                del self._waiting[: len(batch)]
