"""The commit of a command: one statement, one round trip, all of it or nothing.

The snapshot is replaced only where the log still ends where the command was decided; events and
timer follow from that row and so are written only with it.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Text, TextClause, bindparam, text

from handoff.adapters.codec import ACTOR, BODY, CONVERSATION, dump
from handoff.adapters.postgres.tables import conversations
from handoff.domain.conversation import Conversation, Duty, Offered, Queued, WithAgent, duty_of
from handoff.domain.events import Event
from handoff.domain.routing import queue_rank

_COLUMNS = tuple(conversations.columns.keys())

_BEGIN = f"""
INSERT INTO conversations ({", ".join(_COLUMNS)})
VALUES ({", ".join(f":{name}" for name in _COLUMNS)})
RETURNING id
"""  # noqa: S608 - names of columns, not input
_REPLACE = f"""
UPDATE conversations SET {", ".join(f"{n} = :{n}" for n in _COLUMNS if n != "id")}
WHERE id = :id AND seq = :before RETURNING id
"""  # noqa: S608
_LOG = """
INSERT INTO events
  (conversation_id, seq, after, at, epoch, type, public, actor, body, client_id)
SELECT moved.id, e.seq, e.after, e.at, e.epoch, e.type, e.public, e.actor, e.body, e.client_id
FROM moved, jsonb_to_recordset(CAST(:events AS jsonb)) AS e
  (seq bigint, after bigint, at timestamptz, epoch bigint, type text, public boolean,
   actor jsonb, body jsonb, client_id uuid)
"""
_DROP_TIMER = "DELETE FROM timers USING moved WHERE conversation_id = moved.id AND kind = :was"
_SET_TIMER = """
INSERT INTO timers (conversation_id, kind, ref, due_at)
SELECT moved.id, :kind, :ref, :due_at FROM moved
ON CONFLICT (conversation_id, kind) DO UPDATE SET ref = EXCLUDED.ref, due_at = EXCLUDED.due_at
"""


def statement(
    before: Conversation, after: Conversation, recorded: Sequence[Event]
) -> tuple[TextClause, dict[str, Any]]:
    """The statement and its parameters. Its one row says how many snapshots were replaced: one, or
    none if the log has grown since `before`."""
    at = recorded[-1].at
    was, duty = _duties(before, after, at)
    parameters = _columns(after, at) | {
        "before": before.seq,
        "events": json.dumps([_logged(event) for event in recorded], ensure_ascii=False),
    }
    if was is not None:
        parameters["was"] = was.kind
    if duty is not None:
        parameters |= {"kind": duty.kind, "ref": duty.ref, "due_at": duty.at}
    shape = _statement(before.seq == 0, was is not None, duty is not None)
    if before.seq == 0:
        del parameters["before"]
    return shape, parameters


def _duties(
    before: Conversation, after: Conversation, at: datetime
) -> tuple[Duty | None, Duty | None]:
    """The timer to drop and the one to set, each only when the duty is another one: a running turn
    keeps its lease."""
    was, duty = duty_of(before, at), duty_of(after, at)
    if (was and (was.kind, was.ref)) == (duty and (duty.kind, duty.ref)):
        return None, None
    replaced = was is not None and (duty is None or duty.kind != was.kind)
    return was if replaced else None, duty


@cache
def _statement(begins: bool, drops_timer: bool, sets_timer: bool) -> TextClause:  # noqa: FBT001 - the three choices
    parts = {"moved": _BEGIN if begins else _REPLACE, "logged": _LOG}
    if drops_timer:
        parts["dropped"] = _DROP_TIMER
    if sets_timer:
        parts["timed"] = _SET_TIMER
    ctes = ", ".join(f"{name} AS ({part})" for name, part in parts.items())
    types: list[BindParameter[Any]] = [
        bindparam(name, type_=conversations.c[name].type) for name in _COLUMNS
    ]
    known = text(f"WITH {ctes} SELECT count(*) FROM moved")  # noqa: S608 - made of the parts above
    return known.bindparams(*types, bindparam("events", type_=Text))


def _columns(state: Conversation, at: datetime) -> dict[str, Any]:
    owner = state.owner
    waits = isinstance(owner, Queued | Offered) and state.queued_since is not None
    return {
        "id": state.id,
        "customer_id": state.customer_id,
        "seq": state.seq,
        "epoch": state.epoch,
        "owner": owner.kind,
        "agent_id": owner.agent_id if isinstance(owner, Offered | WithAgent) else None,
        "snoozed": isinstance(owner, WithAgent) and owner.snoozed_until is not None,
        "queue_rank": queue_rank(state.queued_since, state.priority)
        if waits and state.queued_since
        else None,
        "language": state.language,
        "state": dump(CONVERSATION, state),
        "started_at": state.started_at or at,
        "changed_at": at,
    }


def _logged(event: Event) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "after": event.after,
        "at": event.at.isoformat(),
        "epoch": event.epoch,
        "type": event.body.type,
        "public": event.public,
        "actor": dump(ACTOR, event.actor),
        "body": dump(BODY, event.body),
        "client_id": getattr(event.body, "client_id", None),
    }
