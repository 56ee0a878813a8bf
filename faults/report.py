"""A run's results, as one table."""

from rich.table import Table

from faults.run import RunOutcome
from faults.verdict import WRONGS

FINDINGS_SHOWN = 12


def table(outcome: RunOutcome) -> Table:
    """The table. Everything but the first two rows should be 0; the last one is a duration."""
    verdict, shown = outcome.verdict, Table(box=None, show_header=False, pad_edge=False)
    shown.add_column()
    shown.add_column(justify="right")
    counts = [("sent", verdict.sent), ("acked", verdict.acked)]
    counts += [(wrong, verdict.counts[wrong]) for wrong in WRONGS]
    for name, number in counts:
        shown.add_row(name, f"{number:,}")
    shown.add_row("longest recovery", f"{verdict.longest_recovery:.1f} s")
    return shown


def details(outcome: RunOutcome) -> list[str]:
    """The findings behind the table, line by line."""
    verdict, plan = outcome.verdict, outcome.plan
    settled = outcome.settled_after
    bot = "the scripted bot" if plan.scripted else "Rasa"
    people = f"{plan.gateways} gateways, {plan.pairs} customers"
    faults = ", ".join(f"{kind} {times}" for kind, times in sorted(outcome.struck.items()))
    made = f"{verdict.events:,} events in the logs, {outcome.connects:,} connections made"
    mails = outcome.mails
    post = f"{len(mails.taken):,} mails, {mails.repeats} of them taken again under the same id"
    made_of = outcome.reactions
    followed = (
        f"{made_of.handled:,} events handled by the witness, {made_of.repeats} of them again; "
        f"{made_of.away} times an agent had to be set away"
    )
    waits = f"{verdict.longest_ack:.1f} s, for the sight of an event {verdict.longest_blind:.1f} s"
    lines = [
        f"seed {plan.seed}, {plan.seconds:.0f} s, {people}, {bot}",
        f"faults: {faults}",
        f"{made}, {verdict.refused} messages refused for good",
        post,
        followed,
        f"longest wait for an ack {waits}",
        f"settled after {settled:.1f} s" if settled is not None else "did not settle in time",
    ]
    if not outcome.is_good:
        lines.append(f"the logs are in {outcome.logs}")
    found = [f"{x.wrong}: {x.conversation_id}: {x.what}" for x in verdict.findings]
    return [*lines, *found[:FINDINGS_SHOWN], *_more(len(found))]


def _more(found: int) -> list[str]:
    return [f"… and {found - FINDINGS_SHOWN} more"] if found > FINDINGS_SHOWN else []
