"""The channels at the edge, as the rest sees them: where what customers hear goes out.

What customers say comes in through `services/reception.py`, by whichever channel.
"""

from dataclasses import dataclass
from typing import Protocol

from handoff.domain.channels import ChannelKind
from handoff.domain.conversation.state import Conversation
from handoff.services.signals import AgentTyping, BotTyping, Committed, Marked

type Hint = AgentTyping | BotTyping | Marked


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a conversation stands, and its place in the queue if the caller knows it."""

    conversation: Conversation
    place: int | None = None


class Channel(Protocol):
    """Shows customers who are there now what happens, in the order of the log.

    All of it is best effort: the log is the record. A customer who was not there, or missed
    something, finds it by a cursor; what must reach somebody who is not there is a delivery, which
    was written with the commit.
    """

    @property
    def kind(self) -> ChannelKind: ...

    def is_open(self, conversation_id: str) -> bool:
        """Whether the customer has the conversation open on this gateway."""
        ...

    async def tell(self, committed: Committed) -> None:
        """Shows what is public of a commit."""
        ...

    async def hint(self, hint: Hint) -> None:
        """Shows what is not in the log, as far as the channel can."""
        ...

    async def stand(self, standing: Standing) -> None:
        """Shows how a conversation stands, without its words."""
        ...
