"""Why a conversation loses its agent: what the customer and colleagues read of it."""

from handoff.domain.conversation.events import LossCause
from handoff.domain.people import StaffMember
from handoff.domain.sessions import EndReason
from handoff.domain.shop.business_hours import OpeningState


def cause_of_loss(
    member: StaffMember, opening: OpeningState, ended: EndReason | None
) -> LossCause | None:
    """Why a member is gone whose console was not seen for the grace period, as far as it is known.
    `ended` is why the session has ended in which they were seen last, or None while it lasts. Members
    whom missed offers have set away did not leave by choice."""
    if member.disabled:
        return "disabled"
    if ended == "signed_out":
        return "day_over" if _day_is_over(opening) else "signed_off"
    if not (member.available or member.missed):
        return "away"
    return "connection" if ended is None else None


def _day_is_over(opening: OpeningState) -> bool:
    if opening.open_now:
        return False
    return opening.opens_at is None or opening.opens_at.date() > opening.now.date()
