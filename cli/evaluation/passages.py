"""How well the bot answers from the shop's articles: on questions with the passages that answer them.

A passage is named as `slug#section`, by the number of the section's heading in its article (0 before the
first); of several joined by `|` any answers, and `none` stands for a question that no article answers. A
wrong answer is a passage of another article, or any passage where none answers; a neighbouring section of
the right article is no hit, but leads to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pydantic import BaseModel

NONE = "none"
ARTICLE = "article"  # the topic of a message that is answered from one


class Quoted(BaseModel):
    """The passage that the bot found for a message, and whether it is likely enough to be said."""

    slug: str
    section: int
    probability: float
    likely: bool

    @property
    def name(self) -> str:
        return f"{self.slug}#{self.section}"


class Answered(Protocol):
    """What the bot made of a question."""

    @property
    def article(self) -> Quoted | None: ...

    @property
    def understood(self) -> str: ...


@dataclass(frozen=True, slots=True)
class _Question:
    right: frozenset[str]  # passages; empty: no article answers
    answer: Answered

    @property
    def hits(self) -> bool:
        found = self.answer.article
        return found is not None and found.name in self.right

    @property
    def leads_there(self) -> bool:
        found = self.answer.article
        return found is not None and found.slug in {name.partition("#")[0] for name in self.right}

    @property
    def likely(self) -> bool:
        return self.answer.article is not None and self.answer.article.likely

    @property
    def said(self) -> bool:
        """The passage is the answer, whatever the shop's policies and products say."""
        return self.likely and self.answer.understood == ARTICLE


def passage_figures(
    labels: Sequence[Sequence[str]], answers: Sequence[Answered]
) -> dict[str, float]:
    """The figures, by name; none without questions of both kinds, or without an encoder."""
    asked = [
        _Question(frozenset(own) - {NONE}, answer)
        for own, answer in zip(labels, answers, strict=True)
    ]
    answerable = [question for question in asked if question.right]
    if not answerable or len(answerable) == len(asked):
        return {}
    if all(question.answer.article is None for question in asked):
        return {}
    count = len(answerable)
    return {
        "passage_hit_at_1": sum(q.hits for q in answerable) / count,
        "article_hit_at_1": sum(q.leads_there for q in answerable) / count,
        "article_likely": sum(q.likely and q.leads_there for q in answerable) / count,
        "article_likely_wrong": sum(q.likely and not q.leads_there for q in asked) / len(asked),
        "article_said": sum(q.said and q.leads_there for q in answerable) / count,
        "article_said_wrong": sum(q.said and not q.leads_there for q in asked) / len(asked),
    }
