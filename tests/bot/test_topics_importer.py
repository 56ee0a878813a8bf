"""What follows from `topics.yml` for Rasa: intents, rules, purposes, responses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.topics import BadTopic, Topics, read_topics
from bot.topics_importer import TopicsImporter, answered, rules, widened

if TYPE_CHECKING:
    from pathlib import Path

TOPICS = """
topics:
  parking:
    {kind: general, answer: "policy:parking", person: offered, question: {en: Parking, fa: پارکینگ}}
  repotting:
    {kind: general, answer: "article:repotting", person: offered}
  broken_pot:
    {kind: serious, answer: "reply:utter_broken_pot", person: acknowledged, asks: order_number}
  where_is_it:
    {kind: own_matter, answer: "order:status", person: never}
"""
DOMAIN = {
    "intents": ["where_is_it"],
    "slots": {
        "order_number": {"mappings": [{"type": "from_entity", "entity": "order_number"}]},
        "contact": {"mappings": []},
    },
}


@pytest.fixture
def topics(tmp_path: Path) -> Topics:
    file = tmp_path / "topics.yml"
    file.write_text(TOPICS, "utf-8")
    return read_topics(file)


def steps_of(found: list[dict[str, Any]], intent: str) -> list[dict[str, Any]]:
    return next(rule["steps"] for rule in found if rule["steps"][0]["intent"] == intent)


def test_each_topic_is_answered_as_the_list_says(topics: Topics) -> None:
    """By the shop's words, by an article, by a response, or by the talk about an order."""
    found = list(rules(topics, without=frozenset()))
    assert steps_of(found, "parking")[1:] == [{"action": "action_policy"}]
    assert steps_of(found, "repotting")[1:] == [{"action": "action_article"}]
    assert steps_of(found, "broken_pot")[1:] == [{"action": "utter_broken_pot"}]
    assert steps_of(found, "where_is_it")[1:] == [{"action": "action_order"}]


def test_a_written_rule_wins(topics: Topics, tmp_path: Path) -> None:
    """Each of its intents is answered as the rule says, and by nothing else."""
    file = tmp_path / "rules.yml"
    file.write_text(
        """
rules:
  - rule: by hand
    steps: [{or: [{intent: parking}, {intent: nlu_fallback}]}, {action: utter_parking}]
""",
        "utf-8",
    )
    written = answered([str(file)])
    assert written == {"parking", "nlu_fallback"}
    assert [rule["rule"] for rule in rules(topics, without=written)] == [
        "repotting",
        "broken_pot",
        "where_is_it",
    ]


def test_the_domain_gets_intents_policies_and_what_is_named_along(topics: Topics) -> None:
    """Each intent once; a number is remembered where a topic is about an order or for people."""
    wide = widened(DOMAIN, topics)
    assert wide["intents"] == ["where_is_it", "parking", "repotting", "broken_pot"]
    assert [said["text"] for said in wide["responses"]["utter_parking"]] == ["{policy}", "{policy}"]
    (number, *_), contact = (
        wide["slots"][name]["mappings"] for name in ("order_number", "contact")
    )
    assert number["intent"] == ["broken_pot", "where_is_it"]
    assert [mapping["entity"] for mapping in contact] == ["phone", "email"]
    assert DOMAIN["intents"] == ["where_is_it"]


@pytest.mark.parametrize(
    "entry",
    [
        "{answer: nonsense, person: never}",
        "{answer: 'reply:', person: never}",
        "{person: never}",
        "7",
    ],
)
def test_an_entry_that_cannot_be_used_is_refused(tmp_path: Path, entry: str) -> None:
    """Rasa's own command line ends with the topic's name or key instead of training without it."""
    file = tmp_path / "topics.yml"
    file.write_text(f"topics:\n  parking: {entry}\n", "utf-8")
    with pytest.raises(BadTopic, match="firuze check"):
        read_topics(file)


def test_every_intent_is_answered(checkout: Path, domain: dict[str, Any]) -> None:
    """By a rule of the files or by one that follows: without one, the core fallback would speak."""
    importer = TopicsImporter(
        "config.yml", str(checkout / "domain"), [str(checkout / "data" / "rules")]
    )
    answered_ones = {
        event.intent_name
        for step in importer.get_stories().story_steps
        for event in step.events
        if hasattr(event, "intent_name")
    }
    assert answered_ones == {*domain["intents"], "nlu_fallback"}
