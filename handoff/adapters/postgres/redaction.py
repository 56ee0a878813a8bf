"""Takes the words out of a log where it lies, a page at a time, in the transaction of the caller."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter
from pydantic_core import from_json
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.adapters.codec import ACTOR, read_body
from handoff.domain.conversation.erasure import redacted
from handoff.domain.conversation.events import Actor, Body, Event

PAGE = 1000  # events


@dataclass(frozen=True, slots=True, kw_only=True)
class _Emptied:
    seq: int
    actor: Actor
    body: Body


_EMPTIED: TypeAdapter[list[_Emptied]] = TypeAdapter(list[_Emptied])

_READ = text("""
SELECT seq, after, at, epoch, CAST(actor AS text), CAST(body AS text) FROM events
WHERE conversation_id = :conversation AND seq > :after AND seq <= :last
ORDER BY seq LIMIT :limit
""")
_WRITE = text("""
UPDATE events SET actor = given.actor, body = given.body
FROM json_to_recordset(CAST(:emptied AS json)) AS given (seq bigint, actor jsonb, body jsonb)
WHERE events.conversation_id = :conversation AND events.seq = given.seq
""")


async def redact_log(connection: AsyncConnection, conversation_id: str, last: int) -> None:
    """Redacts the events up to `last`; their places, times and kinds stay as they are."""
    after = 0
    while page := await _page(connection, conversation_id, after, last):
        emptied = [
            _Emptied(seq=event.seq, actor=less.actor, body=less.body)
            for event, has_card in page
            if (less := redacted(event)) != event or has_card
        ]
        given = {"conversation": conversation_id, "emptied": _EMPTIED.dump_json(emptied).decode()}
        await connection.execute(_WRITE, given)
        after = page[-1][0].seq


async def _page(
    connection: AsyncConnection, conversation_id: str, after: int, last: int
) -> Sequence[tuple[Event, bool]]:
    """Events, each with whether a card is stored with it: one that nobody can read any more is not in the event."""
    asked = {"conversation": conversation_id, "after": after, "last": last, "limit": PAGE}
    return [
        (
            Event(
                seq=seq,
                after=before,
                at=at,
                epoch=epoch,
                actor=ACTOR.validate_json(actor),
                body=read_body(body),
            ),
            from_json(body).get("card") is not None,
        )
        for seq, before, at, epoch, actor, body in await connection.execute(_READ, asked)
    ]
