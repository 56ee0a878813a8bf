"""What the shop has written for its customers; the bot quotes it, and each article has a page."""

from dataclasses import dataclass

from handoff.domain.language import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """`slug` names it in its address; `body` is Markdown."""

    slug: str
    language: Language
    title: str
    body: str
