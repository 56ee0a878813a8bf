"""Entities: addresses and numbers by their shape; products, cities and days by their words.

Numbers are told apart in `numbers.py`, times of the day in `clock_times.py`.

A title in quotation marks is a product, too. Words and their spellings are in `words.yml`; what is
reported as value is the first spelling of a line, so a city is one value in both languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.components.clock_times import times_in
from bot.components.numbers import NOTHING_KNOWN, Context, numbers_in
from bot.components.spelled_dates import spelled_dates_in
from bot.spelling import lower_ascii, normalise, without_silent

_WORDS = Path(__file__).with_name("words.yml")
_QUOTED = re.compile(r"«[^»]{2,80}»|“[^”]{2,80}”|\"[^\"]{2,80}\"")
_SILENT = "[\u064b-\u0656\u0670]"
# Lengths as in RFC 5321. What a match begins with is not looked at again from its middle.
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@"
    r"(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,63}(?![A-Za-z0-9])"
)


def found_entities(text: str, context: Context = NOTHING_KNOWN) -> list[dict[str, Any]]:
    """Entities of a normalised text, by place; `value` is what systems compare.

    What is found first keeps its letters from the others.
    """
    taken = bytearray(len(text))
    found = _free(taken, _emails(text))
    if context.asked is None:  # what is typed for a number is none of the clock's
        found += _free(taken, _times(text))
    found += _free(taken, _spelled_dates(text))
    found += [
        _entity(number.kind, number.value, number.start, number.end)
        for number in numbers_in(text, context, taken)
        if number.kind is not None
    ]
    found += _free(taken, _titles(text))
    found += _free(taken, _named_things(text))
    return sorted(found, key=lambda entity: entity["start"])


def _free(taken: bytearray, entities: Iterator[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those whose letters nothing else has, which are theirs from now on."""
    found = []
    for entity in entities:
        start, end = entity["start"], entity["end"]
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            found.append(entity)
    return found


def _emails(text: str) -> Iterator[dict[str, Any]]:
    for match in _EMAIL.finditer(text):
        yield _entity("email", match.group().lower(), *match.span())


def _times(text: str) -> Iterator[dict[str, Any]]:
    for told in times_in(text):
        yield _entity("time", told.value, told.start, told.end)


def _spelled_dates(text: str) -> Iterator[dict[str, Any]]:
    for told in spelled_dates_in(text):
        yield _entity("date", told.value, told.start, told.end)


def _titles(text: str) -> Iterator[dict[str, Any]]:
    """What stands between quotation marks."""
    for match in _QUOTED.finditer(text):
        yield _entity("product", match.group()[1:-1], match.start() + 1, match.end() - 1)


def _named_things(text: str) -> Iterator[dict[str, Any]]:
    for match in _named().finditer(lower_ascii(text)):
        kind, value = _meaning()[" ".join(without_silent(match.group()).split())]
        yield _entity(kind, value, *match.span())


def _entity(kind: str, value: str, start: int, end: int) -> dict[str, Any]:
    return {"entity": kind, "value": value, "start": start, "end": end}


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


def spellings(kind: str, value: str) -> list[str]:
    """All spellings of the line of words.yml whose value is `value`; the value alone if there is none."""
    lines = yaml.safe_load(_WORDS.read_text("utf-8"))[kind]
    return next((line for line in lines if line[0] == value), [value])


@lru_cache(maxsize=1)
def _named() -> re.Pattern[str]:
    """Any spelling as whole words, the longest that fits."""
    spellings = sorted(_meaning(), key=len, reverse=True)
    between = rf"{_SILENT}?\s+"  # «هفتهٔ بعد»
    alternatives = "|".join(re.escape(s).replace(r"\ ", between) for s in spellings)
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ShopEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Adds `order_number`, `phone`, `email`, `product`, `city`, `country`, `date` and `time`."""

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
            context = Context.of(message.get("metadata") or {})
            found = found_entities(message.get(TEXT) or "", context)
            entities = self.add_extractor_name(found)
            message.set(ENTITIES, message.get(ENTITIES, []) + entities, add_to_output=True)
        return messages
