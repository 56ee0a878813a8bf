"""Training data from `topics.yml`: what follows from the one list is not written a second time.

Named in config.yml, so it holds for every command of Rasa. To what the files of `domain/` and
`data/rules/` say it adds, for each topic,

    the intent
    a rule that answers it, unless the files have one
    the response that says a policy, `utter_<topic>`, unless the files have one
    that a number or a contact named along is remembered, if it is about an order or for people
"""

from __future__ import annotations

import copy
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.rasa import RasaFileImporter

from bot.topics import TOPICS, read_topics

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.topics import Topics

Rule = dict[str, Any]
_LANGUAGES = ("en", "fa")
# Slots about an order, and the entities that fill them when a topic is about one.
_NAMED_ALONG = {"order_number": ("order_number",), "contact": ("phone", "email")}


class TopicsImporter(RasaFileImporter):
    """Reads the files as Rasa does, and adds what follows from the topics."""

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
    ) -> None:
        super().__init__(config_file, domain_path, training_data_paths)
        self._topics = read_topics(TOPICS)

    def get_domain(self) -> Domain:
        return self._domain

    @cached_property
    def _domain(self) -> Domain:
        """Read once: Rasa asks for it at every turn, and reading it takes a second."""
        written = super().get_domain()
        return Domain.from_dict(widened(written.as_dict(), self._topics))

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        written = super().get_stories(exclusion_percentage)
        added = list(rules(self._topics, without=answered(self._story_files)))
        reader = YAMLStoryReader(self.get_domain(), str(TOPICS))
        steps = reader.read_from_parsed_yaml({"version": "3.1", "rules": added})
        return written.merge(StoryGraph(steps))


def answered(files: Iterable[str]) -> frozenset[str]:
    """The intents for which the files have a rule."""
    found = set[str]()
    for file in files:
        for rule in yaml.safe_load(Path(file).read_text("utf-8")).get("rules") or []:
            found |= _intents(rule)
    return frozenset(found)


def _intents(rule: Rule) -> set[str]:
    steps = [alternative for step in rule["steps"] for alternative in step.get("or", [step])]
    return {step["intent"] for step in steps if "intent" in step}


def rules(topics: Topics, *, without: frozenset[str]) -> Iterable[Rule]:
    """The answer to each topic."""
    for topic in topics.values():
        if topic.name not in without:
            steps = [{"intent": topic.name}, {"action": topic.action}]
            yield {"rule": topic.name, "steps": steps}


def widened(domain: dict[str, Any], topics: Topics) -> dict[str, Any]:
    """The domain of the files with what follows from the topics."""
    wide = copy.deepcopy(domain)
    known = {next(iter(i)) if isinstance(i, dict) else i for i in wide.get("intents", [])}
    wide["intents"] = [*wide.get("intents", []), *(name for name in topics if name not in known)]
    responses = wide.setdefault("responses", {})
    for topic in topics.values():
        if topic.by == "policy":
            responses.setdefault(f"utter_{topic.name}", _policy())
    slots = wide.get("slots", {})
    if slots:
        _remember_what_is_named(slots, topics)
    return wide


def _policy() -> list[dict[str, Any]]:
    return [
        {
            "text": "{policy}",
            "condition": [{"type": "slot", "name": "language", "value": language}],
        }
        for language in _LANGUAGES
    ]


def _remember_what_is_named(slots: dict[str, Any], topics: Topics) -> None:
    about = [t.name for t in topics.values() if t.by == "order" or t.to_a_person]
    for slot, entities in _NAMED_ALONG.items():
        slots[slot]["mappings"][:0] = [
            {"type": "from_entity", "entity": entity, "intent": about} for entity in entities
        ]
