"""Letters as mails: text and HTML of the same words, from the catalogues in `texts/`.

Names and words of strangers go into headers and HTML here and nowhere else: headers are made by
`EmailMessage`, which refuses line breaks; what strangers wrote is put on one bounded line first, and
escaped in HTML.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import yaml
from email_validator import EmailNotValidError, validate_email

from handoff.adapters.wording.cards import with_card
from handoff.adapters.wording.moments import spoken_day
from handoff.domain.conversation.mail_replies import CUT
from handoff.domain.language import Language
from handoff.domain.persian import persian_digits
from handoff.services.customer_links import file_below
from handoff.services.ports.deliveries import (
    AccountLetter,
    AnswerLetter,
    CodeLetter,
    DataLetter,
    Letter,
    RatingLetter,
    TranscriptLetter,
)

TEXTS = Path(__file__).parent / "texts"

ATTACHED = "conversation"  # what an attached transcript is called
NAME_LENGTH = 60  # characters of a stranger's name in a subject
SUBJECT_LENGTH = 150

_FONT = "font-family: Vazirmatn, system-ui, 'Segoe UI', Tahoma, sans-serif"
_QUOTE = "margin: 0 0 4px; padding: 10px 14px; border-radius: 10px; background: #eef6f5"
_BUTTON = "display: inline-block; padding: 10px 18px; border-radius: 10px; background: #0b7a75; color: #ffffff; text-decoration: none"
_BIG = "font-size: 28px; letter-spacing: 6px; text-align: center; margin: 16px 0"
_MARK = (
    "display: inline-block; min-width: 28px; margin: 0 3px; padding: 10px 8px; border: 1px solid #0b7a75; "
    "border-radius: 10px; text-align: center; color: #0b7a75; text-decoration: none; font-weight: bold"
)
_QUIET = "color: #5b6b6a; font-size: 13px"
_FIGURES = ("ticket", "days", "code", "number", "minutes")


class NoAddress(Exception):
    """The receiver's address is none that mail can be sent to."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody said, as it was typed."""

    text: str
    by: str


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Code:
    """The reader types it somewhere else."""

    text: str


@dataclass(frozen=True, slots=True)
class Marks:
    """Links from the worst mark to the best, and what those two mean."""

    urls: tuple[str, ...]
    worst: str
    best: str
    figures: tuple[str, ...]


Block = Paragraph | Quote | Link | Code | Marks


def mail_of(letter: Letter, sender: Address) -> EmailMessage:
    """The mail. Its `Message-ID` is made of the letter's id, so that each try carries the same.

    Raises:
        NoAddress: the receiver's address is none.
    """
    user, domain = _address(letter.to)
    subject, blocks = _written(letter)
    mail = EmailMessage(policy=SMTP if user.isascii() else SMTPUTF8)
    mail["From"] = Address(
        _line(sender.display_name or letter.shop, NAME_LENGTH), addr_spec=sender.addr_spec
    )
    mail["To"] = Address(username=user, domain=domain)
    mail["Subject"] = _line(subject, SUBJECT_LENGTH)
    mail["Message-ID"] = f"<{letter.id}@{sender.domain}>"
    if isinstance(letter.matter, AnswerLetter) and letter.matter.thread:
        thread = (
            f"<{letter.matter.thread}@{sender.domain}>"  # the same in all mails of the conversation
        )
        mail["In-Reply-To"] = mail["References"] = thread
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("\n\n".join(_plain(block) for block in blocks) + "\n", cte="base64")
    direction = _texts(letter.language)["direction"]
    mail.add_alternative(_page(letter.language, direction, blocks), subtype="html", cte="base64")
    if isinstance(letter.matter, TranscriptLetter):
        mail.add_attachment(
            letter.matter.page, subtype="html", cte="base64", filename=f"{ATTACHED}.html"
        )
    mail["Content-Language"] = letter.language  # of the whole: of a part it would describe that
    return mail


def _address(text: str) -> tuple[str, str]:
    """What stands before and after the @. Domains in other letters than ASCII have an ASCII form."""
    try:
        checked = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise NoAddress from error
    return checked.local_part, checked.ascii_domain


# --- words ------------------------------------------------------------------------------------


