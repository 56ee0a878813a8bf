"""Transcripts as text and as pages, in both languages, safe against what strangers typed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import escape, unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from handoff.adapters.transcripts.document import TEXTS, as_page, as_text
from handoff.adapters.wording.cards import spoken_card
from handoff.domain.cards import ProductCard
from handoff.services.transcripts import Transcript, TranscriptLine
from tests.handoff.cards import EVERY_CARD

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def line(text: str, by: Any = "customer", days: int = 0) -> TranscriptLine:
    name = "Sara" if by == "agent" else None
    return TranscriptLine(by=by, name=name, at=NOON + timedelta(days=days), text=text)


def transcript(*lines: TranscriptLine, **more: Any) -> Transcript:
    usual: dict[str, Any] = {
        "shop": "Book Corner",
        "language": "en",
        "zone": ZoneInfo("Asia/Tehran"),
        "lines": lines,
        "shortened": False,
    }
    return Transcript(**usual | more)


def test_both_forms_have_who_said_what_and_when() -> None:
    """In order, by the shop's clock, under the day."""
    talk = transcript(line("Where is it?"), line("One moment", "bot"), line("Here", "agent", 1))
    for text in (as_text(talk), unescape(as_page(talk))):
        for told in ("You · 15:30", "Assistant · 15:30", "Sara, Book Corner · 15:30"):
            assert told in text
        days = [text.index(day) for day in ("Sunday, 22 November", "Monday, 23 November")]
        said = [text.index(x.text) for x in talk.lines]
        assert days[0] < said[0] < said[1] < days[1] < said[2]
        assert "Asia/Tehran" in text


def test_persian_is_set_from_the_right() -> None:
    """With its own calendar and digits; a line of English in it keeps its own direction."""
    talk = transcript(line("سلام"), line("My order is 1042"), language="fa", shop="کنج کتاب")
    page = as_page(talk)
    assert '<html lang="fa" dir="rtl">' in page
    assert "یکشنبه ۱ آذر ۱۴۰۵" in page
    assert "شما · ۱۵:۳۰" in page
    assert page.count('<p dir="auto">') == 2
    assert "\u2068My order is 1042\u2069" in as_text(talk)


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</p></div>{shop}{0}"]
)
def test_what_was_typed_is_text(text: str) -> None:
    """It runs nowhere, breaks nothing and fills no place; names are text as well."""
    named = TranscriptLine(by="agent", name=text, at=NOON, text=text)
    page = as_page(transcript(named, shop=text))
    assert text not in page
    assert unescape(page).count(text) == 5
    assert text in as_text(transcript(line(text)))


def test_a_shortened_one_says_so() -> None:
    """Nobody takes the latest messages for all of them."""
    for language in ("en", "fa"):
        note = yaml.safe_load((TEXTS / f"{language}.yml").read_text("utf-8"))["shortened"]
        for shortened in (True, False):
            talk = transcript(line("hello"), language=language, shortened=shortened)
            assert (note in as_text(talk)) == shortened
            assert (note in as_page(talk)) == shortened


@pytest.mark.parametrize("kind", EVERY_CARD)
def test_what_was_shown_stands_below_the_words(kind: str) -> None:
    """In both forms, as text: nothing on a card runs, and an address is not followed by itself."""
    card = replace(line("Here", "bot"), card=EVERY_CARD[kind])
    talk = transcript(card)
    page, shown = as_page(talk), spoken_card(EVERY_CARD[kind], talk.zone, "en")
    for row in shown:
        assert f'<p dir="auto">{escape(row)}</p>' in page
        assert f"\u2068{row}\u2069" in as_text(talk)
    assert "<a" not in page


def test_a_card_alone_leaves_no_empty_line() -> None:
    """A bot may show a card without a word; its texts stay texts."""
    hostile = ProductCard(title="<script>alert(1)</script>", lines=("</div>{shop}",))
    talk = transcript(replace(line("", "bot"), card=hostile))
    page = as_page(talk)
    assert "<script" not in page
    assert "&lt;/div&gt;{shop}" in page
    assert '<p dir="auto"></p>' not in page
    assert "\u2068\u2069" not in as_text(talk)
