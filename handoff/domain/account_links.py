"""Links by mail that let a member of the staff choose a password: once, and for a while. Pure.

A link is made of an id and a signature under the installation's secret. Only the id is kept, so a
leaked table opens no account.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from handoff.domain.deliveries import Delivery
from handoff.domain.errors import NotAllowed
from handoff.domain.language import Language
from handoff.domain.people import StaffMember

Purpose = Literal["invitation", "password_reset"]

LIFE: dict[Purpose, timedelta] = {
    "invitation": timedelta(days=7),
    "password_reset": timedelta(hours=1),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLink:
    """`used_at` is also set when a newer link, or a password that was chosen, has made it void."""

    id: str
    purpose: Purpose
    staff_id: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        return self.used_at is None and now < self.expires_at


def new_link(link_id: str, purpose: Purpose, member: StaffMember, now: datetime) -> AccountLink:
    return AccountLink(
        id=link_id,
        purpose=purpose,
        staff_id=member.id,
        created_at=now,
        expires_at=now + LIFE[purpose],
    )


def mail_of(
    link: AccountLink, delivery_id: str, member: StaffMember, language: Language
) -> Delivery:
    """The mail that brings the link to the member. It is of no use longer than the link is."""
    return Delivery(
        id=delivery_id,
        kind=link.purpose,
        to=member.email,
        language=language,
        state="waiting",
        due_at=link.created_at,
        expires_at=link.expires_at,
        created_at=link.created_at,
        link_id=link.id,
    )


def invalid_link() -> NotAllowed:
    """One refusal for all: forged, unknown, used, replaced, expired, of a disabled account."""
    return NotAllowed("link_invalid", "This link has been used, replaced, or has expired")
