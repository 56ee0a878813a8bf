"""What a mail says: strangers write them, so all of it is bounded before anything is parsed.

The standard library's newer interface (`policy.default`) takes seconds for a header of a few kilobytes of quotation
marks. The older one is linear, and brings all that is needed here.
"""

import re
from codecs import lookup
from collections.abc import Iterable, Sequence
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.policy import Compat32
from email.utils import getaddresses
from hashlib import sha256
from html.parser import HTMLParser

from handoff.services.mail_replies import InboundMail

HEADERS_LENGTH = 64 * 1024  # bytes of all headers of a mail
PART_HEADER_LENGTH = 4 * 1024  # bytes of a header that says what a part is
PARTS_AT_MOST = 100
BOUNDARIES_AT_MOST = 1000  # lines that may begin a part, with headers or without

_ADDRESSES_LENGTH = 2_000  # characters of a header with addresses
_THREADS_LENGTH = 10_000
_BODY_LENGTH = 400_000  # bytes of a body that are decoded
_HTML_LENGTH = 200_000  # characters

_ROBOTS = {"bulk", "junk", "list", "auto_reply"}
_EMPTY_LINE = re.compile(rb"\r?\n\r?\n")
_PART = re.compile(rb"(?im)^content-type[ \t]*:")
_BOUNDARY = re.compile(rb"(?m)^--")

# Encodings of Python that no mail is written in; decoding them costs quadratic time, or makes halves of characters.
_NO_CHARSETS = {"punycode", "idna", "unicode-escape", "raw-unicode-escape"}


class Unreadable(Exception):
    """Nothing that a mail program sends: it is left to people."""


class _Bounded(Compat32):
    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        about_part = sourcelines[0][:8].casefold() == "content-"
        if about_part and sum(map(len, sourcelines)) > PART_HEADER_LENGTH:
            raise Unreadable("a header of a part is too long")
        return super().header_source_parse(sourcelines)


def read_mail(raw: bytes) -> InboundMail:
    """What is needed of a mail; of one without an id the content is its id.

    Raises:
        Unreadable: its headers are too long, or its parts too many. The standard library raises other errors for
            other mails that make no sense.
    """
    _demand_bounded(raw)
    mail: Message = message_from_bytes(raw, policy=_Bounded())
    senders = getaddresses([_header(mail, "From")[:_ADDRESSES_LENGTH]])
    parts = list(_parts(mail))
    return InboundMail(
        id=_whole(_header(mail, "Message-ID")) or sha256(raw).hexdigest(),
        sender=_whole(senders[0][1]) if len(senders) == 1 else "",
        threads=[thread for thread in _threads(mail) if thread.isascii()],
        text=_text(parts),
        automatic=_is_automatic(mail),
        attachments=[_name(part) for part, inline in parts if _is_file(part, inline=inline)],
    )


def _demand_bounded(raw: bytes) -> None:
    end = _EMPTY_LINE.search(raw)
    if (end.start() if end else len(raw)) > HEADERS_LENGTH:
        raise Unreadable("its headers are too long")
    parts, boundaries = (sum(1 for _ in found.finditer(raw)) for found in (_PART, _BOUNDARY))
    if parts > PARTS_AT_MOST or boundaries > BOUNDARIES_AT_MOST:
        raise Unreadable("it has too many parts")


def _whole(text: str) -> str:
    """The text without halves of characters, which no database takes."""
    return text.encode("utf-8", "ignore").decode()


def _header(mail: Message, name: str) -> str:
    return " ".join(str(mail.get(name, "")).split())


def _threads(mail: Message) -> Iterable[str]:
    """The local parts of ids, and what stands behind a plus sign in addresses."""
    for name in ("References", "In-Reply-To"):
        for word in _header(mail, name)[:_THREADS_LENGTH].split():
            yield word.strip("<>").partition("@")[0]
    for name in ("To", "Delivered-To", "X-Original-To", "Cc"):
        for _, address in getaddresses([_header(mail, name)[:_THREADS_LENGTH]]):
            yield address.partition("@")[0].partition("+")[2]


def _is_automatic(mail: Message) -> bool:
    submitted = _header(mail, "Auto-Submitted").casefold() or "no"
    robot = _header(mail, "Precedence").casefold() in _ROBOTS or "List-Id" in mail
    bounced = _header(mail, "Return-Path") == "<>"
    reports = mail.get_content_type() == "multipart/report"
    vacation = any(name in mail for name in ("X-Autoreply", "X-Autorespond"))
    return submitted != "no" or robot or bounced or reports or vacation


def _parts(mail: Message, *, inline: bool = False) -> Iterable[tuple[Message, bool]]:
    """The parts that have no parts of their own, in order; with each whether it is shown within another one, as
    pictures of an HTML mail are. Mails within the mail are parts."""
    children = mail.get_payload()
    if mail.get_content_maintype() != "multipart" or not isinstance(children, list):
        yield mail, inline
        return
    related = mail.get_content_type() == "multipart/related"
    for number, child in enumerate(children):
        if isinstance(child, Message):
            yield from _parts(child, inline=inline or (related and number > 0))


def _is_file(part: Message, *, inline: bool) -> bool:
    if part.get_content_disposition() == "attachment":
        return True
    named = part.get_filename() is not None
    return not inline and (named or part.get_content_maintype() not in ("text", "multipart"))


def _text(parts: Sequence[tuple[Message, bool]]) -> str:
    """The first part that is plain text, or else the first that is HTML."""
    shown = [x for x, inline in parts if not inline and x.get_content_disposition() != "attachment"]
    for kind in ("text/plain", "text/html"):
        for part in shown:
            if part.get_content_type() == kind:
                content = _decoded(part)
                return _plain(content) if kind == "text/html" else content
    return ""


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    content = payload[:_BODY_LENGTH] if isinstance(payload, bytes) else b""
    try:
        charset = lookup(part.get_content_charset("utf-8")).name
        known = "utf-8" if charset in _NO_CHARSETS else charset
        return _whole(content.decode(known, "replace"))
    except (LookupError, ValueError):  # an unknown charset, or one that cannot leave anything out
        return content.decode("utf-8", "replace")


def _name(part: Message) -> str:
    name = part.get_filename() or part.get_content_type()
    try:
        shown = _whole(str(make_header(decode_header(name))))
    except (MessageError, LookupError, ValueError):
        shown = _whole(name)
    return "".join(x if x.isprintable() else " " for x in shown)[:100]


class _Words(HTMLParser):
    """The text of an HTML mail: a line for each block, what is quoted behind a `>`."""

    _BLOCKS = frozenset({"p", "div", "br", "li", "tr", "blockquote"})
    _SILENT = frozenset({"style", "script", "head", "title"})

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._quoted = 0
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        self._quoted += tag == "blockquote"
        self._silent += tag in self._SILENT
        if tag in self._BLOCKS:
            self.parts.append("\n" + "> " * bool(self._quoted))

    def handle_endtag(self, tag: str) -> None:
        self._quoted = max(0, self._quoted - (tag == "blockquote"))
        self._silent = max(0, self._silent - (tag in self._SILENT))
        if tag in self._BLOCKS:
            self.parts.append("\n" + "> " * bool(self._quoted))

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(re.sub(r"\s+", " ", data))


def _plain(html: str) -> str:
    words = _Words()
    words.feed(html[:_HTML_LENGTH])
    words.close()
    lines = "".join(words.parts).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines)
