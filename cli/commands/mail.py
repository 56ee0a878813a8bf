"""`./firuze mail`: whether this installation can send mail."""

import asyncio
from typing import Annotated

import typer

from cli.options import Language
from stack.checkout import this_checkout
from stack.checks.mail import HOW_TO_SET_UP, check_mail, trouble_with
from stack.errors import CliError
from stack.settings import StackSettings, load_settings

mail = typer.Typer(help="The mails that Firuze sends.", no_args_is_help=True)


@mail.callback()
def group() -> None:
    """The mails that Firuze sends."""


@mail.command("test")
def send_test(
    address: Annotated[str, typer.Argument(help="The receiver of the test mail.")],
    *,
    language: Annotated[Language, typer.Option(help="The language of the mail.")] = Language.EN,
) -> None:
    """Send a mail now, and show the mail server's answer."""
    settings = load_settings(this_checkout())
    server = asyncio.run(_send(settings, address, language))
    typer.echo(
        f"{server} has accepted the mail to {address}. Look into the inbox, and the spam folder."
    )


async def _send(settings: StackSettings, address: str, language: Language) -> str:
    """Sends; returns the server that accepted the mail. Raises CliError."""
    from uuid import uuid4  # noqa: PLC0415 - with the others, for one command

    from handoff.adapters.business_file import read_business  # noqa: PLC0415
    from handoff.domain.deliveries import Rejected  # noqa: PLC0415
    from handoff.services.ports.deliveries import Letter, TrialLetter  # noqa: PLC0415

    postman = check_mail(settings)
    if postman is None:
        raise CliError("No mail server is set.", way_out=HOW_TO_SET_UP)
    shop = read_business(this_checkout().root / settings.business_file).name[language.value]
    outcome = await postman.carry(
        Letter(
            id=str(uuid4()), to=address, language=language.value, shop=shop, matter=TrialLetter()
        )
    )
    if isinstance(outcome, Rejected):
        raise trouble_with(postman, outcome)
    return str(postman.server)
