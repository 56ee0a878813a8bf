"""Checks whether external servers answer, and says plainly when they do not."""

from urllib.parse import urlsplit

from stack.errors import CliError

PATIENCE = 5.0  # seconds


async def check_database(url: str) -> None:
    """Connects to PostgreSQL once; CliError naming the address (never the password) if that fails.

    A missing database is no failure here: the migrations may create it or say why they cannot.
    """
    import asyncpg  # noqa: PLC0415 - most commands need no client, and loading one takes long

    plain = url.replace("postgresql+asyncpg://", "postgresql://")
    try:
        connection = await asyncpg.connect(plain, timeout=PATIENCE)
    except asyncpg.InvalidPasswordError as error:
        raise _unreachable(
            "PostgreSQL", url, "it refuses the user or password", "DATABASE_URL"
        ) from error
    except asyncpg.InvalidCatalogNameError as error:
        raise _unreachable(
            "PostgreSQL", url, "the database does not exist", "DATABASE_URL"
        ) from error
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError) as error:
        raise _unreachable("PostgreSQL", url, _reason(error), "DATABASE_URL") from error
    await connection.close()


async def check_cache(url: str) -> None:
    """Pings Valkey or Redis once; CliError naming the address if that fails."""
    import redis.asyncio as redis  # noqa: PLC0415 - as above
    from redis.exceptions import RedisError  # noqa: PLC0415

    try:
        client = redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
        try:
            await client.ping()
        finally:
            await client.aclose()
    except (RedisError, OSError, ValueError) as error:
        raise _unreachable("Valkey", url, _reason(error), "REDIS_URL") from error


def without_password(url: str) -> str:
    """Host, port and path of a URL, for people to read."""
    parts = urlsplit(url)
    return f"{parts.netloc.rpartition('@')[2]}{parts.path}" or url


def _reason(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return f"no answer within {PATIENCE:g} s"
    # redis-py wraps the system's error in one of its own.
    if isinstance(error, ConnectionRefusedError) or isinstance(
        error.__context__, ConnectionRefusedError
    ):
        return "connection refused"
    return str(error).splitlines()[0].rstrip(".") if str(error) else type(error).__name__


def _unreachable(server: str, url: str, reason: str, variable: str) -> CliError:
    return CliError(
        f"{server} at {without_password(url)} cannot be used: {reason}.",
        way_out=f"Start it or correct {variable}; without {variable} Firuze runs its own.",
    )
