"""Checks mail as the gateway will send it: the settings, and whether the server accepts our
login."""

from typing import TYPE_CHECKING

from stack.errors import CliError
from stack.settings import StackSettings

if TYPE_CHECKING:
    from handoff.adapters.mail.smtp import SmtpPostman
    from handoff.domain.deliveries import Rejected

NO_MAIL = "no mail server is set"
HOW_TO_SET_UP = (
    "Set FIRUZE_SMTP_URL and FIRUZE_MAIL_FROM: docs/subsystems/deliveries.md, Setting up mail."
)

_TROUBLE = {
    "unreachable": "cannot be reached",
    "timeout": "does not answer in time",
    "dropped": "breaks the connection",
    "tls_missing": "does not offer STARTTLS, and nothing is said to it in the clear",
    "tls_refused": "shows a certificate that this machine does not trust",
    "login_refused": "refuses the login",
    "server_refused": "refuses us",
    "refused": "refuses the mail",
    "address_invalid": "was not asked: that is no address",
    "address_unsupported": "cannot send to addresses in other than Latin letters",
}


def check_mail(settings: StackSettings) -> "SmtpPostman | None":
    """The postman that will carry mail, None without a server; CliError with the correction."""
    from handoff.adapters.mail.postmen import open_postman  # noqa: PLC0415 - slow to load
    from handoff.adapters.mail.smtp import SmtpPostman  # noqa: PLC0415
    from handoff.domain.errors import InvalidInput  # noqa: PLC0415

    try:
        postman = open_postman(settings.smtp_url, settings.mail_from)
    except InvalidInput as error:
        raise CliError(
            f"{error.message}.", way_out="Correct it in your environment or in .env."
        ) from error
    return postman if isinstance(postman, SmtpPostman) else None


async def check_mail_server(postman: "SmtpPostman") -> None:
    """Raises CliError when the mail server does not accept our login."""
    refused = await postman.check()
    if refused is not None:
        raise trouble_with(postman, refused)


def trouble_with(postman: "SmtpPostman", refused: "Rejected") -> CliError:
    """Describes the mail server's refusal."""
    what = _TROUBLE.get(refused.code, refused.code)
    said = f" ({refused.reply.strip()})" if refused.reply else ""
    return CliError(
        f"The mail server {postman.server} {what}{said}.",
        way_out="Look at FIRUZE_SMTP_URL and FIRUZE_MAIL_FROM: docs/subsystems/deliveries.md.",
    )
