"""Why a conversation loses its agent: what the customer and colleagues read of it."""

from collections.abc import Sequence
from datetime import datetime

from handoff.domain.conversation.events import LossCause
from handoff.domain.people import StaffMember
from handoff.domain.sessions import SessionTimes, StaffSession
from handoff.domain.shop.business_hours import OpeningState


def signed_off(sessions: Sequence[StaffSession], times: SessionTimes, now: datetime) -> bool:
    """Whether a member with these sessions, the last seen first, has signed out everywhere. A member
    whose last session timed out has not: nobody knows what they meant."""
    lasting = any(session.end(times, now) is None for session in sessions)
    return not lasting and bool(sessions) and sessions[0].ended == "signed_out"


def cause_of_loss(member: StaffMember, opening: OpeningState, *, signed_off: bool) -> LossCause:
    """Why a member is gone whose console was not seen for the grace period. Members whom missed
    offers have set away did not leave by choice."""
    if member.disabled:
        return "disabled"
    if signed_off:
        return "day_over" if _day_is_over(opening) else "signed_off"
    return "connection" if member.available or member.missed else "away"


def _day_is_over(opening: OpeningState) -> bool:
    if opening.open_now:
        return False
    return opening.opens_at is None or opening.opens_at.date() > opening.now.date()
