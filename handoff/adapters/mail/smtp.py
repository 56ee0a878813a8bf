"""The operator's mail server, by SMTP: one connection for each letter.

A refusal of the letter or of its receiver is for good if the server says so (5xx). What the server
refuses of ours (the connection, the encryption, the login, the sender) is put right by an operator,
so it counts as passing, whatever the code.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage

import structlog
from aiosmtplib import SMTP
from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)

from handoff.adapters.mail.letters import NoAddress, mail_of
from handoff.adapters.mail.server import MailServer
from handoff.domain.deliveries import Accepted, Rejected
from handoff.services.ports.deliveries import Letter

log = structlog.get_logger()

_PERMANENT = range(500, 600)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds: for a connection, for an answer to a command, and for the word that a letter was
    taken, which servers give late when they look into it first (RFC 5321, 4.5.3.2, has minutes)."""

    connect: float = 15
    command: float = 30
    taking: float = 300


class SmtpPostman:
    """Implements `Postman`."""

    works = True

    def __init__(
        self, server: MailServer, sender: Address, patience: Patience | None = None
    ) -> None:
        self.server = server
        self.sender = sender
        self._patience = patience or Patience()

    async def carry(self, letter: Letter) -> Accepted | Rejected:
        try:
            mail = mail_of(letter, self.sender)
        except NoAddress:
            return Rejected(code="address_invalid", permanent=True)
        try:
            async with self._connected() as smtp:
                return await self._hand_over(smtp, mail)
        except (SMTPException, OSError) as error:
            refused = _refusal(error)
            log.warning("mail.not_sent", id=letter.id, code=refused.code, server=str(self.server))
            return refused

    async def check(self) -> Rejected | None:
        """Connects, encrypts and logs in, and sends nothing; what is wrong, None if it works."""
        try:
            async with self._connected():
                return None
        except (SMTPException, OSError) as error:
            return _refusal(error)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[SMTP]:
        """A connection on which letters can be handed over."""
        server = self.server
        smtp = SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.security == "tls",
            start_tls=False,
            timeout=self._patience.command,
            local_hostname=self.sender.domain,
        )
        await smtp.connect(timeout=self._patience.connect)
        try:
            await smtp.ehlo()
            if server.security == "starttls":
                await _encrypt(smtp)
            if server.username is not None:
                await _log_in(smtp, server.username, server.password or "")
            yield smtp
        finally:
            await _leave(smtp)

    async def _hand_over(self, smtp: SMTP, mail: EmailMessage) -> Accepted | Rejected:
        to = str(mail["To"].addresses[0].addr_spec)
        utf8 = not to.isascii()
        if utf8 and not smtp.supports_extension("smtputf8"):
            return Rejected(code="address_unsupported", permanent=True)
        await smtp.mail(self.sender.addr_spec, options=["SMTPUTF8"] if utf8 else [])
        await smtp.rcpt(to, encoding="utf-8" if utf8 else "ascii")
        await smtp.data(mail.as_bytes(), timeout=self._patience.taking)
        return Accepted()


class _Trouble(SMTPException):
    """Something of ours that the server will not have; `code` says what."""

    def __init__(self, code: str, reply: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.reply = reply


async def _encrypt(smtp: SMTP) -> None:
    if not smtp.supports_extension("starttls"):
        raise _Trouble("tls_missing")
    await smtp.starttls()
    await smtp.ehlo()  # what it said in the clear could have been anybody's word


async def _log_in(smtp: SMTP, username: str, password: str) -> None:
    try:
        await smtp.login(username, password)
    except SMTPAuthenticationError as error:
        raise _Trouble("login_refused", f"{error.code} {error.message}") from None
    except (SMTPResponseException, ConnectionError, TimeoutError):
        raise
    except SMTPException:  # it offers no way to log in
        raise _Trouble("login_refused") from None


async def _leave(smtp: SMTP) -> None:
    """What was taken is taken, however the server says goodbye."""
    with suppress(SMTPException, OSError, asyncio.CancelledError):
        if smtp.is_connected:
            await smtp.quit(timeout=1)
    smtp.close()


def _refusal(error: SMTPException | OSError) -> Rejected:
    match error:
        case _Trouble():
            return Rejected(code=error.code, reply=error.reply)
        case SMTPRecipientRefused() | SMTPDataError():
            reply = f"{error.code} {error.message}"
            return Rejected(code="refused", permanent=error.code in _PERMANENT, reply=reply)
        case SMTPResponseException():
            return Rejected(code="server_refused", reply=f"{error.code} {error.message}")
        case TimeoutError():
            return Rejected(code="timeout")
        case SMTPServerDisconnected():
            return Rejected(code="dropped")
        case _ if _is_of_tls(error):
            return Rejected(code="tls_refused")
        case _:
            return Rejected(code="unreachable")


def _is_of_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError | ssl.CertificateError):
            return True
        error = error.__cause__ or error.__context__
    return False
