"""Implements `TranscriptScribe`: a conversation as plain text, and as a page that needs nothing else."""

from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import yaml

from handoff.adapters.wording.cards import spoken_card
from handoff.adapters.wording.moments import spoken_day, spoken_time
from handoff.domain.language import Language
from handoff.services.transcripts import Transcript, TranscriptLine

TEXTS = Path(__file__).parent / "texts"

_STYLE = (
    "body{font-family:Vazirmatn,system-ui,'Segoe UI',Tahoma,sans-serif;max-width:42rem;margin:2rem auto;"
    "padding:0 1rem;line-height:1.6;color:#14282a;background:#fff}h1{font-size:1.4rem}"
    "h2{font-size:.95rem;color:#5b6b6a;margin:2rem 0 .5rem;text-align:center}"
    "div{margin:.6rem 0;padding:.5rem .9rem;border:1px solid #dde5e5;border-radius:14px;"
    "width:fit-content;max-width:85%}.customer{margin-inline-start:auto;background:#e4f4f2}"
    ".card{margin:.4rem 0;background:#fff}.card p:first-child{font-weight:600}"
    "p{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}p.by{font-size:.8rem;color:#5b6b6a}"
    "@media print{div{break-inside:avoid}}"
)

# A direction mark of its own at each line: a Persian line with an English word in it stays Persian.
_FIRST_STRONG, _END = "\u2068", "\u2069"


def as_text(transcript: Transcript) -> str:
    """Lines of plain text. What was typed is isolated, so that it turns no line around it."""
    texts, parts, day = _texts(transcript.language), _heading(transcript), ""
    for line in transcript.lines:
        today = spoken_day(line.at, transcript.zone, transcript.language)
        if today != day:
            day = today
            parts.append(f"\n— {day} —")
        rows = [*line.text.splitlines(), *_card(transcript, line)]
        words = "\n    ".join(f"{_FIRST_STRONG}{row}{_END}" for row in rows)
        parts.append(f"\n{_by(texts, transcript, line)}\n    {words}")
    return "\n".join(parts) + "\n"


def as_page(transcript: Transcript) -> str:
    """An HTML page without scripts or anything to load."""
    texts, language = _texts(transcript.language), transcript.language
    title, *notes = _heading(transcript)
    body, day = [f"<h1>{escape(title)}</h1>", *(f"<p>{escape(x)}</p>" for x in notes if x)], ""
    for line in transcript.lines:
        today = spoken_day(line.at, transcript.zone, language)
        if today != day:
            day = today
            body.append(f"<h2>{escape(day)}</h2>")
        by = escape(_by(texts, transcript, line))
        shown = "".join(f'<p dir="auto">{escape(row)}</p>' for row in _card(transcript, line))
        words = f'<p dir="auto">{escape(line.text)}</p>' if line.text else ""
        card = f'<div class="card">{shown}</div>' if shown else ""
        body.append(f'<div class="{line.by}"><p class="by">{by}</p>{words}{card}</div>')
    return (
        f'<!doctype html><html lang="{language}" dir="{texts["direction"]}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>{''.join(body)}</html>\n"
    )


def _heading(transcript: Transcript) -> list[str]:
    texts = _texts(transcript.language)
    lines = [texts["title"].format(shop=transcript.shop)]
    lines.append(texts["times"].format(zone=transcript.zone))
    if transcript.shortened:
        lines.append(texts["shortened"])
    return lines


def _card(transcript: Transcript, line: TranscriptLine) -> Sequence[str]:
    if line.card is None:
        return ()
    return spoken_card(line.card, transcript.zone, transcript.language)


def _by(texts: Mapping[str, Any], transcript: Transcript, line: TranscriptLine) -> str:
    by = texts["by"][line.by]
    name = f"{line.name}, {transcript.shop}" if line.name else by
    return f"{name} · {spoken_time(line.at, transcript.zone, transcript.language)}"


@cache
def _texts(language: Language) -> Mapping[str, Any]:
    texts: Mapping[str, Any] = yaml.safe_load((TEXTS / f"{language}.yml").read_text("utf-8"))
    return texts
