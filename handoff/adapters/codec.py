"""The domain's dataclasses as JSON and back: one codec for the database and the fan-out."""

from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from handoff.domain.conversation.events import Actor, Body, Event
from handoff.domain.conversation.state import Conversation
from handoff.services.signals import Signal

BODY: TypeAdapter[Body] = TypeAdapter(Annotated[Body, Field(discriminator="type")])
ACTOR: TypeAdapter[Actor] = TypeAdapter(Actor)
EVENT: TypeAdapter[Event] = TypeAdapter(Event)
CONVERSATION: TypeAdapter[Conversation] = TypeAdapter(Conversation)
# Without the tag, two signals of one shape would look the same.
SIGNAL: TypeAdapter[Signal] = TypeAdapter(Annotated[Signal, Field(discriminator="signal")])


def dump[T](adapter: TypeAdapter[T], value: T) -> Any:
    """Plain JSON values."""
    return adapter.dump_python(value, mode="json")
