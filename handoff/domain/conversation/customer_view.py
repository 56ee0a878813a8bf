"""What customers see of the events in their log."""

from dataclasses import replace

from handoff.domain.conversation.events import (
    AgentAccepted,
    AgentLost,
    BotFailed,
    BotSaid,
    Button,
    ConversationClosed,
    ConversationStarted,
    ConversationTransferred,
    CustomerSaid,
    Event,
)


def for_customer(event: Event) -> Event:
    """The event as its customer may see it: without payloads, codes, names of responses and
    staff ids.

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
            buttons = tuple(Button(title=button.title) for button in body.buttons)
            body = replace(body, buttons=buttons, utter_action=None)
        case BotFailed():
            body = replace(body, code="bot_failed")
        case AgentAccepted() | AgentLost():
            body = replace(body, agent_id="")
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
