"""What a bot answers to one message, before anything has been decided about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from handoff.domain.cards import Card
from handoff.domain.json_types import Json
from handoff.domain.understanding import Emotion, Entity, HandoffReason, Intent


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A reply the customer may choose. `payload` goes back to the bot and never leaves the server."""

    title: str
    payload: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BotMessage:
    """One message for the customer. `utter_action` is the name of the response, if it is known."""

    text: str
    buttons: tuple[Button, ...] = ()
    utter_action: str | None = None
    card: Card | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BotReply:
    """How the bot read the message, and what it says."""

    intent: Intent
    ranking: tuple[Intent, ...] = ()
    entities: tuple[Entity, ...] = ()
    slots: Mapping[str, Json]
    in_form: bool = False  # it has asked for something that a form of its needs
    emotion: Emotion = field(default_factory=Emotion)
    messages: tuple[BotMessage, ...]
    handoff: HandoffReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BotFailure:
    """No answer came: `code` says why (timeout, unreachable, empty_reply, overloaded …)."""

    code: str


# The turn waited for too long before the bot had room for it: the bot works, but has more to do than it can.
OVERLOADED = BotFailure(code="overloaded")
