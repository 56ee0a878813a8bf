"""Links by which a member of the staff chooses a password: once, and for a while. Pure.

A link is made of an id and a signature under the installation's secret. Only the id is kept, so a
leaked table opens no account.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from handoff.domain.deliveries import Delivery, DeliveryState
from handoff.domain.errors import NotAllowed
from handoff.domain.language import Language
from handoff.domain.people import StaffMember

Purpose = Literal["invitation", "password_reset"]

# What has made a link void before its time: its password was chosen, a newer link was made, or a
# colleague took the invitation back.
Ending = Literal["used", "replaced", "withdrawn"]
Closed = Literal[Ending, "expired"]

LIFE: dict[Purpose, timedelta] = {
    "invitation": timedelta(days=7),
    "password_reset": timedelta(hours=1),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLink:
    """`by` made it: a colleague's id, an operator, or anybody who has shown nothing. `language` is that
    of its mail and its page. `used_at` is when it was made void, by `ended`."""

    id: str
    purpose: Purpose
    staff_id: str
    by: str
    language: Language
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    ended: Ending | None = None

    def closed(self, now: datetime) -> Closed | None:
        """Why it lets nobody choose a password any more; None while it does."""
        if self.ended is not None:
            return self.ended
        return None if now < self.expires_at else "expired"

    def is_open(self, now: datetime) -> bool:
        return self.closed(now) is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A member who has no password yet, the newest link by which to choose one, and how its mail fares:
    None if the link goes from hand to hand. `error` is the code of the mail's last failure."""

    member: StaffMember
    link: AccountLink
    mail: DeliveryState | None = None
    error: str | None = None


def new_link(
    link_id: str,
    purpose: Purpose,
    member: StaffMember,
    now: datetime,
    *,
    by: str,
    language: Language,
) -> AccountLink:
    return AccountLink(
        id=link_id,
        purpose=purpose,
        staff_id=member.id,
        by=by,
        language=language,
        created_at=now,
        expires_at=now + LIFE[purpose],
    )


def mail_of(link: AccountLink, delivery_id: str, member: StaffMember) -> Delivery:
    """The mail that brings the link to the member. It is of no use longer than the link is."""
    return Delivery(
        id=delivery_id,
        kind=link.purpose,
        to=member.email,
        language=link.language,
        state="waiting",
        due_at=link.created_at,
        expires_at=link.expires_at,
        created_at=link.created_at,
        link_id=link.id,
    )


def forged_link() -> NotAllowed:
    """One refusal for all links that this installation has not made, or knows nothing of."""
    return NotAllowed("link_invalid", "This is not a link of ours")


def closed_link(link: AccountLink, why: Closed) -> NotAllowed:
    """Tells the holder of a link of ours why it is closed: their way on depends on it."""
    return NotAllowed("link_invalid", f"This link is {why}", {"why": why, "purpose": link.purpose})
