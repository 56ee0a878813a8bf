"""Checks the backlog in the database: events that reactions have not handled, and unsent
deliveries."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from stack.checks.finding import Finding
from stack.errors import CliError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handoff.services.ports.subscriptions import Progress
    from handoff.wiring.operating import Backlog

# A reaction runs some milliseconds after a commit, up to six seconds when a gateway has died.
LATE = timedelta(minutes=1)

REACTIONS_PAGE = "docs/subsystems/reactions.md, Monitoring"


async def backlog_findings(database_url: str, *, sends_mail: bool) -> list[Finding]:
    """One finding for reactions and one for deliveries; none for a database without Firuze's
    tables. Raises CliError when the database cannot be read."""
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415 - slow to load

    from handoff.domain.errors import InvalidInput  # noqa: PLC0415
    from handoff.services.errors import DatabaseDown  # noqa: PLC0415
    from handoff.wiring.operating import read_backlog  # noqa: PLC0415

    try:
        backlog = await read_backlog(database_url)
    except (InvalidInput, DatabaseDown, SQLAlchemyError) as error:
        raise CliError(
            f"What waits in the database cannot be read ({type(error).__name__}).",
            way_out="Look at what is said of PostgreSQL, and whether this user may read the tables.",
        ) from error
    if backlog is None:
        return []
    return [_reactions(backlog.reactions), _deliveries(backlog, sends_mail=sends_mail)]


def _reactions(progress: "Mapping[str, Progress]") -> Finding:
    told = [f"{name} {_how_far(each)}" for name, each in progress.items() if not _is_through(each)]
    if not told:
        return Finding("Reactions", "everything that has happened is handled")
    state = "; ".join(told)
    if any(each.parked for each in progress.values()):
        advice = (
            "The gateway's log says why (reaction.failed, reaction.parked). Mend the cause, then "
            f"have the parked events tried again: {REACTIONS_PAGE}."
        )
        return Finding("Reactions", state, "failure", advice)
    if any(_is_late(each) for each in progress.values()):
        advice = (
            "Start a gateway if none runs. Else its log says what fails (reaction.failed, "
            f"loop.failed), or a transaction hangs on the server: {REACTIONS_PAGE}."
        )
        return Finding("Reactions", state, "failure", advice)
    return Finding("Reactions", state, "note", "They are on their way; look again in a minute.")


def _is_through(progress: "Progress") -> bool:
    return not (progress.behind or progress.postponed or progress.parked)


def _is_late(progress: "Progress") -> bool:
    return progress.oldest is not None and datetime.now(UTC) - progress.oldest > LATE


def _how_far(progress: "Progress") -> str:
    parts = []
    if progress.behind:
        since = f", the oldest of {progress.oldest:%Y-%m-%d %H:%M} UTC" if progress.oldest else ""
        parts.append(f"is {progress.behind:,} behind{since}")
    if progress.postponed:
        parts.append(f"will try {progress.postponed:,} again")
    if progress.parked:
        parts.append(f"has given up {progress.parked:,}")
    return ", ".join(parts)


def _deliveries(backlog: "Backlog", *, sends_mail: bool) -> Finding:
    counted = backlog.deliveries
    waiting = counted.get("waiting", 0) + counted.get("sending", 0)
    failed = counted.get("failed", 0)
    if not waiting and not failed:
        return Finding("Deliveries", "nothing waits, nothing has failed")
    state = f"{waiting:,} wait, {failed:,} failed"
    if waiting and not sends_mail:
        advice = "Nothing can be sent without a mail server: see Mail above."
        return Finding("Deliveries", state, "note", advice)
    if failed:
        advice = (
            "The console's page of deliveries says why; “Send now” tries again, “Give up” ends it."
        )
        return Finding("Deliveries", state, "note", advice)
    return Finding("Deliveries", state)
