"""What this machine gives by itself: ids that are new everywhere, and its own time."""

from datetime import UTC, datetime
from secrets import token_urlsafe

import uuid_utils


def new_id() -> str:
    """UUIDv7: ids sort by time."""
    return str(uuid_utils.uuid7())


def new_key() -> str:
    """128 bits that nobody guesses, for an address."""
    return token_urlsafe(16)


def now() -> datetime:
    """The time by this machine's clock, for what runs beside the gateways and is soon gone. Gateways
    share one clock (`adapters/postgres/clock.py`)."""
    return datetime.now(UTC)  # noqa: TID251 - see above
