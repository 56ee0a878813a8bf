"""The action quotes an article: the passage that was found, or the beginning of the one that a topic names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.articles import opened, quoted
from bot.topics import Topic, topics

ARTICLES = Path(__file__).parent / "articles"
NAMED = replace(topics()["gift_wrap"], by="article", answer="points")


def tracker(language: str, article: dict[str, Any] | None = None) -> Tracker:
    """A conversation whose latest message a passage was found for, or none."""
    latest = {"intent": {"name": "gift_wrap"}, "article": article}
    return Tracker("s", {"language": language}, latest, [], False, None, {}, "action_listen")  # noqa: FBT003


@pytest.mark.parametrize(
    ("language", "response"), [("en", "utter_article"), ("fa", "utter_article_in_en")]
)
def test_a_topics_article_is_opened_where_nothing_was_looked_for(
    language: str, response: str
) -> None:
    """A pressed button has no words: the beginning is quoted, with the article's card."""
    said = CollectingDispatcher()
    assert opened(said, tracker(language), NAMED, ARTICLES)
    (message,) = said.messages
    assert message["response"] == response
    assert message["passage"]
    assert message["custom"]["card"]["slug"] == "points"


@pytest.mark.parametrize(
    "topic", [None, topics()["gift_wrap"], replace(NAMED, answer="never-written")]
)
def test_nothing_is_quoted_of_an_article_that_is_not_there(topic: Topic | None) -> None:
    """Nor for a topic that names none."""
    said = CollectingDispatcher()
    assert not opened(said, tracker("en"), topic, ARTICLES)
    assert said.messages == []


def test_an_unlikely_passage_is_not_quoted() -> None:
    """The bot says that it does not know instead."""
    found = {"slug": "points", "language": "en", "title": "T", "section": 0, "text": "x"}
    said = CollectingDispatcher()
    assert not quoted(said, tracker("en", {**found, "likely": False}))
    assert quoted(said, tracker("en", {**found, "likely": True}))
