"""File descriptors: every connection is one, and a process has only so many."""

import resource
from contextlib import suppress

# For PostgreSQL, Valkey, the bots, the order system, and files.
RESERVED = 128

# More than this no gateway has memory for; some systems call their limit infinite, and then refuse it.
_MOST = 1 << 20
_MACOS_MOST = 10_240


def raise_limit() -> int:
    """Raises this process's limit as far as it may go; the limit then."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST if hard == resource.RLIM_INFINITY else min(hard, _MOST)
    for limit in (wanted, _MACOS_MOST):
        if limit > soft:
            with suppress(ValueError, OSError):
                resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
                return limit
    return soft


def connections_at_most() -> int:
    """How many browsers' connections this process has descriptors for."""
    return max(resource.getrlimit(resource.RLIMIT_NOFILE)[0] - RESERVED, RESERVED)
