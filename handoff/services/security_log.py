"""Notes what happens to the staff's accounts: in the log of the gateway, and in a record that is kept.

Neither has an address, a password, a code, or what was typed as an account that does not exist: people
type passwords there. Somebody who fails very often fills no disk: beyond some entries a minute the
record has their number alone.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from handoff.domain.people import StaffMember
from handoff.services.ports.clock import Clock
from handoff.services.ports.limits import Caller
from handoff.services.ports.security_log import (
    ANYBODY,
    MEMBER,
    SecurityEntry,
    SecurityEvent,
    SecurityTrail,
)

log = structlog.get_logger()

FAILURES_A_MINUTE = 300
MINUTE = timedelta(minutes=1)

# Somebody who is slowed down and goes on is noted once in a while.
ONE_SLOWDOWN = timedelta(minutes=10)
SLOWDOWNS_REMEMBERED = 10_000

_FAILURES = {"login_failed", "code_failed", "slowed_down"}


class SecurityLog:
    """`conceal` makes a name of a network that tells nobody which one it is; None where no requests
    come in."""

    def __init__(
        self,
        trail: SecurityTrail,
        clock: Clock,
        conceal: Callable[[str], str] | None = None,
        kept: timedelta | None = None,
    ) -> None:
        self._trail = trail
        self._clock = clock
        self._conceal = conceal
        self._kept = kept
        self._minute: datetime | None = None
        self._failures = 0
        self._slowdowns: dict[tuple[str | None, str | None], datetime] = {}

    async def note(
        self,
        event: SecurityEvent,
        member: StaffMember | None,
        *,
        by: str = MEMBER,
        caller: Caller | None = None,
        detail: str | None = None,
    ) -> None:
        """Raises what writing raises."""
        entry = SecurityEntry(
            at=self._clock(),
            event=event,
            staff_id=member.id if member is not None else None,
            by=ANYBODY if event in _FAILURES else by,
            network=self._network(caller),
            detail=detail,
        )
        if event == "slowed_down" and self._goes_on(entry):
            return
        _tell(entry)
        if event not in _FAILURES or await self._has_room(entry.at):
            await self._trail.append(entry)

    async def forget(self) -> None:
        """Drops what was kept long enough."""
        if self._kept is not None:
            await self._trail.forget(self._clock() - self._kept)

    def _network(self, caller: Caller | None) -> str | None:
        if caller is None or self._conceal is None:
            return None
        return self._conceal(caller.network.name)

    def _goes_on(self, entry: SecurityEntry) -> bool:
        key = (entry.staff_id, entry.network)
        before = self._slowdowns.get(key)
        if before is not None and entry.at - before < ONE_SLOWDOWN:
            return True
        if len(self._slowdowns) >= SLOWDOWNS_REMEMBERED:
            self._slowdowns.clear()
        self._slowdowns[key] = entry.at
        return False

    async def _has_room(self, now: datetime) -> bool:
        """Whether the record takes one more failure; the first of a minute brings the number of those
        that it did not take in the minute before."""
        if self._minute is None or now - self._minute >= MINUTE:
            left_out = self._failures - FAILURES_A_MINUTE
            self._minute, self._failures = now, 0
            if left_out > 0:
                await self._trail.append(_left_out(now, left_out))
        self._failures += 1
        return self._failures <= FAILURES_A_MINUTE


def _left_out(at: datetime, number: int) -> SecurityEntry:
    return SecurityEntry(at=at, event="left_out", staff_id=None, by=ANYBODY, detail=str(number))


def _tell(entry: SecurityEntry) -> None:
    say = log.warning if entry.event in _FAILURES else log.info
    facts = {"staff_id": entry.staff_id or "unknown", "by": entry.by}
    more = {"network": entry.network, "detail": entry.detail}
    given = {name: value for name, value in more.items() if value is not None}
    say(f"security.{entry.event}", **facts, **given)
