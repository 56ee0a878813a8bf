"""The shop's inbox, by IMAP: mails that were not looked at yet, each marked by a keyword once it was.

The keyword is ours alone, so that a person who reads the mailbox hides nothing from the gateway. Nothing is
deleted or moved: what was taken down is marked as read, everything else stays unread for people.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses
from hashlib import sha256
from html.parser import HTMLParser
from imaplib import IMAP4
from typing import Any, cast
from urllib.parse import unquote, urlsplit

import structlog
from imap_tools import AND, BaseMailBox, MailBox, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from handoff.domain.errors import InvalidInput
from handoff.loopback import is_loopback
from handoff.services.mail_replies import InboundMail, Refusal

log = structlog.get_logger()

KEYWORD = "FiruzeLookedAt"
AT_ONCE = 20  # mails of one pass
LARGEST = 10 * 1024 * 1024  # bytes; what is larger is left to people
TIMEOUT = 20  # seconds for an answer of the server

_ROBOTS = {"bulk", "junk", "list", "auto_reply"}

type Take = Callable[[InboundMail], Coroutine[Any, Any, Refusal | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxServer:
    host: str
    port: int
    tls: bool
    username: str
    password: str = field(repr=False)
    folder: str


def read_inbox_server(url: str) -> InboxServer:
    """The mailbox at `imaps://user:password@host:993/INBOX`; `imap://` on this machine alone.

    Raises:
        InvalidInput: `imap_url`. The message repeats nothing of the URL, which holds a password.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise _refused() from None
    tls = parts.scheme == "imaps"
    good = parts.scheme in ("imaps", "imap") and host and parts.username and parts.password
    if not good or not host or not (tls or is_loopback(host)):
        raise _refused()
    return InboxServer(
        host=host,
        port=port or (993 if tls else 143),
        tls=tls,
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
    )


def _refused() -> InvalidInput:
    return InvalidInput(
        "imap_url", "FIRUZE_IMAP_URL must be like imaps://user:password@mail.shop.example/INBOX"
    )


class ImapInbox:
    def __init__(self, server: InboxServer) -> None:
        self._server = server

    async def read(self, take: Take) -> None:
        """Brings what is new to `take`, the oldest first. A mail that cannot be taken now, because a server is
        away say, is brought again. A mailbox that cannot be reached is logged."""
        loop = asyncio.get_running_loop()

        def bring(mail: InboundMail) -> Refusal | None:
            return asyncio.run_coroutine_threadsafe(take(mail), loop).result()

        try:
            await asyncio.to_thread(self._pass, bring)
        except (ImapToolsError, IMAP4.error, OSError) as error:
            log.warning("inbox.unreachable", error=type(error).__name__, server=self._server.host)

    def _pass(self, bring: Callable[[InboundMail], Refusal | None]) -> None:
        server = self._server
        kind = MailBox if server.tls else MailBoxUnencrypted
        box = kind(server.host, server.port, timeout=TIMEOUT)
        try:
            with box.login(server.username, server.password, server.folder):
                for uid in box.uids(AND(no_keyword=KEYWORD))[:AT_ONCE]:
                    self._look_at(box, uid, bring)
        finally:
            with suppress(OSError):
                box.client.shutdown()  # a server that is gone is not said goodbye to

    def _look_at(
        self, box: BaseMailBox, uid: str, bring: Callable[[InboundMail], Refusal | None]
    ) -> None:
        raw = _raw(box, uid)
        refusal: str | None = "too_large"
        if raw is not None:
            refusal = bring(read_mail(raw))
        if refusal is None:
            box.flag(uid, ["\\Seen"], True)  # noqa: FBT003 - the library's way
        log.info("inbox.looked_at", uid=uid, refused=refusal)
        box.flag(uid, [KEYWORD], True)  # noqa: FBT003 - the library's way


def _raw(box: BaseMailBox, uid: str) -> bytes | None:
    """The mail without marking it as read; None for one that is too large."""
    for message in box.fetch(AND(uid=uid), headers_only=True, mark_seen=False):
        if message.size_rfc822 > LARGEST:
            return None
    for message in box.fetch(AND(uid=uid), mark_seen=False):
        return bytes(message.obj)
    return None


# --- what a mail says -------------------------------------------------------------------------


def read_mail(raw: bytes) -> InboundMail:
    """What is needed of a mail; of one without an id the content is its id."""
    mail = message_from_bytes(raw, policy=default)
    senders = getaddresses([_header(mail, "From")])
    return InboundMail(
        id=_header(mail, "Message-ID") or sha256(raw).hexdigest(),
        sender=senders[0][1] if len(senders) == 1 else "",
        threads=list(_threads(mail)),
        text=_text(mail),
        automatic=_is_automatic(mail),
        attachments=[_name(part) for part in _attachments(mail)],
    )


def _header(mail: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(mail.get(name, "")).split())
    except (ValueError, IndexError, AttributeError):  # what the standard library cannot parse
        return ""


def _threads(mail: EmailMessage) -> Iterable[str]:
    """The local parts of ids, and what stands behind a plus sign in addresses."""
    for name in ("References", "In-Reply-To"):
        for word in _header(mail, name)[:10_000].split():
            yield word.strip("<>").partition("@")[0]
    for name in ("To", "Delivered-To", "X-Original-To", "Cc"):
        for _, address in getaddresses([_header(mail, name)[:10_000]]):
            yield address.partition("@")[0].partition("+")[2]


def _is_automatic(mail: EmailMessage) -> bool:
    submitted = _header(mail, "Auto-Submitted").casefold() or "no"
    robot = _header(mail, "Precedence").casefold() in _ROBOTS or "List-Id" in mail
    bounced = _header(mail, "Return-Path") == "<>"
    reports = mail.get_content_type() == "multipart/report"
    vacation = any(name in mail for name in ("X-Autoreply", "X-Autorespond"))
    return submitted != "no" or robot or bounced or reports or vacation


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain", "html"))
    if body is None:
        return ""
    try:
        content = str(body.get_content())
    except (LookupError, UnicodeError, ValueError, KeyError):  # an unknown charset
        content = (body.get_payload(decode=True) or b"").decode("utf-8", "replace")  # type: ignore[union-attr]
    return _plain(content) if body.get_content_subtype() == "html" else content


def _attachments(mail: EmailMessage) -> Iterable[EmailMessage]:
    return cast("Iterable[EmailMessage]", mail.iter_attachments()) if mail.is_multipart() else ()


def _name(part: EmailMessage) -> str:
    name = part.get_filename() or part.get_content_type()
    return "".join(x if x.isprintable() else " " for x in name)[:100]


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
            self.parts.append(" ".join(data.split()))


def _plain(html: str) -> str:
    words = _Words()
    words.feed(html[:200_000])
    return "".join(words.parts)
