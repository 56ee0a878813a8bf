"""Links in mails that lead a customer back without a login: to rate what was closed, to go on talking, or to save the
copy of their data. Pure.

A link names its conversation, what it is for and when it ends, signed under the installation's secret; nothing is
kept of it. Whoever has it may do that one thing. Opening it changes nothing, because mail servers open links too.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from handoff.domain.conversation.ratings import RATED_WITHIN
from handoff.domain.data_requests import COPY_LIFE
from handoff.domain.errors import NotAllowed
from handoff.domain.people import Customer

LinkPurpose = Literal["rate", "talk", "copy"]

LINK_LIFE: dict[LinkPurpose, timedelta] = {
    "rate": RATED_WITHIN,
    "talk": timedelta(days=14),
    "copy": COPY_LIFE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerLink:
    """`closing` is the event that is rated, 0 for other links. A link to talk or to a copy is the customer's to whom
    it was mailed: it ends early when the conversation has become another customer's, and when the customer's links have been
    revoked more often than `revocations`. `ends` is in Unix seconds."""

    purpose: LinkPurpose
    conversation_id: str
    closing: int = 0
    customer_id: str = ""
    revocations: int = 0
    ends: int


def new_link(
    purpose: LinkPurpose,
    conversation_id: str,
    since: datetime,
    *,
    closing: int = 0,
    customer: Customer | None = None,
) -> CustomerLink:
    """Lives from `since` on: made again from the same facts, it is the same link. One to talk or to a copy is
    `customer`'s."""
    return CustomerLink(
        purpose=purpose,
        conversation_id=conversation_id,
        closing=closing,
        customer_id=customer.id if customer else "",
        revocations=customer.link_revocations if customer else 0,
        ends=int((since + LINK_LIFE[purpose]).timestamp()),
    )


def demand_good(
    link: CustomerLink, purpose: LinkPurpose, customer: Customer, now: datetime
) -> None:
    """`customer` is whose the conversation is now. Raises NotAllowed: `link_invalid` for a link that is for something
    else, `link_expired`."""
    if link.purpose != purpose:
        raise forged_link()
    mailed_to = (link.customer_id, link.revocations)
    over = purpose != "rate" and mailed_to != (customer.id, customer.link_revocations)
    if over or link.ends <= now.timestamp():
        raise NotAllowed("link_expired", "This link has expired")


def forged_link() -> NotAllowed:
    """The refusal of a link that was not signed here, or not for this."""
    return NotAllowed("link_invalid", "This link was not made here")
