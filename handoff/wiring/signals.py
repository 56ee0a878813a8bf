"""Second stage: the way from a commit to everybody who must hear of it, on this gateway and others."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

from handoff.adapters.valkey.fanout import ValkeyFanout
from handoff.adapters.wording.speech import CatalogueWording
from handoff.services.access import Access, TeamMap
from handoff.services.fresh_turns import FreshTurns
from handoff.services.gathering import Gathering
from handoff.services.publication import Publication, waking
from handoff.services.reactions.missed_offers import MissedOffers
from handoff.services.reactions.reaction import concerning
from handoff.services.read_audit import ReadAudit
from handoff.services.remembered_states import RememberedStates
from handoff.services.router import moves_queue
from handoff.web.addresses import ClientNetworks
from handoff.web.rasa.channel import RasaChannel
from handoff.web.socketio.crowd import Crowd
from handoff.web.socketio.push import Push
from handoff.web.socketio.sockets import SOCKET_PATH, SocketServer
from handoff.web.staff.presence_view import PresenceView
from handoff.web.staff.session_watch import EndedSessions
from handoff.web.visitor.channel import WidgetChannel
from handoff.wiring.adapters import Adapters


@dataclass(frozen=True, slots=True)
class Bells:
    """What wakes the loops of a gateway, so that nothing waits for a period."""

    routing: asyncio.Event = field(default_factory=asyncio.Event)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    misses: asyncio.Event = field(default_factory=asyncio.Event)
    absences: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """Browsers that are connected to this gateway, and what they may see."""

    networks: ClientNetworks
    audit: ReadAudit
    access: Access
    sockets: SocketServer
    presence: PresenceView
    widget: WidgetChannel
    rasa: RasaChannel
    push: Push


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """`publication` takes what happens on this gateway, `fanout` brings it to the others; the rest keeps it
    for those who look later."""

    readers: Readers
    publication: Publication
    fanout: ValkeyFanout
    bells: Bells
    remembered: RememberedStates
    fresh_turns: FreshTurns
    gathering: Gathering
    ended_sessions: EndedSessions


def signals(adapters: Adapters) -> Signals:
    """Lists the listeners of every signal in their order: of other gateways' and of this one's own."""
    connected = _readers(adapters)
    bells, remembered = Bells(), RememberedStates()
    gathering = Gathering(adapters.resources.settings.gather_seconds)
    fresh_turns, ended = FreshTurns(), EndedSessions()
    count_misses = waking(bells.misses.set, when=concerning(MissedOffers.handles))
    heard = Publication(
        on_commit={
            "remember": remembered.remember,
            "count missed offers": count_misses,
            "tell inboxes": lambda _: bells.news.set(),
        },
        on_signal={"deliver": connected.push, "shut consoles": ended.hear},
    )
    fanout = ValkeyFanout(adapters.resources.valkey, heard.publish)
    publication = Publication(
        on_commit={
            "remember": remembered.remember,
            "begin the bot's turn": fresh_turns.put,
            "route": waking(bells.routing.set, when=moves_queue),
            "count missed offers": count_misses,
            "tell inboxes": lambda _: bells.news.set(),
        },
        on_signal={
            "relay": fanout.send,
            "deliver": connected.push,
            "gather lines": gathering.hear,
            "shut consoles": ended.hear,
        },
    )
    return Signals(
        readers=connected,
        publication=publication,
        fanout=fanout,
        bells=bells,
        remembered=remembered,
        fresh_turns=fresh_turns,
        gathering=gathering,
        ended_sessions=ended,
    )


def _readers(adapters: Adapters) -> Readers:
    settings, stores = adapters.resources.settings, adapters.stores
    kept = timedelta(days=settings.audit_days)
    audit = ReadAudit(stores.audit, adapters.resources.clock, kept)
    teams = TeamMap(stores.staff, settings.visibility)
    access = Access(stores.conversations, stores.customers, stores.staff, teams, audit)
    networks = ClientNetworks(settings.proxies)
    crowd = Crowd(networks, settings.connections_per_network, settings.request_seconds)
    paths = (SOCKET_PATH, *([settings.rasa_path] if settings.rasa_path else []))
    sockets = SocketServer(crowd, paths=paths)
    presence = PresenceView(adapters.staff_here, stores.staff)
    widget = WidgetChannel(sockets, stores.conversations, presence)
    rasa = RasaChannel(
        sockets,
        stores.conversations,
        adapters.resources.shop,
        CatalogueWording(),
        settings.rasa_bot_event,
    )
    return Readers(
        networks=networks,
        audit=audit,
        access=access,
        sockets=sockets,
        presence=presence,
        widget=widget,
        rasa=rasa,
        push=Push(sockets, stores.conversations, presence, access, [widget, rasa]),
    )
