"""A gateway's parts: all stages, one after the other."""

from dataclasses import dataclass

from aiohttp import web

from handoff.adapters.valkey.fanout import ValkeyFanout
from handoff.services.read_audit import ReadAudit
from handoff.web.door import Door
from handoff.web.health import Health
from handoff.web.socketio.sockets import SocketServer
from handoff.web.staff.inbox_news import InboxNews
from handoff.wiring.adapters import Resources, adapters
from handoff.wiring.edges import edges
from handoff.wiring.loops import Loops, loops
from handoff.wiring.services import services
from handoff.wiring.signals import signals
from handoff.wiring.workers import Workers, workers


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What has to be started, and brought to its end."""

    fanout: ValkeyFanout
    audit: ReadAudit
    workers: Workers
    loops: Loops
    health: Health
    sockets: SocketServer
    news: InboxNews
    door: Door
    public: web.Application
    internal: web.Application


def wire(resources: Resources) -> Parts:
    """Starts nothing. Raises InvalidInput: settings that cannot be meant."""
    outside = adapters(resources)
    news = signals(outside)
    cases = services(outside, news)
    work = workers(outside, news, cases)
    reached = edges(outside, news, cases, work)
    return Parts(
        fanout=news.fanout,
        audit=news.readers.audit,
        workers=work,
        loops=loops(outside, news, cases, work, reached),
        health=reached.health,
        sockets=news.readers.sockets,
        news=reached.sockets.news,
        door=reached.door,
        public=reached.public,
        internal=reached.internal,
    )