def _written(letter: Letter) -> tuple[str, Sequence[Block]]:
    """The subject and what stands below it."""
    match letter.matter:
        case AnswerLetter() as answer:
            return _answer(letter, answer)
        case RatingLetter() as rating:
            return _rating(letter, rating)
        case TranscriptLetter() as transcript:
            return _transcript(letter, transcript)
        case AccountLetter() as account:
            return _account(letter, account)
        case CodeLetter() as code:
            return _code(letter, code)
        case DataLetter() as data:
            return _data(letter, data)
        case _:
            words = _Words(letter, "test", {})
            return words("subject"), [Paragraph(words("lead"))]


def _answer(letter: Letter, answer: AnswerLetter) -> tuple[str, Sequence[Block]]:
    names = [line.by for line in answer.lines if line.by]
    words = _Words(
        letter,
        "answer",
        {
            "agent": _line(names[-1] if names else letter.shop, NAME_LENGTH),
            "ticket": "" if answer.ticket is None else str(answer.ticket),
            "days": str(answer.link_days),
        },
    )
    with_ticket = "" if answer.ticket is None else "_ticket"
    return words(f"subject{with_ticket}"), [
        *([Paragraph(f"{CUT} {words('above')}", quiet=True)] if answer.thread else []),
        Paragraph(words("hello")),
        Paragraph(words(f"lead{with_ticket}")),
        *_quotes(answer, words, letter.language),
        *_way_back(answer.link, words),
        Paragraph(words("reply" if answer.thread else "no_reply"), quiet=True),
    ]


def _quotes(answer: AnswerLetter, words: "_Words", language: Language) -> Iterator[Quote | Link]:
    for line in answer.lines:
        by = words("by_bot") if line.by is None else words("by_agent", agent=line.by)
        yield Quote(with_card(line.text, line.card, answer.zone, language), by)
        if line.file is not None:
            yield Link(words("file"), file_below(answer.link, line.file))


def _way_back(link: str, words: "_Words") -> Sequence[Block]:
    return [Link(words("link"), link), Paragraph(words("link_note"), quiet=True)]


def _rating(letter: Letter, rating: RatingLetter) -> tuple[str, Sequence[Block]]:
    agent = _line(rating.agent or "", NAME_LENGTH)
    words = _Words(letter, "rating", {"agent": agent, "days": str(rating.link_days)})
    figures = tuple(words.figure(str(mark)) for mark, _ in enumerate(rating.marks, start=1))
    return words("subject"), [
        Paragraph(words("hello")),
        Paragraph(words("lead_agent" if agent else "lead")),
        Marks(rating.marks, words("worst"), words("best"), figures),
        Link(words("link"), rating.link),
        Paragraph(words("link_note"), quiet=True),
        Paragraph(words("once"), quiet=True),
    ]


def _transcript(letter: Letter, transcript: TranscriptLetter) -> tuple[str, Sequence[Block]]:
    words = _Words(letter, "transcript", {"days": str(transcript.link_days)})
    return words("subject"), [
        Paragraph(words("hello")),
        Paragraph(words("lead")),
        *_way_back(transcript.link, words),
        Paragraph(words("stray"), quiet=True),
    ]


def _account(letter: Letter, account: AccountLetter) -> tuple[str, Sequence[Block]]:
    name = _line(account.name, NAME_LENGTH)
    words = _Words(letter, account.kind, {"name": name, "days": str(account.link_days)})
    return words("subject"), [
        Paragraph(words("hello")),
        Paragraph(words("lead")),
        Link(words("link"), account.link),
        Paragraph(words("link_note"), quiet=True),
        Paragraph(words("stray"), quiet=True),
    ]


def _code(letter: Letter, code: CodeLetter) -> tuple[str, Sequence[Block]]:
    places = {"code": code.code, "number": code.number, "minutes": str(code.minutes)}
    words = _Words(letter, "order_code", places)
    return words("subject"), [
        Paragraph(words("hello")),
        Paragraph(words("lead")),
        Code(words("code")),
        Paragraph(words("note"), quiet=True),
        Paragraph(words("stray"), quiet=True),
    ]


def _data(letter: Letter, data: DataLetter) -> tuple[str, Sequence[Block]]:
    day = spoken_day(data.asked_at, data.zone, letter.language)
    words = _Words(letter, "data", {"day": day, "days": str(data.link_days)})
    return words("subject"), [
        Paragraph(words("hello")),
        Paragraph(words(f"asked_{data.asked}")),
        *_done(data, words),
        Paragraph(words("stray"), quiet=True),
    ]


