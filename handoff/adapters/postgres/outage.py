"""The driver's errors, as the port's: what keeps PostgreSQL from answering is DatabaseDown."""

from collections.abc import Iterator
from contextlib import contextmanager

from asyncpg import InterfaceError as DriverInterfaceError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from handoff.services.errors import DatabaseDown

# Classes of SQLSTATE: connection exception, insufficient resources, operator intervention, system error, internal error.
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_TROUBLE = {"08", "53", "57", "58", "XX"}

_OUTAGES = (OSError, OperationalError, InterfaceError, DriverInterfaceError, PoolTimeout)


@contextmanager
def as_database_down() -> Iterator[None]:
    """Raises DatabaseDown for whatever keeps PostgreSQL from answering; other errors pass."""
    try:
        yield
    except Exception as error:
        if is_outage(error):
            raise database_down(error) from error
        raise


def is_outage(error: BaseException) -> bool:
    """Whether the server is away (a socket that refuses, or is not there, is an OSError), has no
    connection to spare, or says itself that it is in trouble: a full disk, no memory, an operator."""
    if isinstance(error, _OUTAGES):
        return True
    state = getattr(getattr(error, "orig", error), "sqlstate", None)
    return str(state)[:2] in _TROUBLE


def database_down(error: BaseException) -> DatabaseDown:
    """The outage, in the driver's words alone: no statement and no parameters."""
    return DatabaseDown(str(getattr(error, "orig", error)) or type(error).__name__)
