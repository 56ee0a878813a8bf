"""Why a conversation loses its agent: connection, sign-out, end of the day, account."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from handoff.domain.conversation.events import LossCause
from handoff.domain.conversation.losses import cause_of_loss, signed_off
from handoff.domain.people import StaffMember
from handoff.domain.sessions import EndReason, SessionTimes, StaffSession
from handoff.domain.shop.business_hours import BusinessHours, Interval, opening_state

TEHRAN = ZoneInfo("Asia/Tehran")
MONDAY = datetime(2026, 11, 30, tzinfo=TEHRAN)
TIMES = SessionTimes(idle=timedelta(hours=8), longest=timedelta(days=7))
SARA = StaffMember(
    id="17",
    email="sara@books.example",
    name="Sara",
    role="agent",
    capacity=4,
    available=True,
    disabled=False,
)
# With a break at noon; closed from Tuesday on.
HOURS = BusinessHours(
    zone=TEHRAN,
    week={
        0: (
            Interval(opens=time(9), closes=time(12)),
            Interval(opens=time(14), closes=time(18)),
        )
    },
    holidays={},
)


def session(ended: EndReason | None = None, seen: datetime = MONDAY) -> StaffSession:
    return StaffSession(
        id="1", staff_id="17", opened_at=MONDAY, seen_at=seen, browser="B", ended=ended
    )


@pytest.mark.parametrize(
    ("sessions", "expected"),
    [
        ([], False),
        ([session("signed_out")], True),
        ([session("signed_out"), session()], False),  # still in another browser
        ([session("signed_out"), session(seen=MONDAY - timedelta(hours=9))], True),
        ([session("idle"), session("signed_out")], False),
        ([session("role_changed")], False),
    ],
)
def test_who_signed_out_of_the_last_browser_has_signed_off(
    sessions: list[StaffSession], *, expected: bool
) -> None:
    """A session that timed out, or was ended by others, says nothing of what the member meant."""
    assert signed_off(sessions, TIMES, MONDAY + timedelta(minutes=1)) is expected


@pytest.mark.parametrize(
    ("member", "signed_out", "hour", "expected"),
    [
        (SARA, False, 10, "connection"),
        (replace(SARA, available=False), False, 10, "away"),
        (replace(SARA, available=False, missed=3), False, 10, "connection"),
        (SARA, True, 10, "signed_off"),
        (SARA, True, 13, "signed_off"),  # the desk opens again at two
        (SARA, True, 19, "day_over"),
        (replace(SARA, disabled=True), True, 19, "disabled"),
    ],
)
def test_the_cause_is_what_is_known(
    member: StaffMember, *, signed_out: bool, hour: int, expected: LossCause
) -> None:
    """Customers read that somebody is gone for the day only where the desk opens no more that day."""
    opening = opening_state(HOURS, MONDAY.replace(hour=hour))
    assert cause_of_loss(member, opening, signed_off=signed_out) == expected


def test_a_desk_that_never_opens_again_is_over_too() -> None:
    """Without an opening within the horizon, no time of this day is left."""
    never = opening_state(replace(HOURS, week={}), MONDAY)
    assert cause_of_loss(SARA, never, signed_off=True) == "day_over"
