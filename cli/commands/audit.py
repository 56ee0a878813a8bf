"""`./firuze audit`: which members of the staff read conversations that were not theirs."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from cli.beside import beside
from cli.commands.staff_addresses import address_of, id_of
from stack.screen import Screen

if TYPE_CHECKING:
    from handoff.domain.people import StaffMember
    from handoff.services.ports.audit import AuditedRead


def audit(
    *,
    who: Annotated[str | None, typer.Option(help="The e-mail address of a reader.")] = None,
    what: Annotated[str | None, typer.Option(help="The id of a conversation or customer.")] = None,
    days: Annotated[int, typer.Option(help="How far back.", min=1, max=3650)] = 7,
    limit: Annotated[int, typer.Option(help="How many entries.", min=1, max=10_000)] = 200,
) -> None:
    """Show which members of the staff read conversations and customers of others, the latest
    first."""
    since = datetime.now(UTC) - timedelta(days=days)
    reads, staff = asyncio.run(_found(who, what, since, limit))
    table = Table("When (UTC)", "Who", "Read", "Which", "Whose chat", box=None, pad_edge=False)
    for read in reads:
        at = read.at.astimezone(UTC).isoformat(" ", "seconds").removesuffix("+00:00")
        holder = address_of(staff, read.holder) if read.holder else ""
        reader = address_of(staff, read.staff_id) if read.staff_id else "command line"
        table.add_row(at, reader, read.kind, read.subject, holder)
    Screen().console.print(table)


async def _found(
    who: str | None, what: str | None, since: datetime, limit: int
) -> tuple[Sequence["AuditedRead"], Mapping[str, "StaffMember"]]:
    """The entries, and the staff by id. Raises CliError when nobody has that address."""
    from handoff.services.ports.audit import ReadQuery  # noqa: PLC0415
    from handoff.wiring.operating import open_audit  # noqa: PLC0415 - half a second, for one command

    async with beside(open_audit) as (trail, staff):
        everyone = {member.id: member for member in await staff.everyone()}
        reader = None if who is None else id_of(everyone, who)
        query = ReadQuery(staff_id=reader, subject=what, since=since, limit=limit)
        return await trail.find(query), everyone
