"""The life of a gateway: settings in, a running gateway out, and an end in good order."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp
import structlog
from redis.asyncio import Redis
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.exports import document
from handoff.adapters.orders.file import read_orders_file
from handoff.adapters.orders.sources import open_orders
from handoff.adapters.postgres.account_links import PostgresAccountLinks
from handoff.adapters.postgres.audit import PostgresAudit
from handoff.adapters.postgres.clock import Measure, SharedClock, time_of
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customer_data import PostgresCustomerData
from handoff.adapters.postgres.customers import PostgresCustomers, PostgresOrders
from handoff.adapters.postgres.deliveries import PostgresDeliveries
from handoff.adapters.postgres.engine import open_engine
from handoff.adapters.postgres.second_factors import PostgresSecondFactors
from handoff.adapters.postgres.security_log import PostgresSecurityLog
from handoff.adapters.postgres.staff import PostgresStaff
from handoff.adapters.postgres.staff_sessions import PostgresStaffSessions
from handoff.adapters.postgres.subscriptions import PostgresSubscriptions
from handoff.adapters.settings_file import FileSettings
from handoff.adapters.signatures import ArgonPasswords, SignedLinks
from handoff.domain.deliveries import DeliveryState
from handoff.domain.errors import InvalidInput
from handoff.services.account_links import AccountLinks, LinkBook
from handoff.services.erasures import Erasures
from handoff.services.errors import DatabaseDown
from handoff.services.exports import Exports
from handoff.services.operators import Operators
from handoff.services.ports.audit import AuditTrail
from handoff.services.ports.customer_data import CustomerData
from handoff.services.ports.orders import DescribedOrders
from handoff.services.ports.people import StaffStore
from handoff.services.ports.security_log import SecurityTrail
from handoff.services.ports.subscriptions import Progress
from handoff.services.publication import Publication
from handoff.services.revocations import Revocations
from handoff.services.security_log import SecurityLog
from handoff.services.staff import StaffDirectory
from handoff.services.staff_sessions import StaffSessions
from handoff.settings import Settings
from handoff.web.listener import Listener
from handoff.wiring import (
    Parts,
    new_id,
    types_of_reactions,
    wire,
)

log = structlog.get_logger()

FIRST_LOOK_SECONDS = 5.0  # a starting gateway waits no longer for PostgreSQL's time
UNDEFINED_TABLE = "42P01"  # PostgreSQL's code

VALKEY_SECONDS = 2.0  # a Valkey that takes longer to answer counts as down


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - for the command line, which is soon gone


def staff_sessions(engine: AsyncEngine) -> StaffSessions:
    """The staff's sessions beside any gateways: those look themselves which ones have ended."""
    return StaffSessions(PostgresStaffSessions(engine), lambda _: None, now, new_id)


def security_log(engine: AsyncEngine) -> SecurityLog:
    """Notes what operators do beside any gateways."""
    return SecurityLog(PostgresSecurityLog(engine), now)


def staff_directory(engine: AsyncEngine) -> StaffDirectory:
    """The staff's accounts beside any gateways."""
    sessions, log = staff_sessions(engine), security_log(engine)
    return StaffDirectory(PostgresStaff(engine), ArgonPasswords(), sessions, log, new_id)


@asynccontextmanager
async def open_staff_directory(database_url: str) -> AsyncIterator[StaffDirectory]:
    """The staff's accounts without a gateway: for the command line."""
    engine = open_engine(database_url, pool_size=1)
    try:
        yield staff_directory(engine)
    finally:
        await engine.dispose()


@asynccontextmanager
async def open_operators(database_url: str) -> AsyncIterator[Operators]:
    """What guards the staff's accounts, without a gateway: for the command line."""
    engine = open_engine(database_url, pool_size=1)
    factors, sessions = PostgresSecondFactors(engine), staff_sessions(engine)
    try:
        log = security_log(engine)
        yield Operators(staff_directory(engine), factors, sessions, log)
    finally:
        await engine.dispose()


@asynccontextmanager
async def open_account_links(
    database_url: str, secret: str, public_url: str, *, mails: bool
) -> AsyncIterator[AccountLinks]:
    """Invitations without a gateway: for the command line. A gateway sends the mails."""
    engine = open_engine(database_url, pool_size=1)
    staff = PostgresStaff(engine)
    directory = staff_directory(engine)
    book = LinkBook(PostgresAccountLinks(engine), staff, SignedLinks(secret), public_url)
    try:
        yield AccountLinks(directory, book, security_log(engine), now, new_id, mails=mails)
    finally:
        await engine.dispose()


@asynccontextmanager
async def open_audit(database_url: str) -> AsyncIterator[tuple[AuditTrail, StaffStore]]:
    """Who read what was not theirs, and who they are, without a gateway: for the command line."""
    engine = open_engine(database_url, pool_size=1)
    try:
        yield PostgresAudit(engine), PostgresStaff(engine)
    finally:
        await engine.dispose()


@asynccontextmanager
async def open_security_log(database_url: str) -> AsyncIterator[tuple[SecurityTrail, StaffStore]]:
    """What happened to the staff's accounts, and who they are, without a gateway: for the command
    line."""
    engine = open_engine(database_url, pool_size=1)
    try:
        yield PostgresSecurityLog(engine), PostgresStaff(engine)
    finally:
        await engine.dispose()


@asynccontextmanager
async def open_revocations(database_url: str) -> AsyncIterator[Revocations]:
    """The end of customers' tokens without a gateway: for the command line."""
    engine = open_engine(database_url, pool_size=1)
    try:
        yield Revocations(PostgresCustomers(engine), PostgresConversations(engine))
    finally:
        await engine.dispose()


