"""What is counted as answered from an article, and what as wrong."""

from dataclasses import dataclass

import pytest

from cli.evaluation.passages import Quoted, passage_figures


@dataclass(frozen=True)
class Answer:
    """What the bot made of a question."""

    article: Quoted | None
    understood: str = "article"


def quoted(name: str, *, likely: bool = True) -> Quoted:
    slug, _, section = name.partition("#")
    return Quoted(slug=slug, section=int(section), probability=0.5, likely=likely)


def test_a_neighbouring_section_leads_there_but_is_no_hit() -> None:
    """A wrong article is a wrong answer, unless nothing was said."""
    labels = [("a#1",), ("a#1", "b#2"), ("a#1",), ("a#1",), ("none",), ("none",)]
    answers = [
        Answer(quoted("a#1")),
        Answer(quoted("b#2"), understood="gift_wrap"),
        Answer(quoted("a#2")),
        Answer(quoted("c#1")),
        Answer(quoted("a#1")),
        Answer(quoted("a#1", likely=False), understood="nlu_fallback"),
    ]
    assert passage_figures(labels, answers) == pytest.approx(
        {
            "passage_hit_at_1": 2 / 4,
            "article_hit_at_1": 3 / 4,
            "article_likely": 3 / 4,
            "article_likely_wrong": 2 / 6,
            "article_said": 2 / 4,
            "article_said_wrong": 2 / 6,
        }
    )


def test_without_an_encoder_there_is_nothing_to_judge() -> None:
    """Nor without questions of both kinds."""
    nothing = Answer(None, understood="nlu_fallback")
    assert passage_figures([("a#1",), ("none",)], [nothing, nothing]) == {}
    assert passage_figures([("none",)], [Answer(quoted("a#1"))]) == {}
    assert passage_figures([], []) == {}
