"""Order numbers, phones, e-mail addresses by their shape; products, cities and days by their words.

A title in quotation marks is a product, too. Words and their spellings are in `words.yml`; what is
reported as value is the first spelling of a line, so a city is one value in both languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase
from typing import Any

import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.components.normaliser import normalise

_WORDS = Path(__file__).with_name("words.yml")
_QUOTED = re.compile(r"«[^»]{2,80}»|“[^”]{2,80}”|\"[^\"]{2,80}\"")
_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)  # str.lower() may change the length
# Lengths as in RFC 5321. What a match begins with is not looked at again from its middle.
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@"
    r"(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,63}(?![A-Za-z0-9])"
)
# Ten to fifteen digits (E.164's limit), written with the usual separators.
_PHONE = re.compile(r"(?<![\d+])\+?\d(?:[ ()-]{0,2}\d){9,14}(?!\d)")
# Three to nine digits that are no part of a price, a date, a time or a decimal number.
_ORDER = re.compile(
    r"(?<![\d.,:/$€-])\d{3,9}(?!\d)(?![.,:/-]\d)"
    r"(?!\s*(?:تومان|تومن|ریال|هزار|tomans?|rials?|dollars?|euros?|irr|usd|%|\$|€))",
    re.IGNORECASE,
)


def found_entities(text: str) -> list[dict[str, Any]]:
    """Entities of a normalised text, by place; `value` is what systems compare.

    What is found first keeps its letters from the others.
    """
    taken = bytearray(len(text))
    found = [
        _claimed(taken, entity)
        for entity in _candidates(text)
        if not any(taken[entity["start"] : entity["end"]])
    ]
    return sorted(found, key=lambda entity: entity["start"])


def _candidates(text: str) -> Iterator[dict[str, Any]]:
    for match in _EMAIL.finditer(text):
        yield _entity("email", match, match.group().lower())
    for match in _PHONE.finditer(text):
        yield _entity("phone", match, re.sub(r"[^\d+]", "", match.group()))
    for match in _ORDER.finditer(text):
        yield _entity("order_number", match, match.group())
    yield from map(_title, _QUOTED.finditer(text))
    for match in _named().finditer(text.translate(_LOWER)):
        kind, value = _meaning()[" ".join(match.group().split())]
        yield _entity(kind, match, value)


def _claimed(taken: bytearray, entity: dict[str, Any]) -> dict[str, Any]:
    start, end = entity["start"], entity["end"]
    taken[start:end] = b"\1" * (end - start)
    return entity


@lru_cache(maxsize=1)
def _meaning() -> dict[str, tuple[str, str]]:
    """Every spelling, with its kind and its value."""
    known = yaml.safe_load(_WORDS.read_text("utf-8"))
    return {
        normalise(spelling): (kind, line[0])
        for kind, lines in known.items()
        for line in lines
        for spelling in line
    }


@lru_cache(maxsize=1)
def _named() -> re.Pattern[str]:
    """Any spelling as whole words, the longest that fits."""
    spellings = sorted(_meaning(), key=len, reverse=True)
    alternatives = "|".join(re.escape(s).replace(r"\ ", r"\s+") for s in spellings)
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)")


def _title(match: re.Match[str]) -> dict[str, Any]:
    """What stands between the quotation marks."""
    title = match.group()[1:-1]
    return {"entity": "product", "value": title, "start": match.start() + 1, "end": match.end() - 1}


def _entity(kind: str, match: re.Match[str], value: str) -> dict[str, Any]:
    return {"entity": kind, "value": value, "start": match.start(), "end": match.end()}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ShopEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Adds `order_number`, `phone`, `email`, `product`, `city` and `date` to the message."""

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
