"""`./firuze user second-factor|sessions|log`: what guards an account, and what happened to it."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from cli.beside import beside
from cli.commands.staff_addresses import address_of, id_of
from stack.screen import Screen

if TYPE_CHECKING:
    from handoff.domain.people import StaffMember
    from handoff.domain.second_factor import SecondFactor
    from handoff.domain.sessions import StaffSession
    from handoff.services.operators import Operators
    from handoff.services.ports.security_log import SecurityEntry

_LOG_DAYS = 30  # shown unless something else is asked for


def second_factor(
    email: Annotated[str, typer.Argument(help="Whose second step of signing in it is.")],
    *,
    off: Annotated[
        bool, typer.Option("--off", help="Turn it off, for somebody whose telephone is lost.")
    ] = False,
) -> None:
    """Show whether a person signs in with a code from an app, or turn that off."""
    if off:
        asyncio.run(_turn_off(email))
        typer.echo(f"{email} signs in by password alone, and is logged out everywhere.")
        return
    factor = asyncio.run(_factor(email))
    if factor is None:
        typer.echo(f"{email} signs in by password alone.")
    else:
        typer.echo(
            f"{email} signs in with a code since {factor.since:%Y-%m-%d};"
            f" {factor.recovery_left} recovery codes left."
        )


def sessions(
    email: Annotated[str, typer.Argument(help="Whose sessions they are.")],
    *,
    end: Annotated[str | None, typer.Option(help="The id of a session to end.")] = None,
    end_all: Annotated[bool, typer.Option("--end-all", help="End all of them.")] = False,
) -> None:
    """Show in which browsers a person is logged in, or log them out there."""
    if end_all:
        typer.echo(f"{email}: {asyncio.run(_end_all(email))} sessions ended.")
        return
    if end is not None:
        asyncio.run(_end(email, end))
        typer.echo(f"{email}: the session has ended.")
        return
    table = Table("Session", "Since (UTC)", "Last seen (UTC)", "Browser", box=None, pad_edge=False)
    for session in asyncio.run(_sessions(email)):
        times = (_time(session.opened_at), _time(session.seen_at))
        table.add_row(session.id, *times, session.browser)
    Screen().console.print(table)


def log(
    email: Annotated[str | None, typer.Argument(help="Whose account; all if not given.")] = None,
    *,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M"], help="From when on, in UTC."),
    ] = None,
    limit: Annotated[int, typer.Option(help="How many entries.", min=1, max=10_000)] = 200,
) -> None:
    """Show what happened to people's accounts in the last 30 days, the latest first."""
    begin = since.replace(tzinfo=UTC) if since else datetime.now(UTC) - timedelta(days=_LOG_DAYS)
    entries, everyone = asyncio.run(_entries(email, begin, limit))
    columns = ("When (UTC)", "Account", "What", "More", "By", "Network")
    table = Table(*columns, box=None, pad_edge=False)
    for entry in entries:
        account = address_of(everyone, entry.staff_id) if entry.staff_id else "unknown"
        by = address_of(everyone, entry.by)
        what = entry.event.replace("_", " ")
        table.add_row(_time(entry.at), account, what, entry.detail or "", by, entry.network or "")
    Screen().console.print(table)


@asynccontextmanager
async def _operators() -> AsyncIterator["Operators"]:
    from handoff.wiring.operating import open_operators  # noqa: PLC0415 - half a second, for one command

    async with beside(open_operators) as operators:
        yield operators


async def _factor(email: str) -> "SecondFactor | None":
    async with _operators() as operators:
        return await operators.second_factor(email)


async def _turn_off(email: str) -> None:
    async with _operators() as operators:
        await operators.turn_second_factor_off(email)


async def _sessions(email: str) -> Sequence["StaffSession"]:
    async with _operators() as operators:
        return await operators.sessions(email)


async def _end(email: str, session_id: str) -> None:
    async with _operators() as operators:
        await operators.end_session(email, session_id)


async def _end_all(email: str) -> int:
    async with _operators() as operators:
        return await operators.end_sessions(email)


async def _entries(
    email: str | None, since: datetime, limit: int
) -> tuple[Sequence["SecurityEntry"], Mapping[str, "StaffMember"]]:
    """The entries, and the staff by id. Raises CliError: nobody has that address."""
    from handoff.services.ports.security_log import SecurityQuery  # noqa: PLC0415
    from handoff.wiring.operating import open_security_log  # noqa: PLC0415 - half a second, for one command

    async with beside(open_security_log) as (trail, staff):
        everyone = {member.id: member for member in await staff.everyone()}
        whose = None if email is None else id_of(everyone, email)
        query = SecurityQuery(staff_id=whose, since=since, limit=limit)
        return await trail.find(query), everyone


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(" ", "seconds").removesuffix("+00:00")
