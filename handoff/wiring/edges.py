"""Fifth stage: what browsers, balancers and the bot's action server reach."""

from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from handoff.adapters.articles_folder import ArticlesFolder
from handoff.adapters.checks import answers, pings
from handoff.adapters.signatures import SignedDevices
from handoff.adapters.wording.speech import CatalogueWording
from handoff.descriptors import connections_at_most
from handoff.web.demo_shop import DemoShop
from handoff.web.door import Door, Room
from handoff.web.files import FileLinkLimit, FilePages
from handoff.web.headers import SecurityHeaders
from handoff.web.health import Health
from handoff.web.http_io import BODY_BYTES, bodies_in_time, errors
from handoff.web.internal.routes import InternalRoutes, bearer
from handoff.web.leases import Leases
from handoff.web.origins import OwnPages, own_pages_only
from handoff.web.pages import Pages
from handoff.web.portraits import PortraitPages
from handoff.web.rasa.messages import EventNames
from handoff.web.rasa.socket import RasaEdge, RasaHouse, RasaNamespace
from handoff.web.socketio.paces import EventPace
from handoff.web.socketio.polls import strict_polls
from handoff.web.staff.account import AccountRoutes, Callers
from handoff.web.staff.away_news import AwayNews
from handoff.web.staff.cookie import StaffCookie
from handoff.web.staff.data_requests import DataRequestRoutes
from handoff.web.staff.deliveries import DeliveryRoutes
from handoff.web.staff.files import StaffFileRoutes
from handoff.web.staff.inbox_news import InboxNews
from handoff.web.staff.installation import InstallationRoutes
from handoff.web.staff.invitations import InvitationRoutes
from handoff.web.staff.own_account import OwnAccountRoutes
from handoff.web.staff.passwords import PasswordRoutes
from handoff.web.staff.portraits import MOST_BYTES, PortraitRoutes
from handoff.web.staff.privacy import PrivacyRoutes
from handoff.web.staff.routes import StaffRoutes
from handoff.web.staff.session_watch import SessionWatch
from handoff.web.staff.socket import StaffNamespace, StaffServices
from handoff.web.uploads import UploadRoom, Uploads
from handoff.web.visitor.articles import ArticlePages
from handoff.web.visitor.by_link.pages import LinkPages
from handoff.web.visitor.files import VisitorFileRoutes
from handoff.web.visitor.routes import CopyRoutes, SignOutRoutes, VisitorRoutes
from handoff.web.visitor.session_limit import SessionLimit
from handoff.web.visitor.sightings import Sightings
from handoff.web.visitor.sites import WidgetSites
from handoff.web.visitor.socket import VisitorNamespace, VisitorServices
from handoff.web.visitor.whereabouts import Whereabouts
from handoff.wiring.adapters import Adapters, Resources
from handoff.wiring.services import Services
from handoff.wiring.signals import Signals
from handoff.wiring.workers import Workers

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sockets:
    """The namespaces, and what keeps their browsers up to date. `rasa` is None where it is not wanted."""

    widgets: VisitorNamespace
    rasa: RasaNamespace | None
    pages: Leases
    consoles: StaffNamespace
    away: AwayNews
    news: InboxNews
    watch: SessionWatch

    async def end_visits(self) -> None:
        """Shuts out customers whose tokens have ended."""
        await self.widgets.end_visits()
        if self.rasa is not None:
            await self.rasa.end_visits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    door: Door
    health: Health
    sockets: Sockets
    public: web.Application
    internal: web.Application


