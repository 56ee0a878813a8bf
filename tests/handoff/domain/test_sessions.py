"""When a session of the staff ends, and why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handoff.domain.sessions import SessionTimes, StaffSession

NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)
TIMES = SessionTimes(idle=timedelta(hours=12), longest=timedelta(days=14))
SESSION = StaffSession(id="s1", staff_id="m1", opened_at=NOON, seen_at=NOON, browser="Firefox")


def test_a_session_lasts_while_its_person_is_seen() -> None:
    """Up to the last moment before the idle end, counted from the last sign."""
    seen = replace(SESSION, seen_at=NOON + timedelta(hours=11))
    last = timedelta(hours=12, microseconds=-1)
    assert SESSION.end(TIMES, NOON + last) is None
    assert seen.end(TIMES, seen.seen_at + last) is None


@pytest.mark.parametrize(
    ("session", "after", "reason"),
    [
        (SESSION, timedelta(hours=12), "idle"),
        (replace(SESSION, seen_at=NOON + timedelta(days=14)), timedelta(days=14), "expired"),
        (replace(SESSION, ended="signed_out"), timedelta(0), "signed_out"),
        (replace(SESSION, disabled=True), timedelta(0), "disabled"),
        (replace(SESSION, ended="role_changed", disabled=True), timedelta(days=30), "role_changed"),
    ],
)
def test_a_session_ends_for_a_reason(session: StaffSession, after: timedelta, reason: str) -> None:
    """By its time or by somebody's hand; what ended it first is what the console says."""
    assert session.end(TIMES, NOON + after) == reason
