"""The driver's errors, as the port's."""

from collections.abc import Iterator
from contextlib import contextmanager

from redis.exceptions import RedisError

from handoff.services.errors import CacheDown


@contextmanager
def as_cache_down() -> Iterator[None]:
    """Raises CacheDown for whatever keeps Valkey from answering."""
    try:
        yield
    except (RedisError, OSError) as error:
        raise CacheDown from error