def edges(adapters: Adapters, signals: Signals, services: Services, workers: Workers) -> Edges:
    resources, networks = adapters.resources, signals.readers.networks
    settings = resources.settings
    own = OwnPages(settings.proxies)
    sites = WidgetSites(settings.allowed_origins, own, signals.readers.sockets.paths)
    session_limit = SessionLimit(adapters.limits, networks)
    sightings = Sightings(adapters.sites, own, sites)
    cookie = StaffCookie(
        services.accounts.sessions,
        SignedDevices(settings.secret),
        own,
        secure=settings.secure_cookies,
    )
    sockets = _sockets(adapters, signals, services, cookie)
    health = _health(adapters, workers)
    routes = [
        *health.routes(),
        *VisitorRoutes(
            services.customers.visits,
            services.customers.earlier,
            services.post.transcripts,
            session_limit,
            sightings,
            resources.shop,
            settings.file_bytes,
        ).routes(),
        *CopyRoutes(services.customers.visits, services.customers.data, session_limit).routes(),
        *SignOutRoutes(
            services.customers.visits, services.typing_and_marks, session_limit
        ).routes(),
        *LinkPages(
            services.customers.links,
            services.post.customers,
            services.post.transcripts,
            CatalogueWording(),
            resources.shop,
            adapters.limits,
            networks,
        ).routes(),
        *_staff_routes(adapters, signals, services, cookie),
        *_file_routes(adapters, signals, services, cookie),
        *InstallationRoutes(cookie, signals.readers.access, adapters.sites, sites).routes(),
        *(DemoShop(settings.identity_secret, resources.clock).routes() if settings.demo else ()),
        *ArticlePages(ArticlesFolder(settings.articles), resources.shop).routes(),
        *Pages(ROOT, sightings).routes(demo=settings.demo),
    ]
    room = Room(total=connections_at_most(), per_network=settings.connections_per_network)
    return Edges(
        door=Door(networks, room),
        health=health,
        sockets=sockets,
        public=_public(resources, signals, routes, sockets, own, sites),
        internal=_internal(resources, services),
    )


def _sockets(
    adapters: Adapters, signals: Signals, services: Services, cookie: StaffCookie
) -> Sockets:
    settings, readers, customers = adapters.resources.settings, signals.readers, services.customers
    pace = EventPace(burst=settings.event_burst, per_second=settings.events_per_second)
    away, pages = AwayNews(customers.away, readers.push), Leases(adapters.customers_here)
    whereabouts = Whereabouts(readers.networks, adapters.addresses)
    consoles = StaffNamespace(
        _staff_services(signals, services), readers.presence, away, readers.push, cookie, pace
    )
    return Sockets(
        widgets=VisitorNamespace(
            VisitorServices(
                visits=customers.visits,
                earlier=customers.earlier,
                data=customers.data,
                typing_and_marks=services.typing_and_marks,
                transcript_mails=services.post.transcript_mails,
            ),
            readers.push,
            readers.widget,
            whereabouts,
            pages,
            pace,
        ),
        rasa=_rasa(adapters, signals, services, whereabouts, pages, pace),
        pages=pages,
        consoles=consoles,
        away=away,
        news=InboxNews(adapters.stores.lists, readers.push, readers.access),
        watch=SessionWatch(
            consoles,
            services.accounts.sessions,
            signals.ended_sessions,
            signals.bells.absences.set,
        ),
    )


def _rasa(
    adapters: Adapters,
    signals: Signals,
    services: Services,
    whereabouts: Whereabouts,
    pages: Leases,
    pace: EventPace,
) -> RasaNamespace | None:
    settings, readers = adapters.resources.settings, signals.readers
    if settings.rasa_path is None:
        return None
    names = EventNames(
        request=settings.rasa_request_event,
        confirm=settings.rasa_confirm_event,
        user=settings.rasa_user_event,
        bot=settings.rasa_bot_event,
    )
    return RasaNamespace(
        RasaEdge(path=settings.rasa_path, names=names, ask_seconds=settings.request_seconds),
        RasaHouse(
            visits=services.customers.rasa_visits,
            delivery=readers.push,
            channel=readers.rasa,
            typing_and_marks=services.typing_and_marks,
            whereabouts=whereabouts,
            limit=SessionLimit(adapters.limits, readers.networks),
            leases=pages,
        ),
        pace,
    )


def _staff_services(signals: Signals, services: Services) -> StaffServices:
    return StaffServices(
        access=signals.readers.access,
        desk=services.floor.desk,
        inboxes=services.floor.inboxes,
        sessions=services.accounts.sessions,
        typing_and_marks=services.typing_and_marks,
        suggestions=services.suggestions,
        post=services.post.desk,
    )


