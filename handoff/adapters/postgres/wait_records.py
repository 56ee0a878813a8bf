"""What the log tells of waits: how long chats took, who waited how long, which promises came true.

Each begins with the events that end something, newest first, and looks back in the same log.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.postgres.engine import single_statements
from handoff.domain.desk.wait_promises import Ending, Promise, Waited, WaitRange

_SERVICE = text("""
SELECT ended.at - accepted.at
FROM events AS ended CROSS JOIN LATERAL (
  SELECT at FROM events
  WHERE conversation_id = ended.conversation_id AND seq < ended.seq AND type = 'agent.accepted'
  ORDER BY seq DESC LIMIT 1
) AS accepted
WHERE ended.type IN ('conversation.closed', 'returned.to_bot', 'conversation.transferred')
  AND ended.actor ->> 'kind' = 'agent'
ORDER BY ended.at DESC LIMIT :limit
""")

# A wait ends with a person, with a ticket, or when the customer gives up. It began with the first
# entry into the queue since the last of such ends: missed offers do not restart it.
_WAITS = """
SELECT ended.at - entered.at, ended.type, ended.body ->> 'cause', {told}
FROM events AS ended CROSS JOIN LATERAL (
  SELECT at, seq FROM events
  WHERE conversation_id = ended.conversation_id AND type = 'queue.entered'
    AND seq < ended.seq AND seq > (
      SELECT max(seq) FROM events AS over
      WHERE over.conversation_id = ended.conversation_id AND over.seq < ended.seq AND over.type IN
        ('conversation.started', 'agent.accepted', 'returned.to_bot', 'ticket.opened')
    )
  ORDER BY seq LIMIT 1
) AS entered {promised}
WHERE ended.type IN ('agent.accepted', 'ticket.opened', 'returned.to_bot')
  AND (ended.type <> 'returned.to_bot' OR ended.actor ->> 'kind' = 'customer') {since}
ORDER BY ended.at DESC LIMIT :limit
"""
_PROMISED = """
CROSS JOIN LATERAL (
  SELECT body FROM events
  WHERE conversation_id = ended.conversation_id AND seq BETWEEN entered.seq AND ended.seq
    AND type = 'wait.promised'
  ORDER BY seq LIMIT 1
) AS promised
"""
_ENDED_WAITS = text(_WAITS.format(told="NULL, NULL", promised="", since=""))
_ENDED_PROMISES = text(
    _WAITS.format(
        told="(promised.body ->> 'low')::int, (promised.body ->> 'high')::int",
        promised=_PROMISED,
        since="AND ended.at >= :since",
    )
)


class WaitRecords:
    """Implements `WaitHistory`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._single = single_statements(engine)

    async def service_times(self, limit: int) -> Sequence[timedelta]:
        async with self._single.connect() as connection:
            return list((await connection.execute(_SERVICE, {"limit": limit})).scalars())

    async def waits(self, limit: int) -> Sequence[Waited]:
        async with self._single.connect() as connection:
            rows = (await connection.execute(_ENDED_WAITS, {"limit": limit})).all()
        return [
            Waited(time=time, gave_up=_ending(kind, cause) == "gave_up")
            for time, kind, cause, _, _ in rows
        ]

    async def promises(self, since: datetime, limit: int) -> Sequence[Promise]:
        asked = {"since": since, "limit": limit}
        async with self._single.connect() as connection:
            rows = (await connection.execute(_ENDED_PROMISES, asked)).all()
        return [
            Promise(told=WaitRange(low, high), waited=time, ending=_ending(kind, cause))
            for time, kind, cause, low, high in rows
        ]


def _ending(kind: str, cause: str | None) -> Ending:
    if kind == "agent.accepted":
        return "answered"
    return "unserved" if cause == "nobody_online" else "gave_up"
