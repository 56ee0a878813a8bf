"""Sixth stage: what runs by itself, again and again, and how often."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from handoff.adapters.postgres.clock import SharedClock
from handoff.adapters.valkey.presence import RENEWAL_SECONDS
from handoff.web.door import Door
from handoff.web.leases import Leases
from handoff.web.socketio.catch_up import CatchUp
from handoff.web.socketio.sockets import SocketServer
from handoff.web.staff.presence_view import PresenceView
from handoff.wiring.adapters import Adapters, Resources
from handoff.wiring.edges import Edges
from handoff.wiring.services import Services
from handoff.wiring.signals import Signals
from handoff.wiring.workers import Workers
from handoff.workers.loops import Loop

# A lost nudge (a gateway died, an agent came online elsewhere) costs a customer this at most.
DUTY_SECONDS = 0.5
ROUTING_SECONDS = 1.0
CATCH_UP_SECONDS = 2.0

# How often deliveries that are due are looked for: a mail may be so late.
DELIVERY_SECONDS = 1.0

# A bot that is back is noticed within this.
BOT_CHECK_SECONDS = 2.0

# A supervisor sees how busy the bots were so long ago at most.
BOT_LOAD_SECONDS = 1.0

# How often the backlogs of slow consumers are looked at.
BACKLOG_SECONDS = 1.0

# What a shop changes in its settings holds within this.
SETTINGS_SECONDS = 1.0

# A gateway that is killed loses the reads of this time from the audit.
AUDIT_SECONDS = 1.0

# Consoles of a session that has ended are shut within this, if its signal was lost.
SESSIONS_SECONDS = 1.0

# How often what ended long ago is forgotten.
PURGE_SECONDS = 600.0

# An erasure whose command was killed goes on after this, and what was kept for long enough is gone so
# long after its time.
RETENTION_SECONDS = 60.0

# Files of what was erased are gone after this, if their store can be reached.
FILES_SECONDS = 30.0

# A visitor whose token has ended is shut out within this.
VISITS_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Loops:
    """`work` are the loops which other gateways can do as well; `housekeeping` goes on until the
    last client has left."""

    work: tuple[Loop, ...]
    housekeeping: tuple[Loop, ...]


def loops(
    adapters: Adapters, signals: Signals, services: Services, workers: Workers, edges: Edges
) -> Loops:
    return Loops(
        work=_work(adapters, signals, services, workers),
        housekeeping=(
            *_for_readers(adapters, signals, edges),
            *_for_sessions(signals, services, edges),
            *_for_the_gateway(adapters, signals, services, workers),
        ),
    )


def _work(
    adapters: Adapters, signals: Signals, services: Services, workers: Workers
) -> tuple[Loop, ...]:
    resources, floor, bells = adapters.resources, services.floor, signals.bells
    duties = partial(_on_time, resources.clock, workers.duties.run_once)
    routing = partial(_on_time, resources.clock, floor.router.run_once)
    deliveries = partial(_on_time, resources.clock, workers.deliveries.run_once)
    absence_seconds = min(RENEWAL_SECONDS, resources.settings.lost_seconds)
    return (
        Loop("duties", duties, DUTY_SECONDS),
        Loop("routing", routing, ROUTING_SECONDS, bells.routing),
        Loop("absences", floor.lost_agents.run_once, absence_seconds, bells.absences),
        Loop("deliveries", deliveries, DELIVERY_SECONDS),
        *_inbox(resources, services),
        *workers.reactions.loops(),
    )


def _inbox(resources: Resources, services: Services) -> tuple[Loop, ...]:
    """Looks for customers' replies, where the shop has set a mailbox."""
    inbox = services.post.inbox
    if inbox is None:
        return ()
    read = partial(inbox.read, services.customers.mail_replies.take)
    return (Loop("mail inbox", read, resources.settings.imap_seconds),)


def _for_readers(adapters: Adapters, signals: Signals, edges: Edges) -> tuple[Loop, ...]:
    readers, sockets = signals.readers, edges.sockets
    catch_up = CatchUp(readers.push, adapters.stores.conversations)
    tidy = partial(_tidy_connections, readers.sockets, edges.door)
    return (
        Loop("presence", partial(_renew, readers.presence, sockets.pages), RENEWAL_SECONDS),
        Loop("inbox news", sockets.news.run_once, CATCH_UP_SECONDS, signals.bells.news),
        Loop("catch-up", catch_up.run_once, CATCH_UP_SECONDS),
        Loop("customers away", sockets.away.run_once, CATCH_UP_SECONDS),
        Loop("backlogs", tidy, BACKLOG_SECONDS),
    )


def _for_sessions(signals: Signals, services: Services, edges: Edges) -> tuple[Loop, ...]:
    sockets, accounts, ended = edges.sockets, services.accounts, signals.ended_sessions
    return (
        Loop("ended sessions", sockets.watch.shut_heard, PURGE_SECONDS, ended.heard),
        Loop("sessions", sockets.watch.look, SESSIONS_SECONDS),
        Loop("old sessions", accounts.sessions.purge, PURGE_SECONDS),
        Loop("old security log", accounts.log.forget, PURGE_SECONDS),
        Loop("visits", sockets.end_visits, VISITS_SECONDS),
    )


def _for_the_gateway(
    adapters: Adapters, signals: Signals, services: Services, workers: Workers
) -> tuple[Loop, ...]:
    return (
        Loop("bots", adapters.bots.check, BOT_CHECK_SECONDS),
        Loop("bot loads", services.bot_loads.run_once, BOT_LOAD_SECONDS),
        Loop("settings", adapters.resources.shop.look, SETTINGS_SECONDS),
        Loop("audit", signals.readers.audit.run_once, AUDIT_SECONDS),
        Loop("files", services.files.sweep, FILES_SECONDS),
        Loop("retention", workers.retention.run_once, RETENTION_SECONDS),
    )


async def _on_time(clock: SharedClock, run_once: Callable[[], Awaitable[None]]) -> None:
    """A gateway looks at the clock before each pass that gives deadlines or judges them: it may have
    been set, and another gateway may know that already."""
    await clock.look()
    await run_once()


async def _renew(consoles: PresenceView, pages: Leases) -> None:
    """Renews the leases of everybody who is connected to this gateway."""
    await pages.renew()
    await consoles.renew()


async def _tidy_connections(sockets: SocketServer, door: Door) -> None:
    """Ends those that take nothing, and those that say nothing."""
    await sockets.cut_slow_consumers()
    await sockets.end_strangers()
    await door.cut_stuck()
