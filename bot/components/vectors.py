"""Puts vectors of meaning on each message: of the whole of it, then of its clauses, in one go.

They are made once and read by what comes after: intents and moods. `ALL_TOKENS` bounds what is read; of a
long message the last clauses get none, and are weighed by their letters alone.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message

from bot.components.clauses import clauses
from bot.components.e5_weights import Floats
from bot.components.encoder import ALL_TOKENS, Encoder, encoder
from bot.components.latin import READABLE

CLAUSES = "clauses"
VECTORS = "vectors"


def vectors_of(reader: Encoder, texts: list[str]) -> Floats:
    """A row for each of the first texts which together keep within the bound: one at least."""
    left, count = ALL_TOKENS, 0
    for text in texts:
        left -= reader.tokens(text)
        if left < 0 and count:
            break
        count += 1
    return reader.vectors(texts[:count])


# Registered as a kind that Rasa does not run in training: there, components encode with `vector_cache.py`.
@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class TextVectors(GraphComponent):
    """Sets `clauses`, and `vectors` where this installation has an encoder."""

    def __init__(self, reader: Encoder | None) -> None:
        self._encoder = reader

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TextVectors:
        return cls(encoder())

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            readable = message.get(READABLE) or ""
            parts = clauses(readable)
            message.set(CLAUSES, parts)
            if self._encoder is not None and readable.strip():
                message.set(VECTORS, vectors_of(self._encoder, [readable, *parts]))
        return messages
