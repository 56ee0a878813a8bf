"""`./firuze user`: the people who may log in to the console."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from rich.prompt import Prompt
from rich.table import Table

from cli.checkout import this_checkout
from cli.database import migrated_database
from cli.errors import CliError
from cli.screen import Screen
from cli.settings import load_settings

if TYPE_CHECKING:
    from handoff.services.ports import StaffMember
    from handoff.services.staff import StaffDirectory

people = typer.Typer(help="The people who may log in to the console.", no_args_is_help=True)


class Role(StrEnum):
    """What a person may do."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


@people.command("add")
def add(
    email: Annotated[str, typer.Argument(help="The address they log in with.")],
    name: Annotated[str, typer.Option(help="The name customers see.")] = "",
    role: Annotated[Role, typer.Option(help="What they may do.")] = Role.AGENT,
) -> None:
    """Add a person. The password is asked for, or read from standard input."""
    if "@" not in email:
        raise CliError(
            f"{email} is not an e-mail address.", way_out="For example: sara@shop.example"
        )
    password = _ask_password()
    shown = name or email.partition("@")[0].title()
    asyncio.run(_add(email, shown, role, password))
    typer.echo(f"{shown} <{email}> can log in as {role}.")


@people.command("list")
def list_people() -> None:
    """Show who may log in."""
    table = Table("E-mail", "Name", "Role", "State", box=None, pad_edge=False)
    for person in asyncio.run(_all()):
        state = "disabled" if person.disabled else "active"
        table.add_row(person.email, person.name, person.role, state)
    Screen().console.print(table)


@people.command("disable")
def disable(email: Annotated[str, typer.Argument(help="Whose login is to end.")]) -> None:
    """End a person's login at once. What they wrote stays."""
    asyncio.run(_disable(email))
    typer.echo(f"{email} can no longer log in.")


def _ask_password() -> str:
    """From a person without showing it, or the first line of a pipe."""
    if sys.stdin.isatty():
        password = Prompt.ask("Password", password=True)
        if Prompt.ask("Once more", password=True) != password:
            raise CliError("The two passwords differ.", way_out="Try again.")
    else:
        password = sys.stdin.readline().rstrip("\n")
    return password


@asynccontextmanager
async def _directory() -> AsyncIterator["StaffDirectory"]:
    from handoff.app import open_staff_directory  # noqa: PLC0415 - half a second, for one command
    from handoff.domain.errors import DomainError  # noqa: PLC0415

    checkout = this_checkout()
    async with (
        migrated_database(checkout, load_settings(checkout), Screen()) as url,
        open_staff_directory(url) as directory,
    ):
        try:
            yield directory
        except DomainError as error:
            raise CliError(f"{error}.") from error


async def _all() -> list["StaffMember"]:
    async with _directory() as directory:
        return list(await directory.list())


async def _add(email: str, name: str, role: Role, password: str) -> None:
    async with _directory() as directory:
        await directory.add(email, name, role.value, password)


async def _disable(email: str) -> None:
    async with _directory() as directory:
        await directory.disable(email)
