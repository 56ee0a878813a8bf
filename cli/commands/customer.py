"""`./firuze customer`: what an operator can do for a customer without the console."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.prompt import Confirm

from cli.beside import beside
from cli.options import Language
from stack.checkout import this_checkout
from stack.errors import CliError
from stack.screen import Screen
from stack.settings import load_settings

if TYPE_CHECKING:
    from handoff.services.ports.customer_data import Kept
    from handoff.wiring.operating import Privacy

customers = typer.Typer(help="The shop's customers.", no_args_is_help=True)


class Form(StrEnum):
    """What a document is for: programs, or reading."""

    JSON = "json"
    HTML = "html"


Who = Annotated[
    str | None,
    typer.Argument(help="The shop's id of the customer, or the id of a conversation."),
]
Email = Annotated[str | None, typer.Option(help="An address that the customer has or left.")]
Phone = Annotated[str | None, typer.Option(help="A number that the customer has or left.")]


@customers.callback()
def group() -> None:
    """The shop's customers."""


@customers.command("revoke")
def revoke(
    who: Annotated[
        str, typer.Argument(help="The shop's id of the customer, or the id of a conversation.")
    ],
) -> None:
    """End a customer's chat in every browser at once. It goes on after a new sign-in at the
    shop."""
    name = asyncio.run(_revoke(who))
    typer.echo(
        f"No browser is signed in as {name} any more, until the shop vouches for them again."
    )


@customers.command("export")
def export(
    who: Who = None,
    *,
    email: Email = None,
    phone: Phone = None,
    form: Annotated[Form, typer.Option("--format", help="For programs, or to read.")] = Form.JSON,
    language: Annotated[
        Language | None, typer.Option(help="Of the sentences in it; else the customer's.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="A file that only you may read; else standard output.")
    ] = None,
) -> None:
    """Write down everything that is kept of a customer, to hand to the customer."""
    document = asyncio.run(_export(who, email, phone, form, language))
    if output is None:
        sys.stdout.write(document)
        return
    try:
        with open(
            output, "x", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, 0o600)
        ) as file:
            file.write(document)
    except FileExistsError:
        raise CliError(
            f"{output} is there already.", way_out="Name a file that is not there yet."
        ) from None
    except OSError as error:
        raise CliError(f"{output} cannot be written: {error.strerror}.") from None
    typer.echo(f"Written to {output}.")


@customers.command("erase")
def erase(
    who: Who = None,
    *,
    email: Email = None,
    phone: Phone = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would go, and change nothing.")
    ] = False,
    under_way: Annotated[
        bool,
        typer.Option("--under-way", help="End conversations that a person has or is awaited in."),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase everything that is kept of a customer, for good. Asks first."""
    asyncio.run(_erase(who, email, phone, dry_run=dry_run, under_way=under_way, yes=yes))


async def _revoke(who: str) -> str:
    """Revokes the customer's tokens; returns what the customer is called."""
    from handoff.wiring.operating import open_revocations  # noqa: PLC0415 - half a second, for one command

    async with beside(open_revocations) as revocations:
        customer = await revocations.revoke(who)
    return customer.name or customer.external_id or customer.id


@asynccontextmanager
async def _privacy() -> AsyncIterator["Privacy"]:
    from handoff.wiring.operating import open_privacy  # noqa: PLC0415 - half a second, for these commands

    aside = Screen(Console(stderr=True, highlight=False))
    mails = load_settings(this_checkout()).smtp_url is not None
    async with beside(partial(open_privacy, mails=mails), aside) as privacy:
        yield privacy


async def _export(
    who: str | None, email: str | None, phone: str | None, form: Form, language: Language | None
) -> str:
    async with _privacy() as privacy:
        customer_id = await _named(privacy, who, email, phone)
        return await privacy.exports.document(
            customer_id,
            form.value,
            staff_id=None,
            language=language.value if language else None,
        )


async def _erase(
    who: str | None,
    email: str | None,
    phone: str | None,
    *,
    dry_run: bool,
    under_way: bool,
    yes: bool,
) -> None:
    async with _privacy() as privacy:
        kept = await privacy.erasures.kept(await _named(privacy, who, email, phone))
        typer.echo(_told(kept))
        if dry_run:
            typer.echo("Nothing was changed.")
            return
        if kept.under_way and not under_way:
            raise CliError(
                f"Nothing was erased: {_counted(kept.under_way, 'conversation')} of this customer"
                " is with a person, or waits for one.",
                way_out="Close it in the console first, or add --under-way to end it.",
            )
        if not yes and not sys.stdin.isatty():
            raise CliError("Nothing was erased: there is nobody to ask.", way_out="Add --yes.")
        if not yes and not Confirm.ask("Erase all of it, for good?"):
            raise CliError("Nothing was erased.")
        await privacy.erasures.erase(kept.customer.id, staff_id=None, under_way=under_way)
    typer.echo(f"Erased. What is left says nothing of them: customer {kept.customer.id}.")


async def _named(privacy: "Privacy", who: str | None, email: str | None, phone: str | None) -> str:
    """The id of the one customer who is meant. Raises CliError."""
    given = [name for name in (who, email, phone) if name]
    if len(given) != 1:
        raise CliError(
            "Say which customer, in one way.",
            way_out="An id, or --email ADDRESS, or --phone NUMBER",
        )
    if who is not None:
        found = await privacy.names.find(who)
        ids = [found.id] if found else []
    else:
        ids = [customer.id for customer in await privacy.data.find(email=email, phone=phone)]
    if not ids:
        raise CliError(f"There is no customer {given[0]}.")
    if len(ids) > 1:
        raise CliError(
            f"{len(ids)} customers have {given[0]}: a person who came by different ways is several.",
            way_out=f"Take one after the other: {', '.join(ids)}",
        )
    return ids[0]


def _told(kept: "Kept") -> str:
    """What erasure would take, in a few lines."""
    customer = kept.customer
    facts = [customer.name, customer.email, customer.phone, customer.external_id]
    known = ", ".join(fact for fact in facts if fact) or "no name, address or number"
    return "\n".join(
        [
            f"Customer {customer.id}, known since {customer.created_at:%Y-%m-%d}",
            f"  {known}",
            f"  {_counted(kept.conversations, 'conversation')} with {_counted(kept.events, 'event')}:",
            "    names, contacts, words, moods and what the bot noted down go;",
            "    times and kinds of events stay, for the figures",
            f"  {_counted(kept.mails, 'mail')}: addresses go, what was not sent is not sent",
            f"  {_counted(kept.orders, 'order')} in the built-in table: whose it is goes",
            *([f"  {_erased(kept.erased_at, kept.with_words)}"] if kept.erased_at else []),
        ]
    )


def _erased(since: datetime, with_words: int) -> str:
    if not with_words:
        return f"erased since {since:%Y-%m-%d %H:%M} UTC"
    return (
        f"erasure begun {since:%Y-%m-%d %H:%M} UTC and not finished: {_counted(with_words, 'conversation')}"
        " to go. A running gateway finishes it, and so does this command."
    )


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
