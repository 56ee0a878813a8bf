"""What customers write about: what each topic is, and whether a person comes for it.

The list itself is a file that operators write (`handoff/adapters/topics_file.py`); the bot reads the same
one. Here stands what follows from it for handing over and for advice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from handoff.domain.language import Language

Kind = Literal["own_matter", "general", "complex", "serious", "small_talk", "outside"]
Means = Literal["policy", "article", "reply", "action", "order"]
Person = Literal["now", "acknowledged", "offered", "never"]

# Purposes of a talk about an order that are answered by how the order stands.
_HOW_IT_STANDS = frozenset({"status", "refund", "details"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic is named as its intent. `by` and `answer`: a policy or an article of the shop, a response or an
    action of the bot, or a purpose of its talk about an order. `person`: a person comes at once, with the bot's answer, by
    a button, or not because of the topic. `asks`: the slot that the answer asks for. `priority`: minutes
    by which a person comes sooner than for an ordinary wish. `related`: the likeliest first. `examples`: whether the topic is
    learnt from examples."""

    name: str
    kind: Kind
    by: Means
    answer: str
    person: Person
    label: Mapping[Language, str]
    question: Mapping[Language, str] | None = None
    asks: str | None = None
    sorry: bool = False
    cheerful: bool = False
    priority: int = 0
    related: tuple[str, ...] = ()
    examples: bool = True


@dataclass(frozen=True)
class Topics:
    """The list, by name."""

    by_name: Mapping[str, Topic] = field(default_factory=dict)

    def get(self, name: str) -> Topic | None:
        return self.by_name.get(name)

    def kind(self, name: str) -> Kind | None:
        """None where the list does not know the intent."""
        topic = self.get(name)
        return topic.kind if topic else None

    def person(self, name: str) -> Person:
        """Whether a person comes for it; never for an intent that the list does not know."""
        topic = self.get(name)
        return topic.person if topic else "never"

    def priority(self, name: str) -> int:
        topic = self.get(name)
        return topic.priority if topic else 0

    @cached_property
    def told_by_an_order(self) -> frozenset[str]:
        """Topics that are answered by how the order stands."""
        return frozenset(
            topic.name
            for topic in self.by_name.values()
            if topic.by == "order" and topic.answer in _HOW_IT_STANDS
        )

    @cached_property
    def about_an_order(self) -> frozenset[str]:
        """Topics for which a person needs to know which order it is about."""
        return frozenset(
            topic.name
            for topic in self.by_name.values()
            if topic.by == "order" or topic.asks == "order_number"
        )
