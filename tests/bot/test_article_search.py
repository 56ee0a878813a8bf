"""When a passage takes the place of a topic, and which index is used."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message
from test_articles_index import index, passage, place

from bot.articles.index import Floats, Found
from bot.components.article_search import (
    ARTICLE,
    ArticleRules,
    ArticleSearch,
    KeptIndex,
    takes_over,
)
from bot.components.vectors import VECTORS
from bot.topics import topics

RULES = ArticleRules(
    likely_from=0.2,
    fits_from=0.5,
    fits_well_from=0.7,
    certain_from=0.95,
    topic_sure_from=0.9,
    topic_guess_below=0.5,
)
KNOWN = topics()


@pytest.mark.parametrize(
    ("topic", "confidence", "probability", "taken"),
    [
        (None, 0.8, 0.2, True),
        (None, 0.8, 0.19, False),
        ("out_of_scope", 0.89, 0.2, True),
        ("out_of_scope", 0.9, 0.69, False),
        ("out_of_scope", 0.9, 0.7, True),
        ("gift_wrap", 0.89, 0.5, True),
        ("gift_wrap", 0.89, 0.49, False),
        ("gift_wrap", 0.9, 0.69, False),
        ("gift_wrap", 0.99, 0.7, True),
        ("item_damaged", 0.49, 0.7, True),
        ("item_damaged", 0.5, 0.99, False),
        ("order_status", 0.49, 0.69, False),
        ("order_status", 0.9, 0.94, False),
        ("order_status", 0.9, 0.95, True),
        ("thank", 0.3, 0.99, False),
    ],
)
def test_a_passage_takes_over_where_it_is_likelier_than_the_topic(
    topic: str | None, confidence: float, probability: float, *, taken: bool
) -> None:
    """The more a topic matters, the surer the passage must be, and the less sure the topic."""
    known = KNOWN[topic] if topic else None
    found = Found(passage("gifts"), probability)
    assert takes_over(found, known, confidence, RULES) is taken


def test_the_component_is_set_up_by_its_configuration() -> None:
    """All of the rules have defaults."""
    assert ArticleRules.of(ArticleSearch.get_default_config()).likely_from > 0


def test_a_new_index_is_used_at_once(tmp_path: Path) -> None:
    """Until there is one, nothing is found; what cannot be read changes nothing."""
    file = tmp_path / "index.npz"
    kept = KeptIndex(file)
    assert kept.now() is None
    index(passage("gifts")).store(file)
    first = kept.now()
    assert first is not None
    assert kept.now() is first
    replace(index(passage("care")), digest="e").store(file)
    second = kept.now()
    assert second is not None
    assert second.passages[0].slug == "care"
    file.write_bytes(b"damaged")
    os.utime(file, ns=(1, 1))
    assert kept.now() is second
    file.unlink()
    found = second.find(place(0), "en")
    assert kept.now() is second
    assert found is not None


@pytest.fixture
def search(tmp_path: Path) -> ArticleSearch:
    """A shop with two articles, one of which answers `gift_wrap`."""
    file = tmp_path / "index.npz"
    index(passage("gifts"), passage("care")).store(file)
    named = replace(KNOWN["gift_wrap"], by="article", answer="gifts")
    return ArticleSearch(KeptIndex(file), RULES, {**KNOWN, "gift_wrap": named})


def read(search: ArticleSearch, vector: Floats, confidence: float) -> Message:
    """A message that was taken for `gift_wrap`."""
    message = Message({VECTORS: np.array([vector])})
    message.set(INTENT, {"name": "gift_wrap", "confidence": confidence})
    search.process([message])
    return message


def test_a_topics_own_article_answers_it_however_far_the_words_are(search: ArticleSearch) -> None:
    """The shop has said so; the topic stays what it is."""
    for far_or_near in (place(7), place(0)):
        message = read(search, far_or_near, 0.95)
        assert message.get(INTENT)["name"] == "gift_wrap"
        assert message.get(ARTICLE)["slug"] == "gifts"
        assert message.get(ARTICLE)["likely"]


def test_another_article_takes_the_place_of_a_topics_own(search: ArticleSearch) -> None:
    """Where it fits well, as with any general topic."""
    message = read(search, place(1), 0.95)
    assert message.get(INTENT)["name"] == ARTICLE
    assert message.get(ARTICLE)["slug"] == "care"


def test_no_other_article_stands_in_for_one_that_is_not_indexed(tmp_path: Path) -> None:
    """The action opens the one that the topic names."""
    file = tmp_path / "index.npz"
    index(passage("care")).store(file)
    named = replace(KNOWN["gift_wrap"], by="article", answer="gifts")
    message = read(ArticleSearch(KeptIndex(file), RULES, {"gift_wrap": named}), place(7), 0.95)
    assert message.get(ARTICLE) is None


def test_a_topic_without_an_article_of_its_own_gets_what_is_nearest(tmp_path: Path) -> None:
    """Named as unlikely, if it is."""
    file = tmp_path / "index.npz"
    index(passage("gifts"), passage("care")).store(file)
    message = read(ArticleSearch(KeptIndex(file), RULES, KNOWN), place(7), 0.95)
    assert message.get(INTENT)["name"] == "gift_wrap"
    assert not message.get(ARTICLE)["likely"]
