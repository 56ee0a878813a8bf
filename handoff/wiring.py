"""The one place that wires: adapters into services, services into edges and loops."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

import aiohttp
import uuid_utils
import yaml
from aiohttp import web
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.bots.firuze import RasaBot
from handoff.adapters.bots.pool import Bot, BotPool
from handoff.adapters.bots.rest import RestApi, RestBot
from handoff.adapters.checks import answers, pings
from handoff.adapters.exports import document
from handoff.adapters.mail.postmen import open_postman
from handoff.adapters.postgres.account_links import PostgresAccountLinks
from handoff.adapters.postgres.audit import PostgresAudit
from handoff.adapters.postgres.clock import SharedClock, steady
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customer_data import PostgresCustomerData
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.adapters.postgres.deliveries import PostgresDeliveries
from handoff.adapters.postgres.lists import PostgresLists
from handoff.adapters.postgres.marks import PostgresMarks
from handoff.adapters.postgres.order_codes import PostgresOrderCodes
from handoff.adapters.postgres.second_factors import PostgresSecondFactors
from handoff.adapters.postgres.security_log import PostgresSecurityLog
from handoff.adapters.postgres.staff import PostgresStaff
from handoff.adapters.postgres.staff_sessions import PostgresStaffSessions
from handoff.adapters.postgres.subscriptions import PostgresSubscriptions
from handoff.adapters.postgres.wait_records import WaitRecords
from handoff.adapters.second_factor import SecretVault, TotpAuthenticator
from handoff.adapters.settings_file import FileSettings
from handoff.adapters.signatures import (
    ArgonPasswords,
    SecretCodes,
    SignedDevices,
    SignedHalves,
    SignedLinks,
    SignedTokens,
)
from handoff.adapters.valkey.addresses import ValkeyAddresses
from handoff.adapters.valkey.brakes import ValkeyBrakes
from handoff.adapters.valkey.fanout import ValkeyFanout
from handoff.adapters.valkey.limits import ValkeyLimits
from handoff.adapters.valkey.presence import CUSTOMERS_KEY, RENEWAL_SECONDS, ValkeyPresence
from handoff.adapters.valkey.pseudonyms import Pseudonyms
from handoff.descriptors import connections_at_most
from handoff.domain.conversation.events import type_of
from handoff.services.access import Access, TeamMap
from handoff.services.account_links import AccountLinks, LinkBook
from handoff.services.availability import AgentAvailability
from handoff.services.bot_turns import BotTurns
from handoff.services.carrier import Carrier
from handoff.services.conversations import Conversations
from handoff.services.customer_files import CustomerFiles
from handoff.services.customers_away import CustomersAway
from handoff.services.desk import Desk
from handoff.services.desk_rules import DeskRules
from handoff.services.erasures import Erasures
from handoff.services.exports import Exports
from handoff.services.floor import Floor
from handoff.services.guessing import Guessing
from handoff.services.inboxes import Inboxes
from handoff.services.letters import Books, Letters
from handoff.services.logins import Logins
from handoff.services.lost_agents import LostAgents
from handoff.services.mail_desk import MailDesk
from handoff.services.order_actions import OrderActions
from handoff.services.order_guesses import OrderGuesses
from handoff.services.order_lookup import OrderLookup
from handoff.services.order_permits import CodeBook, OrderPermits
from handoff.services.own_account import OwnAccount
from handoff.services.password_check import PasswordCheck
from handoff.services.ports.clock import Clock
from handoff.services.ports.limits import Brakes
from handoff.services.ports.orders import DescribedOrders
from handoff.services.ports.settings import ShopSettings
from handoff.services.publication import Publication, waking
from handoff.services.reactions.missed_offers import MissedOffers
from handoff.services.reactions.reaction import concerning
from handoff.services.read_audit import ReadAudit
from handoff.services.reception import Reception
from handoff.services.remembered_states import RememberedStates
from handoff.services.router import Router, moves_queue
from handoff.services.second_factors import SecondFactors
from handoff.services.security_log import SecurityLog
from handoff.services.staff import StaffDirectory
from handoff.services.staff_sessions import StaffSessions
from handoff.services.suggestions import Suggestions
from handoff.services.typing_and_marks import TypingAndMarks
from handoff.services.visits import Visits, VisitTimes
from handoff.services.wait_board import WaitBoard
from handoff.services.wait_promises import WaitPromises
from handoff.settings import Settings
from handoff.web.addresses import ClientNetworks
from handoff.web.demo_shop import DemoShop
from handoff.web.door import Door, Room
from handoff.web.headers import SecurityHeaders
from handoff.web.health import Health
from handoff.web.http_io import BODY_BYTES, bodies_in_time, errors
from handoff.web.internal.routes import InternalRoutes, bearer
from handoff.web.leases import Leases
from handoff.web.origins import OwnPages, own_pages_only
from handoff.web.pages import Pages
from handoff.web.socketio.catch_up import CatchUp
from handoff.web.socketio.commands import CommandNamespace
from handoff.web.socketio.crowd import Crowd
from handoff.web.socketio.paces import EventPace
from handoff.web.socketio.push import Push
from handoff.web.socketio.sockets import SocketServer, strict_polls
from handoff.web.staff.account import AccountRoutes, Callers
from handoff.web.staff.away_news import AwayNews
from handoff.web.staff.cookie import StaffCookie
from handoff.web.staff.deliveries import DeliveryRoutes
from handoff.web.staff.inbox_news import InboxNews
from handoff.web.staff.own_account import OwnAccountRoutes
from handoff.web.staff.passwords import PasswordRoutes
from handoff.web.staff.presence_view import PresenceView
from handoff.web.staff.privacy import PrivacyRoutes
from handoff.web.staff.routes import StaffRoutes
from handoff.web.staff.session_watch import EndedSessions, SessionWatch
from handoff.web.staff.socket import StaffNamespace, StaffServices
from handoff.web.visitor.channel import WidgetChannel
from handoff.web.visitor.routes import VisitorRoutes
from handoff.web.visitor.sites import WidgetSites
from handoff.web.visitor.socket import VisitorNamespace
from handoff.web.visitor.whereabouts import Whereabouts
from handoff.workers.deliveries import DeliveryWorker
from handoff.workers.duties import DutyWorker, FreshTurns
from handoff.workers.loops import Loop
from handoff.workers.retention import RetentionWorker
from handoff.workers.subscriptions import Reactions, Subscription

ROOT = Path(__file__).parents[1]
DEMO_SHOP = ROOT / "demo" / "shop.yml"

# A lost nudge (a gateway died, an agent came online elsewhere) costs a customer this at most.
DUTY_SECONDS = 0.5
ROUTING_SECONDS = 1.0
CATCH_UP_SECONDS = 2.0

# How often deliveries that are due are looked for: a mail may be so late.
DELIVERY_SECONDS = 1.0

# A bot that is back is noticed within this.
BOT_CHECK_SECONDS = 2.0

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

# A visitor whose token has ended is shut out within this.
VISITS_SECONDS = 1.0


def new_id() -> str:
    """UUIDv7: ids sort by time."""
    return str(uuid_utils.uuid7())


@dataclass(frozen=True)
class Parts:
    """`work` are the loops which other gateways can do as well; `housekeeping` goes on until the
    last client has left."""

    fanout: ValkeyFanout
    health: Health
    sockets: SocketServer
    door: Door
    worker: DutyWorker
    reactions: Reactions
    postal: DeliveryWorker
    audit: ReadAudit
    work: tuple[Loop, ...]
    housekeeping: tuple[Loop, ...]
    public: web.Application
    internal: web.Application


@dataclass(frozen=True)
class Bells:
    """What wakes the loops of a gateway, so that nothing waits for a period."""

    routing: asyncio.Event = field(default_factory=asyncio.Event)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    misses: asyncio.Event = field(default_factory=asyncio.Event)


def wire(
    settings: Settings,
    shop: FileSettings,
    engine: AsyncEngine,
    valkey: Redis,
    http: aiohttp.ClientSession,
    orders: DescribedOrders,
    clock: SharedClock,
) -> Parts:
    store, customers = PostgresConversations(engine), PostgresCustomers(engine)
    staff, lists = PostgresStaff(engine), PostgresLists(engine)
    presence, customers_here = ValkeyPresence(valkey), ValkeyPresence(valkey, CUSTOMERS_KEY)
    names = Pseudonyms(settings.secret)
    limits, addresses = ValkeyLimits(valkey, names), ValkeyAddresses(valkey, names)
    networks = ClientNetworks(settings.proxies)
    backend = BotPool(
        [(url, _bot(settings, http, url, clock, orders.numbers)) for url in settings.bot_urls]
    )

    door, sockets = _door(settings, networks), SocketServer(_crowd(settings, networks))
    view = PresenceView(presence, staff)
    audit = ReadAudit(PostgresAudit(engine), clock, timedelta(days=settings.audit_days))
    access = Access(store, customers, staff, TeamMap(staff, settings.visibility), audit)
    widget = WidgetChannel(sockets, store, view)
    delivery = Push(sockets, store, view, access, [widget])

    bells, remembered = Bells(), RememberedStates()
    fresh_turns, ended = FreshTurns(), EndedSessions()
    publication, fanout = _publications(valkey, delivery, remembered, fresh_turns, ended, bells)
    conversations = Conversations(store, publication, clock, remembered, shop)
    visits = Visits(
        Reception(conversations, customers, clock, new_id),
        conversations,
        customers,
        SignedTokens(settings.secret),
        settings.identity_secret,
        clock,
        VisitTimes(
            patience=timedelta(seconds=settings.patience_seconds),
            token_life=timedelta(days=settings.visitor_days),
        ),
    )
    rules = _rules(settings, shop)
    floor, availability = (
        Floor(staff, presence, rules.wrap_up),
        AgentAvailability(staff, publication),
    )
    desk = Desk(conversations, access, staff, floor, availability, clock, rules)
    inboxes = Inboxes(lists, staff, access)
    sessions = StaffSessions(
        PostgresStaffSessions(engine), publication.publish, clock, new_id, settings.session_times
    )
    accounts = _accounts(settings, engine, sessions, ValkeyBrakes(valkey, names), clock)
    lookup = OrderLookup(conversations, customers, orders, OrderGuesses(limits, addresses))

    history = WaitRecords(engine)
    waits = WaitPromises(conversations, history, clock)
    router = Router(conversations, floor, publication, clock, rules, waits, customers_here)
    route = partial(_on_time, clock, router.run_once)
    routing = Loop("routing", route, ROUTING_SECONDS, bells.routing)
    worker = DutyWorker(
        conversations,
        BotTurns(conversations, customers, backend, publication),
        clock,
        rules.offer_for,
        fresh_turns,
    )
    reactions = _reactions(engine, clock, MissedOffers(availability), bells)
    duties = Loop("duties", partial(_on_time, clock, worker.run_once), DUTY_SECONDS)

    pace = EventPace(burst=settings.event_burst, per_second=settings.events_per_second)
    typing_and_marks, privacy = (
        TypingAndMarks(PostgresMarks(engine), publication),
        _privacy(settings, engine, publication, clock),
    )
    post = _post(settings, shop, engine, access, accounts, publication, clock)
    suggestions = Suggestions(conversations, customers, staff, orders, backend, clock, shop)
    services = StaffServices(
        access=access,
        desk=desk,
        inboxes=inboxes,
        sessions=sessions,
        typing_and_marks=typing_and_marks,
        suggestions=suggestions,
        post=post.desk,
    )
    away, pages = AwayNews(CustomersAway(store, customers_here), delivery), Leases(customers_here)
    consoles = StaffNamespace(services, view, away, delivery, accounts.cookie, pace)
    widgets = VisitorNamespace(
        visits, delivery, widget, typing_and_marks, Whereabouts(networks, addresses), pages, pace
    )

    lost = LostAgents(
        conversations, staff, presence, steady, timedelta(seconds=settings.lost_seconds)
    )
    leases = Loop("presence", partial(_renew, view, pages), RENEWAL_SECONDS)
    look = InboxNews(lists, delivery, access).run_once
    news = Loop("inbox news", look, CATCH_UP_SECONDS, bells.news)
    absences = Loop("absences", lost.run_once, min(RENEWAL_SECONDS, settings.lost_seconds))
    watch = SessionWatch(consoles, sessions, ended, absences.nudge)
    health = Health(
        needed={"database": answers(engine)},
        helpful={"valkey": pings(valkey), "bot": backend.healthy, "settings": shop.is_sound},
        reactions=reactions.progress,
    )
    routes = [
        *health.routes(),
        *VisitorRoutes(visits, limits, shop, networks).routes(),
        *_account_routes(accounts, view, networks, shop),
        *StaffRoutes(
            accounts.cookie,
            CustomerFiles(access, orders),
            inboxes,
            WaitBoard(store, history, access, clock),
        ).routes(),
        *PasswordRoutes(post.links, limits, networks).routes(),
        *DeliveryRoutes(accounts.cookie, post.desk).routes(),
        *PrivacyRoutes(accounts.cookie, access, privacy.exports, privacy.erasures).routes(),
        *(_demo_shop(settings, clock).routes() if settings.demo else ()),
        *Pages(ROOT).routes(demo=settings.demo),
    ]
    internal = InternalRoutes(
        shop,
        lookup,
        OrderActions(
            conversations,
            lookup,
            OrderPermits(shop, post.codes, limits, clock, new_id, mails=post.works),
            orders,
            clock,
            shop,
        ),
        clock,
    )
    return Parts(
        fanout=fanout,
        health=health,
        sockets=sockets,
        door=door,
        worker=worker,
        postal=post.worker,
        reactions=reactions,
        audit=audit,
        work=(duties, routing, absences, post.loop, *reactions.loops()),
        housekeeping=(
            leases,
            Loop("ended sessions", watch.shut_heard, PURGE_SECONDS, ended.heard),
            Loop("sessions", watch.look, SESSIONS_SECONDS),
            Loop("old sessions", sessions.purge, PURGE_SECONDS),
            news,
            Loop("catch-up", CatchUp(delivery, store).run_once, CATCH_UP_SECONDS),
            Loop("visits", widgets.end_visits, VISITS_SECONDS),
            Loop("customers away", away.run_once, CATCH_UP_SECONDS),
            Loop("bots", backend.check, BOT_CHECK_SECONDS),
            Loop("backlogs", partial(_tidy_connections, sockets, door), BACKLOG_SECONDS),
            Loop("audit", audit.run_once, AUDIT_SECONDS),
            Loop("old security log", accounts.log.forget, PURGE_SECONDS),
            Loop("settings", shop.look, SETTINGS_SECONDS),
            privacy.loop,
        ),
        public=_public(settings, routes, sockets, (widgets, consoles)),
        internal=_internal(settings, internal),
    )


@dataclass(frozen=True)
class Post:
    """What sends mail, what has links sent, and what shows all that to the staff."""

    worker: DeliveryWorker
    loop: Loop
    links: AccountLinks
    desk: MailDesk
    codes: CodeBook
    works: bool


def _post(
    settings: Settings,
    shop: FileSettings,
    engine: AsyncEngine,
    access: Access,
    accounts: "_Accounts",
    publication: Publication,
    clock: SharedClock,
) -> Post:
    """Raises InvalidInput: what the settings say of mail cannot be meant."""
    postman = open_postman(settings.smtp_url, settings.mail_from)
    mails, marks, store = (
        PostgresDeliveries(engine),
        PostgresMarks(engine),
        PostgresConversations(engine),
    )
    book = LinkBook(
        PostgresAccountLinks(engine),
        PostgresStaff(engine),
        SignedLinks(settings.secret),
        settings.links_to,
    )
    codes = CodeBook(PostgresOrderCodes(engine), SecretCodes(settings.secret))
    letters = Letters(store, marks, Books(book, codes), clock, shop)
    carrier = Carrier(mails, letters, postman, publication, clock)
    grace = timedelta(seconds=settings.mail_grace_seconds)
    worker = DeliveryWorker(mails, carrier, clock, grace)
    return Post(
        worker=worker,
        loop=Loop("deliveries", partial(_on_time, clock, worker.run_once), DELIVERY_SECONDS),
        links=AccountLinks(
            accounts.directory, book, accounts.log, clock, new_id, mails=postman.works
        ),
        desk=MailDesk(mails, access, publication, clock, grace, works=postman.works),
        codes=codes,
        works=postman.works,
    )


@dataclass(frozen=True)
class _Privacy:
    exports: Exports
    erasures: Erasures
    loop: Loop


def _privacy(
    settings: Settings, engine: AsyncEngine, publication: Publication, clock: Clock
) -> _Privacy:
    data, trail = PostgresCustomerData(engine), PostgresAudit(engine)
    erasures = Erasures(data, PostgresConversations(engine), trail, publication, clock)
    worker = RetentionWorker(erasures, clock, settings.kept_for)
    return _Privacy(
        exports=Exports(data, document, trail, clock),
        erasures=erasures,
        loop=Loop("retention", worker.run_once, RETENTION_SECONDS),
    )


def _publications(
    valkey: Redis,
    delivery: Push,
    remembered: RememberedStates,
    fresh_turns: FreshTurns,
    ended: EndedSessions,
    bells: Bells,
) -> tuple[Publication, ValkeyFanout]:
    """Lists the listeners of every signal in their order: of other gateways' and of this one's own."""
    count_misses = waking(bells.misses.set, when=concerning(MissedOffers.handles))
    heard = Publication(
        on_commit={
            "remember": remembered.remember,
            "count missed offers": count_misses,
            "tell inboxes": lambda _: bells.news.set(),
        },
        on_signal={"deliver": delivery, "shut consoles": ended.hear},
    )
    fanout = ValkeyFanout(valkey, heard.publish)
    publication = Publication(
        on_commit={
            "remember": remembered.remember,
            "begin the bot's turn": fresh_turns.put,
            "route": waking(bells.routing.set, when=moves_queue),
            "count missed offers": count_misses,
            "tell inboxes": lambda _: bells.news.set(),
        },
        on_signal={"relay": fanout.send, "deliver": delivery, "shut consoles": ended.hear},
    )
    return publication, fanout


def types_of_reactions() -> Mapping[str, frozenset[str]]:
    """The types of events that each reaction handles, by its name: to look from outside a gateway how
    far they are."""
    return {each.name: frozenset(map(type_of, each.handles)) for each in (MissedOffers,)}


def _reactions(
    engine: AsyncEngine, clock: Clock, missed_offers: MissedOffers, bells: Bells
) -> Reactions:
    """All readers of the record."""
    store, gateway = PostgresSubscriptions(engine), new_id()
    return Reactions(store, [Subscription(missed_offers, store, clock, gateway, bells.misses)])


def _rules(settings: Settings, shop: FileSettings) -> DeskRules:
    return DeskRules(
        shop=shop,
        offer_for=timedelta(seconds=settings.offer_seconds),
        wrap_up=timedelta(seconds=settings.wrap_up_seconds),
        undecided=timedelta(seconds=settings.undecided_seconds),
    )


async def _on_time(clock: SharedClock, run_once: Callable[[], Awaitable[None]]) -> None:
    """A gateway looks at the clock before each pass that gives deadlines or judges them: it may have
    been set, and another gateway may know that already."""
    await clock.look()
    await run_once()


async def _renew(consoles: PresenceView, pages: Leases) -> None:
    """The leases of everybody who is connected to this gateway."""
    await pages.renew()
    await consoles.renew()


@dataclass(frozen=True)
class _Accounts:
    log: SecurityLog
    directory: StaffDirectory
    logins: Logins
    own: OwnAccount
    cookie: StaffCookie


def _accounts(
    settings: Settings,
    engine: AsyncEngine,
    sessions: StaffSessions,
    brakes: Brakes,
    clock: Clock,
) -> _Accounts:
    staff, passwords = PostgresStaff(engine), ArgonPasswords()
    names = Pseudonyms(settings.secret)
    kept = timedelta(days=settings.security_log_days)
    log = SecurityLog(PostgresSecurityLog(engine), clock, names.short, kept)
    guessing = Guessing(brakes, log)
    check = PasswordCheck(staff, passwords, guessing, passwords.decoy())
    factors = SecondFactors(
        PostgresSecondFactors(engine),
        TotpAuthenticator(),
        SecretVault(settings.secret),
        guessing,
        log,
        clock,
        settings.second_factor_roles,
    )
    halves = SignedHalves(settings.secret)
    directory = StaffDirectory(staff, passwords, sessions, log, new_id)
    return _Accounts(
        log=log,
        directory=directory,
        logins=Logins(staff, check, sessions, factors, halves, log, clock),
        own=OwnAccount(check, sessions, factors, directory, log),
        cookie=StaffCookie(
            sessions,
            SignedDevices(settings.secret),
            OwnPages(settings.proxies),
            secure=settings.secure_cookies,
        ),
    )


def _account_routes(
    accounts: _Accounts,
    view: PresenceView,
    networks: ClientNetworks,
    shop: ShopSettings,
) -> list[web.RouteDef]:
    cookie, callers = accounts.cookie, Callers(accounts.cookie, networks)
    return [
        *AccountRoutes(accounts.logins, cookie, view, callers, shop).routes(),
        *OwnAccountRoutes(accounts.own, cookie, callers, shop).routes(),
    ]


def _bot(
    settings: Settings,
    http: aiohttp.ClientSession,
    url: str,
    clock: Clock,
    order_numbers: str | None,
) -> Bot:
    if settings.bot_kind == "firuze":
        return RasaBot(http, url, settings.bot_secret, order_numbers)
    api = RestApi(
        token=settings.bot_token,
        jwt_secret=settings.bot_jwt_secret,
        handoff=settings.bot_handoff_names,
    )
    return RestBot(http, url, clock, api if settings.reads_bot_api else None)


def _door(settings: Settings, networks: ClientNetworks) -> Door:
    room = Room(total=connections_at_most(), per_network=settings.connections_per_network)
    return Door(networks, room)


def _crowd(settings: Settings, networks: ClientNetworks) -> Crowd:
    return Crowd(networks, settings.connections_per_network, settings.request_seconds)


async def _tidy_connections(sockets: SocketServer, door: Door) -> None:
    """Ends those that take nothing, and those that say nothing."""
    await sockets.cut_slow_consumers()
    await sockets.end_strangers()
    await door.cut_stuck()


def _public(
    settings: Settings,
    routes: list[web.RouteDef],
    sockets: SocketServer,
    namespaces: tuple[CommandNamespace, ...],
) -> web.Application:
    own = OwnPages(settings.proxies)
    sites = WidgetSites(settings.allowed_origins, own)
    app = web.Application(
        client_max_size=BODY_BYTES,
        middlewares=[
            sites.share,
            errors,
            sites.demand,
            sockets.with_room,
            bodies_in_time(settings.request_seconds),
            own_pages_only(own),
            strict_polls,
        ],
    )
    app.on_response_prepare.append(SecurityHeaders(own).add)
    for namespace in namespaces:
        sockets.register_namespace(namespace)
    sockets.attach(app)
    app.add_routes(routes)
    return app


def _internal(settings: Settings, routes: InternalRoutes) -> web.Application:
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


def _demo_shop(settings: Settings, clock: Clock) -> DemoShop:
    shop = yaml.safe_load(DEMO_SHOP.read_text(encoding="utf-8"))
    return DemoShop(shop["customers"], settings.identity_secret, clock)
