"""The mail server of a run: a real one, which accepts every mail and counts by Message-ID.

It lives in the process of the run, which nothing kills, so it knows every mail that got out.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import SMTPUTF8

from aiosmtpd.smtp import SMTP, Envelope, Session

from stack.free_ports import LOOPBACK

logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd's: it would log every line


@dataclass
class Mailbox:
    """`taken` has the quoted lines of each mail, by its Message-ID, once for each delivery."""

    port: int = 0
    taken: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"smtp://{LOOPBACK}:{self.port}"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802, ARG002 - the name and the arguments are aiosmtpd's
        content = envelope.content
        mail = message_from_bytes(content if isinstance(content, bytes) else b"", policy=SMTPUTF8)
        body = mail.get_body(("plain",))
        text = str(body.get_content()).splitlines() if body is not None else []
        lines = tuple(line[2:] for line in text if line.startswith("> "))
        self.taken.setdefault(str(mail["Message-ID"]), []).append(lines)
        return "250 OK"

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Mailbox"]:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(self, loop=loop), LOOPBACK, 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            await server.wait_closed()