def _done(data: DataLetter, words: "_Words") -> Sequence[Block]:
    if data.reason is not None:
        again = Paragraph(words("again"), quiet=True)
        return [Paragraph(words("refused")), Quote(data.reason, words("by_shop")), again]
    if data.asked == "deletion":
        return [Paragraph(words("deleted")), Paragraph(words("address"), quiet=True)]
    if data.link is None:
        return [Paragraph(words("signed_in"))]
    return [Paragraph(words("given")), *_way_back(data.link, words)]


class _Words:
    """One mail's texts, their {places} filled in; figures in the digits of the language."""

    def __init__(self, letter: Letter, mail: str, places: Mapping[str, str]) -> None:
        self._texts = _texts(letter.language)[mail]
        self._language = letter.language
        self._places = {"shop": letter.shop} | dict(places)

    def __call__(self, key: str, **places: str) -> str:
        text: str = self._texts[key]
        for name, value in (self._places | places).items():
            text = text.replace(f"{{{name}}}", self._shown(name, value))
        return text

    def figure(self, value: str) -> str:
        return persian_digits(value) if self._language == "fa" else value

    def _shown(self, name: str, value: str) -> str:
        return self.figure(value) if name in _FIGURES else value


@cache
def _texts(language: Language) -> Mapping[str, Any]:
    texts: Mapping[str, Any] = yaml.safe_load((TEXTS / f"{language}.yml").read_text("utf-8"))
    return texts


def _line(text: str, length: int) -> str:
    """The text on one line, without what no line shows, and not longer than that."""
    line = " ".join("".join(x if x.isprintable() or x in _JOINERS else " " for x in text).split())
    return line if len(line) <= length else f"{line[: length - 1]}…"


_JOINERS = "\u200c\u200d"  # Persian spelling needs the one, emoji the other


# --- looks ------------------------------------------------------------------------------------


def _plain(block: Block) -> str:
    match block:
        case Paragraph():
            return block.text
        case Quote():
            quoted = "\n".join(f"> {line}" for line in block.text.splitlines())
            return f"{quoted}\n— {block.by}"
        case Link():
            return f"{block.text}:\n{block.url}"
        case Code():
            return block.text
        case Marks():
            links = zip(block.figures, block.urls, strict=True)
            lines = "\n".join(f"{figure}: {url}" for figure, url in links)
            return f"{block.worst}\n{lines}\n{block.best}"


def _page(language: Language, direction: str, blocks: Sequence[Block]) -> str:
    body = "\n".join(_html(block) for block in blocks)
    return (
        f'<!doctype html>\n<html lang="{language}" dir="{direction}">\n'
        f'<head><meta charset="utf-8"></head>\n<body dir="{direction}" style="{_FONT}; '
        f'line-height: 1.6; color: #14302e; max-width: 36em; margin: 0 auto; padding: 16px">\n'
        f"{body}\n</body>\n</html>\n"
    )


def _html(block: Block) -> str:
    match block:
        case Paragraph():
            style = f' style="{_QUIET}"' if block.quiet else ""
            return f"<p{style}>{escape(block.text)}</p>"
        case Quote():
            text = "<br>".join(escape(line) for line in block.text.splitlines())
            by = f'<p style="margin: 0 0 16px; {_QUIET}">{escape(block.by)}</p>'
            return f'<blockquote dir="auto" style="{_QUOTE}">{text}</blockquote>{by}'
        case Code():
            return f'<p style="{_BIG}" dir="ltr">{escape(block.text)}</p>'
        case Marks():
            return _marks(block)
        case Link():
            href = escape(block.url, quote=True)
            return f'<p><a href="{href}" style="{_BUTTON}">{escape(block.text)}</a></p>'


def _marks(block: Marks) -> str:
    links = "".join(
        f'<a href="{escape(url, quote=True)}" style="{_MARK}">{escape(figure)}</a>'
        for figure, url in zip(block.figures, block.urls, strict=True)
    )
    ends = f'<span style="{_QUIET}">{{}}</span>'
    return f"<p>{ends.format(escape(block.worst))} {links} {ends.format(escape(block.best))}</p>"
