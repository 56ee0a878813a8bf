"""What customers think of how they were helped, from the widget or from a mailed link."""

from dataclasses import dataclass

from handoff.domain.channels import WIDGET, ChannelKind
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.ratings import is_bad
from handoff.services.ports.conversations import ConversationStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """Marks from 1 (bad) to 5 (good) of what the event `closing` closed. Given twice under one `client_id`, it
    is one opinion."""

    client_id: str
    closing: int
    satisfaction: int
    effort: int | None = None
    comment: str | None = None
    channel: ChannelKind = WIDGET


async def rating_of(given: Opinion, store: ConversationStore) -> c.Rate:
    """The command, with a number for the ticket that a bad mark opens."""
    number = await store.next_ticket_number() if is_bad(given.satisfaction) else 0
    return c.Rate(
        client_id=given.client_id,
        closing=given.closing,
        satisfaction=given.satisfaction,
        effort=given.effort,
        comment=given.comment,
        channel=given.channel,
        ticket=number,
    )
