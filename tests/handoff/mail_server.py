"""A real mail server on a real port, which accepts mail, or misbehaves as configured."""

import asyncio
import logging
from asyncio import Transport
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTPUTF8
from functools import cached_property
from ssl import SSLContext
from typing import Any, Literal

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.handoff.waiting import eventually

# What a server can do with a mail besides taking it and saying so.
Mood = Literal[
    "530 at MAIL",
    "451 at RCPT",
    "550 at RCPT",
    "452 at DATA",
    "554 at DATA",
    "hang",
    "take and hang",
    "drop",  # the connection, once the mail is there
    "take and drop",
]

logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd's: it would log every line

A_START = 30.0  # seconds: a gateway in a process of its own may have to start first


@dataclass(frozen=True)
class Received:
    """A mail that the server has taken."""

    raw: bytes
    sender: str
    receivers: tuple[str, ...]

    @cached_property
    def mail(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=SMTPUTF8)

    @property
    def id(self) -> str:
        return str(self.mail["Message-ID"])

    @property
    def subject(self) -> str:
        return str(self.mail["Subject"])

    def part(self, subtype: str) -> str:
        found = self.mail.get_body((subtype,))
        assert found is not None, f"The mail has no part {subtype}"
        return str(found.get_content()).replace("\r\n", "\n")

    @property
    def text(self) -> str:
        return self.part("plain")

    @property
    def html(self) -> str:
        return self.part("html")


@dataclass
class MailServer:
    """`then` is what it does with the next mails, in this order; it takes all others."""

    port: int = 0
    then: deque[Mood] = field(default_factory=deque)
    received: list[Received] = field(default_factory=list)
    attempts: int = 0  # mails that clients began
    encrypted: bool = False  # whether the last mail came through TLS
    hanging: int = 0  # mails that were there when the server fell silent

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def ids(self) -> Counter[str]:
        """How often each Message-ID was taken."""
        return Counter(mail.id for mail in self.received)

    async def until_received(self, count: int = 1) -> list[Received]:
        async def came() -> bool:
            return len(self.received) >= count

        await eventually(came, f"{count} mails")
        return self.received

    async def until_it_hangs(self, count: int = 1) -> None:
        async def hangs() -> bool:
            return self.hanging >= count

        await eventually(hangs, f"{count} mails that get no answer", within=A_START)

    @asynccontextmanager
    async def listening(
        self, *, ssl: SSLContext | None = None, **options: Any
    ) -> AsyncIterator["MailServer"]:
        """With `ssl` it speaks TLS from the first byte; `options` are aiosmtpd's."""
        handler = _Handler(self)
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: SMTP(handler, loop=loop, **options), "127.0.0.1", self.port, ssl=ssl
        )
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            handler.let_go()
            server.close()
            await server.wait_closed()


class _Handler:
    """aiosmtpd's hooks."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._mood: Mood | None = None
        self._over = asyncio.Event()

    def let_go(self) -> None:
        self._over.set()

    async def handle_MAIL(  # noqa: N802 - the name and the arguments are aiosmtpd's
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        self._server.attempts += 1
        self._server.encrypted = session.ssl is not None
        self._mood = self._server.then.popleft() if self._server.then else None
        if self._mood == "530 at MAIL":
            return "530 5.7.0 Must log in first"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        if self._mood == "451 at RCPT":
            return f"451 4.3.0 <{address}>: try again later"
        if self._mood == "550 at RCPT":
            return f"550 5.1.1 <{address}>: nobody here by that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        match self._mood:
            case "452 at DATA":
                return "452 4.2.2 Mailbox full"
            case "554 at DATA":
                return "554 5.7.1 This looks like spam"
            case "hang":
                return await self._hang()
            case "drop":
                return _drop(server)
        self._server.received.append(
            Received(
                raw=bytes(envelope.content or b""),  # type: ignore[arg-type]
                sender=envelope.mail_from or "",
                receivers=tuple(envelope.rcpt_tos),
            )
        )
        match self._mood:
            case "take and hang":
                return await self._hang()
            case "take and drop":
                return _drop(server)
        return "250 OK"

    async def _hang(self) -> str:
        self._server.hanging += 1
        await self._over.wait()
        return "421 4.3.2 Shutting down"


def _drop(server: SMTP) -> str:
    assert isinstance(server.transport, Transport)
    server.transport.abort()
    return "250 OK"
