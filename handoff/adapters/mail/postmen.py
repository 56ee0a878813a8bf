"""Which postman an installation has: its mail server's, or none."""

from handoff.adapters.mail.server import read_mail_server, read_sender
from handoff.adapters.mail.smtp import SmtpPostman
from handoff.domain.deliveries import Accepted, Rejected
from handoff.domain.errors import InvalidInput
from handoff.services.ports.deliveries import Letter, Postman


class NoPostman:
    """Implements `Postman` where no mail server was named."""

    works = False

    async def carry(self, letter: Letter) -> Accepted | Rejected:  # noqa: ARG002
        return Rejected(code="mail_not_set_up")


def open_postman(smtp_url: str | None, mail_from: str | None) -> Postman:
    """Nothing connects before the first letter. Raises InvalidInput: `smtp_url`, `mail_from`."""
    if smtp_url is None:
        return NoPostman()
    server = read_mail_server(smtp_url)
    if mail_from is None:
        raise InvalidInput(
            "mail_from", "FIRUZE_SMTP_URL needs FIRUZE_MAIL_FROM, who mails are from"
        )
    return SmtpPostman(server, read_sender(mail_from))
