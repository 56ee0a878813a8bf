"""What the logs tell of past waits."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from handoff.domain.desk.wait_promises import Promise, Waited


class WaitHistory(Protocol):
    """What the logs tell of past waits."""

    async def service_times(self, limit: int) -> Sequence[timedelta]:
        """How long the latest chats held an agent's slot, newest first."""
        ...

    async def waits(self, limit: int) -> Sequence[Waited]:
        """The latest waits that have ended, newest first."""
        ...

    async def promises(self, since: datetime, limit: int) -> Sequence[Promise]:
        """The latest promised waits that have ended, not before `since`, and what came of them,
        newest first. When a customer heard several ranges in one wait, the first is the promise."""
        ...