@dataclass(frozen=True)
class Backlog:
    """What waits: how far each reaction is, and how many deliveries are in each state that is not done."""

    reactions: Mapping[str, Progress]
    deliveries: Mapping[DeliveryState, int]


async def read_backlog(database_url: str) -> Backlog | None:
    """What waits in the database, without a gateway: for the command line. None where the tables are
    missing: nothing can wait there."""
    engine = open_engine(database_url, pool_size=1)
    try:
        reactions = await PostgresSubscriptions(engine).progress(types_of_reactions())
        return Backlog(reactions=reactions, deliveries=await PostgresDeliveries(engine).count())
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", None) != UNDEFINED_TABLE:
            raise
        return None
    finally:
        await engine.dispose()


@dataclass(frozen=True)
class Privacy:
    """What is kept of customers: found, handed out, erased. `names` finds a customer by an id."""

    names: Revocations
    data: CustomerData
    exports: Exports
    erasures: Erasures


@asynccontextmanager
async def open_privacy(database_url: str) -> AsyncIterator[Privacy]:
    """Export and erasure without a gateway: for the command line. Gateways look themselves what has
    become of conversations."""
    engine = open_engine(database_url, pool_size=2)
    data, trail = PostgresCustomerData(engine), PostgresAudit(engine)
    try:
        yield Privacy(
            names=Revocations(PostgresCustomers(engine), PostgresConversations(engine)),
            data=data,
            exports=Exports(data, document, trail, now),
            erasures=Erasures(data, PostgresConversations(engine), trail, Publication(), now),
        )
    finally:
        await engine.dispose()


@dataclass(frozen=True)
class Gateway:
    """A running gateway: where its two listeners are, and what has it read the shop's settings
    again."""

    port: int
    internal_port: int
    read_settings: Callable[[], Coroutine[Any, Any, None]]


@asynccontextmanager
async def run_gateway(settings: Settings, measure: Measure | None = None) -> AsyncIterator[Gateway]:
    """Starts everything, and stops it in the opposite order. `measure` tells the time that all
    gateways share: PostgreSQL's, unless given."""
    async with AsyncExitStack() as stack:
        engine = open_engine(settings.database_url)
        stack.push_async_callback(engine.dispose)
        valkey = _open_valkey(settings.redis_url)
        stack.push_async_callback(valkey.aclose)
        http = await stack.enter_async_context(aiohttp.ClientSession())
        clock = SharedClock(measure or time_of(engine))
        await _first_look(clock)
        shop = FileSettings(settings.business_file)
        orders = await _open_orders(stack, settings, shop, engine)
        parts = wire(settings, shop, engine, valkey, http, orders, clock)
        await parts.fanout.start()
        stack.push_async_callback(parts.fanout.stop)  # the last signals go out
        stack.push_async_callback(parts.audit.close)
        for loop in (*parts.housekeeping, *parts.work):
            loop.start()
            stack.push_async_callback(loop.stop)
        parts.worker.start()
        internal = Listener(parts.internal)
        public = Listener(parts.public, parts.door, settings.request_seconds)
        stack.push_async_callback(internal.stop)  # after the last turn: the bot's actions ask here
        internal_port = await internal.open("127.0.0.1", settings.internal_port)
        stack.push_async_callback(public.stop)
        port = await public.open(settings.host, settings.port)
        stack.push_async_callback(_leave, parts, public, settings.notice_seconds)
        log.info("gateway.listening", host=settings.host, port=port, internal_port=internal_port)
        yield Gateway(port=port, internal_port=internal_port, read_settings=shop.read)


async def _open_orders(
    stack: AsyncExitStack, settings: Settings, shop: FileSettings, engine: AsyncEngine
) -> DescribedOrders:
    """The shop's order system, or the built-in table. Raises InvalidInput."""
    if settings.orders_file is None:
        return PostgresOrders(engine)
    described = read_orders_file(settings.orders_file, os.environ)
    return await stack.enter_async_context(
        open_orders(described, lambda: shop.current().shop.currency)
    )


async def _first_look(clock: SharedClock) -> None:
    """So that nothing is reckoned by this machine's clock, if PostgreSQL is up."""
    with suppress(DatabaseDown, TimeoutError):
        async with asyncio.timeout(FIRST_LOOK_SECONDS):
            await clock.look()


async def _leave(parts: "Parts", public: Listener, notice_seconds: float) -> None:
    """In good order: clients move to another gateway, and no duty stays behind."""
    log.info("gateway.draining", connections=parts.sockets.connections)
    parts.health.leave()
    await asyncio.sleep(notice_seconds)
    await public.close_door()
    await asyncio.gather(parts.sockets.see_off(), _finish(parts))


async def _finish(parts: "Parts") -> None:
    """Takes nothing new, and ends or gives back what was taken."""
    await asyncio.gather(*(loop.stop() for loop in parts.work))
    await asyncio.gather(parts.worker.stop(), parts.postal.stop(), parts.reactions.stop())


def _open_valkey(url: str) -> Redis:
    """Raises InvalidInput. Nothing connects before the first use."""
    try:
        return Redis.from_url(
            url, socket_connect_timeout=VALKEY_SECONDS, socket_timeout=VALKEY_SECONDS
        )
    except ValueError:
        raise InvalidInput(
            "redis_url", "REDIS_URL must be like redis://host:6379 or unix:///path/to.sock"
        ) from None
