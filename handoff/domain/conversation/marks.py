"""Delivery and read marks: how far each side of a conversation has got. Pure.

Two cursors for the customer's side and two for the staff's: what a device of that side has
`delivered`, and what somebody has `read` on a page in view. They only ever rise, never pass the
last event that the customer may see, and stand beside the log: nothing is decided by them.

On the staff's side only the owner's marks count. A customer sees that the agent has seen a message;
a colleague who merely looks on, such as a supervisor, must not make that promise for the agent.
"""

from dataclasses import dataclass
from typing import Literal

from handoff.domain.conversation.state import Conversation, WithAgent
from handoff.domain.errors import IllegalMove

Side = Literal["customer", "staff"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Seqs of the last events that one side has got and has seen; 0 before the first."""

    delivered: int = 0
    read: int = 0


NOTHING = Mark()


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """How far both sides are."""

    customer: Mark = NOTHING
    staff: Mark = NOTHING


def later(one: Mark, other: Mark) -> Mark:
    """What both together say, in whichever order they come."""
    return Mark(
        delivered=max(one.delivered, other.delivered, one.read, other.read),
        read=max(one.read, other.read),
    )


def customers_mark(conversation: Conversation, claimed: Mark) -> Mark:
    """What counts of a mark that the customer's widget claims."""
    return _up_to(conversation.public_seq, claimed)


def staffs_mark(conversation: Conversation, staff_id: str, claimed: Mark) -> Mark:
    """What counts of a mark that the console of `staff_id` claims.

    Raises:
        IllegalMove: `not_owner`, they only look on.
    """
    owner = conversation.owner
    if not isinstance(owner, WithAgent) or owner.agent_id != staff_id:
        raise IllegalMove(
            "not_owner", "Only the owner's reading counts", {"owner": conversation.owner.kind}
        )
    return _up_to(conversation.public_seq, claimed)


def _up_to(head: int, claimed: Mark) -> Mark:
    read = min(claimed.read, head)
    return Mark(delivered=max(read, min(claimed.delivered, head)), read=read)
