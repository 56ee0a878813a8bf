"""What the bot needs of `topics.yml`, the one list of what customers write about.

The gateway reads the same list (`handoff/adapters/topics_file.py`) and checks all of it, with file and
line; here a topic that cannot be used is refused, and nothing more.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

TOPICS = Path(__file__).parents[1] / "topics.yml"

# How a topic is answered: in the shop's own words (`policy:` and its key in business.yml, `article:` and its
# name in articles/), by what an action finds out, by a response of the domain, or by the talk about an order
# (`order:` and the purpose).
Means = Literal["policy", "article", "action", "reply", "order"]
_ACTIONS = {"policy": "action_policy", "article": "action_article", "order": "action_order"}


class BadTopic(Exception):
    """An entry of the list that the bot cannot use."""


@dataclass(frozen=True)
class Topic:
    """`name` is the intent; `by` and `answer` say what is done when a customer writes about it."""

    name: str
    cheerful: bool  # wrong for somebody who is upset
    by: Means
    answer: str
    kind: str
    person: str
    to_a_person: bool  # a person takes over with the bot's answer
    asks: str | None  # the slot that the answer asks for, unless it is filled
    question: dict[
        str, str
    ]  # by language: what the customer reads on a button; empty: never offered
    examples: bool = True  # whether it is learnt from examples
    tells: str | None = None  # "order": how it stands is said along

    @property
    def is_trouble(self) -> bool:
        """Whether the bot acknowledges it as a serious matter, and a person takes over."""
        return self.kind == "serious" and self.person == "acknowledged"

    @property
    def action(self) -> str:
        """The action by which Rasa answers."""
        return _ACTIONS.get(self.by, self.answer)


Topics = dict[str, Topic]


@lru_cache(maxsize=1)
def topics() -> Topics:
    """The list of this checkout."""
    return read_topics(TOPICS)


def read_topics(file: Path) -> Topics:
    """The list, in its own order.

    Raises:
        BadTopic: an entry is incomplete, or names no way to answer.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content = yaml.load(file.read_text("utf-8"), Loader=loader)  # noqa: S506 - a safe one
    try:
        return {name: _topic(name, entry) for name, entry in content["topics"].items()}
    except (KeyError, TypeError, AttributeError) as error:
        raise BadTopic(f"{file.name}: {error!r}; ./firuze check says where") from error


def _topic(name: str, entry: dict[str, Any]) -> Topic:
    by, _, answer = entry["answer"].partition(":")
    if by not in get_args(Means) or not answer:
        raise BadTopic(
            f"{name}: {entry['answer']!r} is no way to answer; ./firuze check says where"
        )
    return Topic(
        name=name,
        cheerful=entry.get("cheerful", False),
        by=by,
        answer=answer,
        kind=entry.get("kind", ""),
        person=entry["person"],
        to_a_person=entry["person"] in ("now", "acknowledged"),
        asks=entry.get("asks"),
        tells=entry.get("tells"),
        question=entry.get("question", {}),
        examples=entry.get("examples", True),
    )