def _health(adapters: Adapters, workers: Workers) -> Health:
    resources = adapters.resources
    return Health(
        needed={"database": answers(resources.engine)},
        helpful={
            "valkey": pings(resources.valkey),
            "bot": adapters.bots.healthy,
            "settings": resources.shop.is_sound,
        },
        reactions=workers.reactions.progress,
        bots=adapters.bots.load,
    )


def _staff_routes(
    adapters: Adapters, signals: Signals, services: Services, cookie: StaffCookie
) -> list[web.RouteDef]:
    readers, shop = signals.readers, adapters.resources.shop
    accounts, customers, floor = services.accounts, services.customers, services.floor
    callers = Callers(cookie, readers.networks)
    invitations = InvitationRoutes(
        cookie,
        callers,
        readers.access,
        services.post.invitations,
        adapters.stores.staff,
        adapters.limits,
    )
    return [
        *AccountRoutes(accounts.logins, cookie, readers.presence, callers, shop).routes(),
        *OwnAccountRoutes(accounts.own, cookie, callers, shop).routes(),
        *StaffRoutes(cookie, customers.files, floor.inboxes, floor.wait_board, shop).routes(),
        *PasswordRoutes(services.post.links, adapters.limits, readers.networks).routes(),
        *invitations.routes(),
        *DeliveryRoutes(cookie, services.post.desk).routes(),
        *PrivacyRoutes(
            cookie, readers.access, customers.exports, customers.erasures, customers.data_desk
        ).routes(),
        *DataRequestRoutes(cookie, customers.data_desk).routes(),
    ]


def _file_routes(
    adapters: Adapters, signals: Signals, services: Services, cookie: StaffCookie
) -> list[web.RouteDef]:
    readers, files = signals.readers, services.files
    limits, networks, room = adapters.limits, readers.networks, UploadRoom()
    uploads = Uploads(limits, networks, room, adapters.resources.settings.file_bytes)
    portraits = Uploads(limits, networks, room, MOST_BYTES)
    limit, desk = FileLinkLimit(limits, networks), services.floor.desk
    return [
        *VisitorFileRoutes(
            services.customers.visits, services.customers.earlier, files, uploads, limit
        ).routes(),
        *StaffFileRoutes(cookie, readers.access, desk, files, uploads, limit).routes(),
        *FilePages(files).routes(),
        *PortraitRoutes(cookie, services.portraits, portraits).routes(),
        *PortraitPages(services.portraits).routes(),
    ]


def _public(
    resources: Resources,
    signals: Signals,
    routes: list[web.RouteDef],
    sockets: Sockets,
    own: OwnPages,
    sites: WidgetSites,
) -> web.Application:
    """Applies the middlewares in their order: the first is the outermost."""
    settings, server = resources.settings, signals.readers.sockets
    app = web.Application(
        client_max_size=BODY_BYTES,
        middlewares=[
            sites.share,
            errors,
            sites.demand,
            server.with_room,
            bodies_in_time(settings.request_seconds),
            own_pages_only(own),
            strict_polls(server.paths),
        ],
    )
    app.on_response_prepare.append(SecurityHeaders(own).add)
    for namespace in (sockets.widgets, sockets.rasa, sockets.consoles):
        if namespace is not None:
            server.register_namespace(namespace)
    server.attach_all(app)
    app.add_routes(routes)
    return app


def _internal(resources: Resources, services: Services) -> web.Application:
    settings, customers = resources.settings, services.customers
    routes = InternalRoutes(
        resources.shop,
        customers.order_lookup,
        customers.order_actions,
        customers.products,
        resources.clock,
        CatalogueWording(),
    )
    app = web.Application(
        client_max_size=BODY_BYTES,
        middlewares=[
            errors,
            bearer(settings.internal_secret),
            bodies_in_time(settings.request_seconds),
        ],
    )
    app.add_routes(routes.routes())
    return app
