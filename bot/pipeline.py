"""How a message is read: a bounded, harmless text goes through the model's pipeline, without a dialogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from rasa.core.channels.channel import UserMessage
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.shared.core.trackers import DialogueStateTracker

from bot.excerpt import Excerpt, excerpt

if TYPE_CHECKING:
    from rasa.core.agent import Agent

    from bot.reader import Parse

_FULLWIDTH_SOLIDUS = "\uff0f"
# One in each way of writing: together they take everything that a reading may take.
_FIRST = ("hello, where is my order 1042?", "سلام، سفارش من کجاست؟", "salam, sefaresham koja hast?")


class Reads(Protocol):
    """What puts a text through the pipeline, as `bot.reader.Reader` does in another process."""

    async def read(self, text: str, known: dict[str, Any]) -> dict[str, Any]: ...


def pipeline(agent: Agent) -> Parse:
    """The model's pipeline as a plain function. What else is known of a message is its metadata."""
    processor = agent.processor
    target = processor.model_metadata.nlu_target

    def parse(text: str, known: dict[str, Any]) -> dict[str, Any]:
        nobody = DialogueStateTracker.from_events("", [])
        message = UserMessage(text, metadata=known)
        given = {PLACEHOLDER_MESSAGE: [message], PLACEHOLDER_TRACKER: nobody}
        (read,) = processor.graph_runner.run(inputs=given, targets=[target])[target]
        parsed: dict[str, Any] = read.as_dict(only_output_properties=True)
        return parsed

    return parse


def warm_pipeline(agent: Agent) -> Parse:
    """The same, once it has read a few texts: what is loaded at need (word lists, the articles' index) is there.

    Each reader, a fork of this process, then shares it, and no customer's reading waits for it.
    """
    parse = pipeline(agent)
    for text in _FIRST:
        parse(text, {})
    return parse


async def read_text(
    reader: Reads, text: str, *, order_numbers: str | None = None, asked: str | None = None
) -> dict[str, Any]:
    """What the bot understands of a message, from an excerpt if it is long. Raises what `reader` does.

    `order_numbers` says what the shop's look like; `asked` is the slot that a form has asked for.
    """
    part = readable(text)
    parsed = await reader.read(part.text, {"order_numbers": order_numbers, "asked": asked})
    return {**parsed, "entities": part.places_in_message(parsed["entities"])}


def readable(text: str) -> Excerpt:
    """The part that Rasa is shown. It takes what begins with `/` for an intent, so there is none."""
    return excerpt(text.replace("/", _FULLWIDTH_SOLIDUS))
