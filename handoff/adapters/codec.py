"""The domain's dataclasses as JSON and back: one codec for the database and the fan-out."""

from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import from_json

from handoff.domain.cards import check
from handoff.domain.conversation.events import Actor, AgentSaid, Body, BotSaid, Event
from handoff.domain.conversation.state import Conversation
from handoff.domain.errors import InvalidInput
from handoff.services.signals import Signal

BODY: TypeAdapter[Body] = TypeAdapter(Annotated[Body, Field(discriminator="type")])
ACTOR: TypeAdapter[Actor] = TypeAdapter(Actor)
EVENT: TypeAdapter[Event] = TypeAdapter(Event)
CONVERSATION: TypeAdapter[Conversation] = TypeAdapter(Conversation)
# Without the tag, two signals of one shape would look the same.
SIGNAL: TypeAdapter[Signal] = TypeAdapter(Annotated[Signal, Field(discriminator="signal")])


def read_body(stored: str) -> Body:
    """The body of an event as it is stored. A card of an earlier release, which kept whatever a bot gave, may be
    none today: the words around it remain.

    Raises ValidationError: anything else in it is wrong.
    """
    try:
        body = BODY.validate_json(stored)
        if isinstance(body, BotSaid | AgentSaid) and body.card is not None:
            check(body.card)
    except ValidationError as error:
        if any("card" not in fault["loc"] for fault in error.errors()):
            raise
    except InvalidInput:
        pass
    else:
        return body
    return BODY.validate_python(from_json(stored) | {"card": None})


def dump[T](adapter: TypeAdapter[T], value: T) -> Any:
    """Plain JSON values."""
    return adapter.dump_python(value, mode="json")
