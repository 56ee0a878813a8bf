"""The domain's dataclasses as JSON and back: one codec for the database and the fan-out."""

from typing import Any

from pydantic import TypeAdapter

from handoff.domain.conversation import Conversation
from handoff.domain.events import Actor, Body, Event
from handoff.services.ports import Signal

BODY: TypeAdapter[Body] = TypeAdapter(Body)
ACTOR: TypeAdapter[Actor] = TypeAdapter(Actor)
EVENT: TypeAdapter[Event] = TypeAdapter(Event)
CONVERSATION: TypeAdapter[Conversation] = TypeAdapter(Conversation)
SIGNAL: TypeAdapter[Signal] = TypeAdapter(Signal)


def dump[T](adapter: TypeAdapter[T], value: T) -> Any:
    """Plain JSON values."""
    return adapter.dump_python(value, mode="json")
