"""Sessions of the staff: how long they last, and why they end."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

EndReason = Literal[
    "signed_out",  # by the member, in this browser
    "ended",  # by the member from another browser, or by an operator
    "idle",  # nobody was at the console
    "expired",
    "password_changed",
    "second_factor_changed",
    "role_changed",
    "disabled",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionTimes:
    """A session ends `idle` after the last sign of its person, and `longest` after it began."""

    idle: timedelta
    longest: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffSession:
    """One browser in which a member has logged in. `id` is no secret; the browser's token is."""

    id: str
    staff_id: str
    opened_at: datetime
    seen_at: datetime  # the last sign of its person
    browser: str  # as it calls itself
    ended: EndReason | None = None  # unless by the time alone
    disabled: bool = False  # the member's account is

    def end(self, times: SessionTimes, now: datetime) -> EndReason | None:
        """Why the session has ended, or None while it lasts."""
        if self.ended is not None:
            return self.ended
        if self.disabled:
            return "disabled"
        if now >= self.opened_at + times.longest:
            return "expired"
        if now >= self.seen_at + times.idle:
            return "idle"
        return None
