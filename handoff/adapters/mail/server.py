"""Where the mail server is, and who sends: what operators write, checked."""

from dataclasses import dataclass, field
from email.headerregistry import Address
from email.utils import parseaddr
from typing import Literal
from urllib.parse import unquote, urlsplit

from email_validator import EmailNotValidError, validate_email

from handoff.domain.errors import InvalidInput
from handoff.loopback import is_loopback

Security = Literal["tls", "starttls", "none"]

_PORTS = {"smtp": 587, "smtps": 465}
_EXAMPLE = "smtp://user:password@mail.shop.example:587"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """A mail server. `starttls`: it must offer to encrypt before anything is said to it."""

    host: str
    port: int
    security: Security
    username: str | None = None
    password: str | None = field(default=None, repr=False)

    def __str__(self) -> str:
        """The address without the password."""
        return f"{self.host}:{self.port}"


def read_mail_server(url: str) -> MailServer:
    """The server at `smtp://…` (STARTTLS, not needed on this machine) or `smtps://…` (TLS).

    Raises:
        InvalidInput: `smtp_url`. The message repeats nothing of the URL, which holds a password.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise _refused() from None
    if parts.scheme not in _PORTS or not host or parts.path.strip("/") or parts.query:
        raise _refused()
    return MailServer(
        host=host,
        port=port or _PORTS[parts.scheme],
        security="tls" if parts.scheme == "smtps" else "none" if is_loopback(host) else "starttls",
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )


def read_sender(text: str) -> Address:
    """The address that mails are from: `help@shop.example` or `The Shop <help@shop.example>`.

    Raises:
        InvalidInput: `mail_from`.
    """
    name, address = parseaddr(text) if text.isprintable() else ("", "")
    try:
        checked = validate_email(address, check_deliverability=False, test_environment=True)
        return Address(name, addr_spec=checked.ascii_email or address)
    except (EmailNotValidError, ValueError):
        raise InvalidInput(
            "mail_from", "FIRUZE_MAIL_FROM must be an address like help@shop.example"
        ) from None


def _refused() -> InvalidInput:
    return InvalidInput("smtp_url", f"FIRUZE_SMTP_URL must be like {_EXAMPLE}, or smtps://…")
