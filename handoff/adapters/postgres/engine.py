"""The connection to PostgreSQL: the URL that operators write, as SQLAlchemy wants it."""

import json
from typing import Any

from sqlalchemy import URL, func, make_url, select, true
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from handoff.domain.errors import InvalidInput

# A condition that is always met, and keeps its transaction from waiting for the disk: for what does no
# harm when it is lost with the server's memory. A duty is then taken once more, a mark told anew.
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


def open_engine(url: str, *, pool_size: int = 10) -> AsyncEngine:
    """A pool of connections; nothing connects before the first use."""
    return create_async_engine(
        database_url(url),
        pool_size=pool_size,
        max_overflow=pool_size,
        hide_parameters=True,  # errors are logged, what customers write is not
        json_serializer=_compact,
    )


def single_statements(engine: AsyncEngine) -> AsyncEngine:
    """The same pool for statements that stand alone: no BEGIN and no COMMIT around them, which would be
    two round trips more."""
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
