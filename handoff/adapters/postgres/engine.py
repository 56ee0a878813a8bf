"""The connection to PostgreSQL: the URL that operators write, and a pool whose outages are the port's."""

import json
from types import TracebackType
from typing import Any, Self

from sqlalchemy import URL, event, func, make_url, select, true
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from handoff.adapters.postgres.outage import as_database_down, database_down, is_outage
from handoff.domain.errors import InvalidInput

# A condition that is always met, and keeps its transaction from waiting for the disk: for what does no
# harm when it is lost with the server's memory. A duty is then taken once more, a mark sent again.
UNHURRIED = (
    select(func.set_config("synchronous_commit", "off", true())).cte("unhurried").select().exists()
)

_SCHEMES = {"postgres", "postgresql", "postgresql+asyncpg"}


def database_url(text: str) -> URL:
    """`postgresql://…` for the asyncpg driver. A `host` in the query is a socket's folder.

    Raises:
        InvalidInput: not a PostgreSQL URL.
    """
    try:
        url = make_url(text)
    except ArgumentError:
        raise InvalidInput("database_url", "DATABASE_URL is not a URL") from None
    if url.drivername not in _SCHEMES:
        raise InvalidInput("database_url", "DATABASE_URL must begin with postgresql://")
    return url.set(drivername="postgresql+asyncpg")


class Database(AsyncEngine):
    """A pool of connections. What is done with one raises DatabaseDown while PostgreSQL is away, and
    SQLAlchemy's own errors for what PostgreSQL refuses."""

    def connect(self) -> AsyncConnection:
        return _Connection(self)

    def execution_options(self, **options: Any) -> "Database":
        return Database(self.sync_engine.execution_options(**options))


class _Connection(AsyncConnection):
    async def start(self, is_ctxmanager: bool = False) -> Self:  # noqa: FBT001, FBT002 - SQLAlchemy's
        with as_database_down():
            await super().start(is_ctxmanager)
        return self

    async def __aexit__(
        self,
        type_: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with as_database_down():
            await super().__aexit__(type_, value, traceback)
        if value is not None and is_outage(value):
            raise database_down(value) from value


def open_engine(url: str, *, pool_size: int = 10) -> Database:
    """A pool of connections; nothing connects before the first use."""
    engine = create_async_engine(
        database_url(url),
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_use_lifo=True,  # the connection used last has the statements prepared and planned
        hide_parameters=True,  # errors are logged, what customers write is not
        json_serializer=_compact,
    )
    event.listen(engine.sync_engine.pool, "checkout", _demand_open)
    return Database(engine.sync_engine)


def _demand_open(connection: DBAPIConnection, *_: object) -> None:
    """The pool replaces all its connections once it meets one that has ended: after a restart of the
    server all have."""
    if connection.driver_connection.is_closed():
        raise InvalidatePoolError


def single_statements(engine: AsyncEngine) -> AsyncEngine:
    """The same pool for statements that stand alone: no BEGIN and no COMMIT around them, which would be
    two round trips more."""
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
