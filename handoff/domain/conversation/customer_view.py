"""What customers see of the events in their log."""

from dataclasses import replace

from handoff.domain.bot_answers import OVERLOADED, Button
from handoff.domain.channels import CHANNELS, WIDGET, ChannelKind
from handoff.domain.conversation.events import (
    AgentAccepted,
    AgentLost,
    BotFailed,
    BotSaid,
    ConversationClosed,
    ConversationStarted,
    ConversationTransferred,
    CustomerSaid,
    Event,
)


def for_customer(event: Event, on: ChannelKind = WIDGET) -> Event:
    """The event as its customer may see it: without payloads, codes, names of responses and
    staff ids, and without what the channel cannot show.

    Raises:
        ValueError: the event is internal; nothing of it may go out.
    """
    if not event.public:
        raise ValueError(f"{event.body.type} is for staff only")
    body = event.body
    actor = event.actor
    match body:
        case ConversationStarted():
            body = replace(body, unresolved=None)
        case CustomerSaid():
            body = replace(body, payload=None)
        case BotSaid():
            buttons = tuple(
                Button(title=button.title) for button in body.buttons if CHANNELS[on].buttons
            )
            body = replace(body, buttons=buttons, utter_action=None)
        case BotFailed():
            body = replace(body, code=body.code if body.code == OVERLOADED.code else "bot_failed")
        case AgentAccepted() | AgentLost():
            body = _agent(body)
        case ConversationTransferred():
            name = body.agent_name if body.held else None
            body = replace(body, agent_id=None, agent_name=name, team=None, client_id=None)
        case ConversationClosed():
            body = replace(body, disposition="resolved")
        case _:
            pass
    if actor.kind == "agent":
        actor = replace(actor, id=None)
    return replace(event, actor=actor, body=body)


def _agent(body: AgentAccepted | AgentLost) -> AgentAccepted | AgentLost:
    """Customers learn of a broken connection and of the end of a day; the rest is the staff's business."""
    if isinstance(body, AgentLost) and body.cause not in ("connection", "day_over"):
        body = replace(body, cause=None)
    return replace(body, agent_id="")
