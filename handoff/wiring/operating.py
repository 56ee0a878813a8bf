"""What the command line needs without a gateway: people's accounts, logs, what is kept of customers."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.exports import document
from handoff.adapters.machine import new_id, now
from handoff.adapters.postgres.engine import open_engine
from handoff.adapters.postgres.products import PostgresProducts
from handoff.adapters.signatures import ArgonPasswords, SignedLinks
from handoff.domain.deliveries import DeliveryState
from handoff.services.account_links import LinkBook, LinkMaker
from handoff.services.erasures import Erasures
from handoff.services.errors import ProductSystemDown
from handoff.services.exports import Exports
from handoff.services.invitations import Invitations
from handoff.services.operators import Operators
from handoff.services.ports.audit import AuditTrail
from handoff.services.ports.customer_data import CustomerData
from handoff.services.ports.people import StaffStore
from handoff.services.ports.security_log import SecurityTrail
from handoff.services.ports.subscriptions import Progress
from handoff.services.publication import Publication
from handoff.services.revocations import Revocations
from handoff.services.security_log import SecurityLog
from handoff.services.staff import StaffDirectory
from handoff.services.staff_sessions import StaffSessions
from handoff.wiring.stores import Stores

UNDEFINED_TABLE = "42P01"  # PostgreSQL's code


@asynccontextmanager
async def _stores(database_url: str, pool_size: int = 1) -> AsyncIterator[Stores]:
    engine = open_engine(database_url, pool_size=pool_size)
    try:
        yield Stores.on(engine)
    finally:
        await engine.dispose()


def staff_sessions(engine: AsyncEngine) -> StaffSessions:
    """Ends the staff's sessions beside any gateways: those look themselves which ones have ended."""
    return _sessions(Stores.on(engine))


def staff_directory(engine: AsyncEngine) -> StaffDirectory:
    """Keeps the staff's accounts beside any gateways."""
    return _directory(Stores.on(engine))


def _sessions(stores: Stores) -> StaffSessions:
    return StaffSessions(stores.sessions, lambda _: None, now, new_id)


def _log(stores: Stores) -> SecurityLog:
    """Notes what operators do."""
    return SecurityLog(stores.security_log, now)


def _directory(stores: Stores) -> StaffDirectory:
    return StaffDirectory(
        stores.staff,
        ArgonPasswords(),
        _sessions(stores),
        _log(stores),
        stores.portraits,
        new_id,
    )


def _names(stores: Stores) -> Revocations:
    return Revocations(stores.customers, stores.conversations)


@asynccontextmanager
async def open_staff_directory(database_url: str) -> AsyncIterator[StaffDirectory]:
    """The staff's accounts."""
    async with _stores(database_url) as stores:
        yield _directory(stores)


@asynccontextmanager
async def open_operators(database_url: str) -> AsyncIterator[Operators]:
    """What guards the staff's accounts."""
    async with _stores(database_url) as stores:
        factors, sessions = stores.second_factors, _sessions(stores)
        yield Operators(_directory(stores), factors, sessions, _log(stores))


@asynccontextmanager
async def open_invitations(
    database_url: str, secret: str, public_url: str, *, mails: bool
) -> AsyncIterator[Invitations]:
    """Invitations. A gateway sends the mails."""
    async with _stores(database_url) as stores:
        book = LinkBook(stores.account_links, stores.staff, SignedLinks(secret), public_url)
        yield Invitations(book, LinkMaker(now, new_id, mails), _log(stores))


@asynccontextmanager
async def open_audit(database_url: str) -> AsyncIterator[tuple[AuditTrail, StaffStore]]:
    """The log of which members of the staff read what was not theirs, and their names."""
    async with _stores(database_url) as stores:
        yield stores.audit, stores.staff


@asynccontextmanager
async def open_security_log(database_url: str) -> AsyncIterator[tuple[SecurityTrail, StaffStore]]:
    """The log of what happened to the staff's accounts, and their names."""
    async with _stores(database_url) as stores:
        yield stores.security_log, stores.staff


@asynccontextmanager
async def open_revocations(database_url: str) -> AsyncIterator[Revocations]:
    """The end of customers' tokens."""
    async with _stores(database_url) as stores:
        yield _names(stores)


@dataclass(frozen=True)
class Backlog:
    """What waits: how far each reaction is, and how many deliveries are in each state that is not done."""

    reactions: Mapping[str, Progress]
    deliveries: Mapping[DeliveryState, int]


async def read_backlog(database_url: str) -> Backlog | None:
    """What waits in the database; None where its tables are missing: nothing can wait there."""
    from handoff.wiring.reactions import types_of_reactions  # noqa: PLC0415 - brings all of a gateway

    async with _stores(database_url) as stores:
        try:
            reactions = await stores.subscriptions.progress(types_of_reactions())
            return Backlog(reactions=reactions, deliveries=await stores.deliveries.count())
        except ProgrammingError as error:
            if not _is_missing(error):
                raise
            return None


def _is_missing(error: BaseException | None) -> bool:
    """Whether a table is not there: nothing has been migrated yet."""
    return isinstance(error, ProgrammingError) and (
        getattr(error.orig, "sqlstate", None) == UNDEFINED_TABLE
    )


async def has_products(database_url: str) -> bool:
    """Whether the built-in table is there and has any. Raises ProductSystemDown, InvalidInput."""
    engine = open_engine(database_url, pool_size=1)
    try:
        return await PostgresProducts(engine).candidates("") is not None
    except ProductSystemDown as error:
        if not _is_missing(error.__cause__):
            raise
        return False
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
async def open_privacy(database_url: str, *, mails: bool) -> AsyncIterator[Privacy]:
    """Export and erasure. Gateways look themselves what has become of conversations, and send what is to be mailed."""
    async with _stores(database_url, pool_size=2) as stores:
        data, trail = stores.customer_data, stores.audit
        yield Privacy(
            names=_names(stores),
            data=data,
            exports=Exports(data, document, trail, now),
            erasures=Erasures(data, stores.conversations, Publication(), now, mails=mails),
        )


@asynccontextmanager
async def open_products_table(database_url: str) -> AsyncIterator[PostgresProducts]:
    """The built-in table of products."""
    engine = open_engine(database_url, pool_size=1)
    try:
        yield PostgresProducts(engine)
    finally:
        await engine.dispose()
