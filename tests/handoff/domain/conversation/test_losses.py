"""Why a conversation loses its agent: connection, sign-out, end of the day, account."""

from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from handoff.domain.conversation.events import LossCause
from handoff.domain.conversation.losses import cause_of_loss
from handoff.domain.people import Names, StaffMember
from handoff.domain.sessions import EndReason
from handoff.domain.shop.business_hours import BusinessHours, Interval, opening_state

TEHRAN = ZoneInfo("Asia/Tehran")
MONDAY = datetime(2026, 11, 30, tzinfo=TEHRAN)
SARA = StaffMember(
    id="17",
    email="sara@books.example",
    names=Names(en="Sara"),
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


@pytest.mark.parametrize(
    ("member", "ended", "hour", "expected"),
    [
        (SARA, None, 10, "connection"),
        (SARA, None, 19, "connection"),
        (SARA, "idle", 19, None),  # the browser was closed in the evening
        (SARA, "ended", 10, None),
        (SARA, "expired", 10, None),
        (replace(SARA, available=False), None, 10, "away"),
        (replace(SARA, available=False), "idle", 10, "away"),
        (replace(SARA, available=False, missed=3), None, 10, "connection"),
        (SARA, "signed_out", 10, "signed_off"),
        (SARA, "signed_out", 13, "signed_off"),  # the desk opens again at two
        (SARA, "signed_out", 19, "day_over"),
        (replace(SARA, disabled=True), "signed_out", 19, "disabled"),
    ],
)
def test_the_cause_is_what_is_known(
    member: StaffMember, ended: EndReason | None, hour: int, expected: LossCause | None
) -> None:
    """Customers read that somebody is gone for the day only where the desk opens no more that day, and
    of a broken connection only while the agent is logged in."""
    opening = opening_state(HOURS, MONDAY.replace(hour=hour))
    assert cause_of_loss(member, opening, ended) == expected


def test_a_desk_that_never_opens_again_is_over_too() -> None:
    """Without an opening within the horizon, no time of this day is left."""
    never = opening_state(replace(HOURS, week={}), MONDAY)
    assert cause_of_loss(SARA, never, "signed_out") == "day_over"
