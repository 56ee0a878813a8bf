"""When a passage takes the place of a topic, and which index is used."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from test_articles_index import index, passage, place

from bot.articles.index import Found
from bot.components.article_search import ArticleRules, ArticleSearch, KeptIndex, takes_over
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
