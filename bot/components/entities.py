"""Order numbers, phone numbers and e-mail addresses, by their shape.

The text has gone through the normaliser, so digits are ASCII. Phones and addresses are looked for
first; what they cover cannot be an order number too.
"""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
# Ten to fifteen digits (E.164's limit), written with the usual separators.
_PHONE = re.compile(r"(?<![\d+])\+?\d(?:[ ()-]{0,2}\d){9,14}(?!\d)")
# Three to nine digits that are no part of a price, a date, a time or a decimal number.
_ORDER = re.compile(
    r"(?<![\d.,:/$€-])\d{3,9}(?!\d)(?![.,:/-]\d)"
    r"(?!\s*(?:تومان|تومن|ریال|هزار|tomans?|rials?|dollars?|euros?|irr|usd|%|\$|€))",
    re.IGNORECASE,
)


def found_entities(text: str) -> list[dict[str, Any]]:
    """Entities of a normalised text, by place; `value` is what systems compare."""
    found = [_entity("email", match, match.group().lower()) for match in _EMAIL.finditer(text)]
    found += [
        _entity("phone", match, re.sub(r"[^\d+]", "", match.group()))
        for match in _PHONE.finditer(text)
        if _is_free(match, found)
    ]
    found += [
        _entity("order_number", match, match.group())
        for match in _ORDER.finditer(text)
        if _is_free(match, found)
    ]
    return sorted(found, key=lambda entity: entity["start"])


def _entity(kind: str, match: re.Match[str], value: str) -> dict[str, Any]:
    return {"entity": kind, "value": value, "start": match.start(), "end": match.end()}


def _is_free(match: re.Match[str], taken: list[dict[str, Any]]) -> bool:
    return all(match.end() <= e["start"] or match.start() >= e["end"] for e in taken)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ShopEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Adds `order_number`, `phone` and `email` to the message."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ShopEntityExtractor:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            entities = self.add_extractor_name(found_entities(message.get(TEXT) or ""))
            message.set(ENTITIES, message.get(ENTITIES, []) + entities, add_to_output=True)
        return messages
