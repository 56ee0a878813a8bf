"""The shop's inbox, by IMAP: mails that were not looked at yet, each marked by a keyword once it was.

The keyword is ours alone, so that a person who reads the mailbox hides nothing from the gateway. Nothing is
deleted or moved: what was taken down is marked as read, everything else stays unread for people.
"""

import asyncio
import re
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from imaplib import IMAP4
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog
from imap_tools import AND, BaseMailBox, MailBox, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from handoff.adapters.mail.inbound import read_mail
from handoff.domain.errors import InvalidInput
from handoff.loopback import is_loopback
from handoff.services.errors import Outage
from handoff.services.mail_replies import InboundMail, Refusal

log = structlog.get_logger()

KEYWORD = "FiruzeLookedAt"
AT_ONCE = 20  # mails of one pass
LARGEST = 10 * 1024 * 1024  # bytes; what is larger is left to people
TIMEOUT = 20  # seconds for an answer of the server

_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")

type Take = Callable[[InboundMail], Coroutine[Any, Any, Refusal | None]]
type Bring = Callable[[InboundMail], str | None]


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
        away say, is brought again; one that nothing can be made of is left to people, and the next one is read.
        A mailbox that cannot be reached is logged. Raises Outage."""
        loop = asyncio.get_running_loop()

        async def taken(mail: InboundMail) -> str | None:
            try:
                return await take(mail)
            except (Outage, OSError):
                raise
            except Exception:  # of this one mail; the next one must be read
                log.exception("inbox.not_taken")
                return "unreadable"

        def bring(mail: InboundMail) -> str | None:
            return asyncio.run_coroutine_threadsafe(taken(mail), loop).result()

        try:
            await asyncio.to_thread(self._pass, bring)
        except (ImapToolsError, IMAP4.error, OSError) as error:
            log.warning("inbox.unreachable", error=type(error).__name__, server=self._server.host)

    def _pass(self, bring: Bring) -> None:
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

    def _look_at(self, box: BaseMailBox, uid: str, bring: Bring) -> None:
        refusal = self._refusal(_raw(box, uid), bring)
        if refusal is None:
            box.flag(uid, ["\\Seen"], True)  # noqa: FBT003 - the library's way
        log.info("inbox.looked_at", uid=uid, refused=refusal)
        box.flag(uid, [KEYWORD], True)  # noqa: FBT003 - the library's way

    def _refusal(self, raw: bytes | None, bring: Bring) -> str | None:
        if raw is None:
            return "too_large"
        try:
            mail = read_mail(raw)
        except Exception:  # strangers write mails, and no parser has met them all
            log.exception("inbox.unreadable")
            return "unreadable"
        return bring(mail)


def _raw(box: BaseMailBox, uid: str) -> bytes | None:
    """The mail as it came, without marking it as read; None for one that is too large. The library's own way
    to fetch parses it at once."""
    sizes = _fetched(box, uid, "(RFC822.SIZE)")
    size = next((found for part in sizes if (found := _SIZE.search(_line(part)))), None)
    if size is not None and int(size[1]) > LARGEST:
        return None
    parts = _fetched(box, uid, "(BODY.PEEK[])")
    return next((part[1] for part in parts if isinstance(part, tuple)), b"")


def _fetched(box: BaseMailBox, uid: str, what: str) -> list[Any]:
    status, parts = box.client.uid("fetch", uid, what)
    if status != "OK":
        raise IMAP4.error(f"FETCH was answered with {status}")
    return parts


def _line(part: bytes | tuple[bytes, bytes] | None) -> bytes:
    return part[0] if isinstance(part, tuple) else part or b""
