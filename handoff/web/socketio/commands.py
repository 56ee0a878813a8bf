"""What both Socket.IO namespaces share: checked input, answers, limits, one map of errors.

Every event that asks for something is answered: `{"ok": true, …}` or `{"ok": false, "error": …}`.
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import socketio
import structlog
from pydantic import BaseModel
from socketio.exceptions import ConnectionRefusedError as ConnectionRefused

from handoff.domain.errors import InvalidInput, NotAllowed, TooManyAttempts
from handoff.services.signals import Committed
from handoff.web.errors import error_body
from handoff.web.protocol.base import Done, Inbound, Refused
from handoff.web.socketio.paces import EventPace, Paces, TokenBucket

log = structlog.get_logger()


@dataclass(frozen=True)
class SocketCommand[S, I: Inbound]:
    """An event's input type and what answers it: `answer(session, input)`."""

    takes: type[I]
    answer: Callable[[S, I], Awaitable[BaseModel | None]]


class CommandNamespace[S](socketio.AsyncNamespace):  # type: ignore[misc]  # the library ships no types
    """A namespace whose events are the keys of `commands`; any other event is refused. Each of its connections
    has a session `S`, which `on_connect` saves."""

    commands: Mapping[str, SocketCommand[S, Any]]

    def __init__(self, namespace: str, pace: EventPace) -> None:
        super().__init__(namespace)
        self._paces = Paces(pace)
        self._buckets: dict[str, tuple[str, TokenBucket]] = {}

    async def trigger_event(self, event: str, *args: Any) -> Any:
        sid = args[0]
        if event == "connect":
            return await self._connect(*args)
        if event == "disconnect":
            if sid in self._buckets:
                self._paces.leave(*self._buckets.pop(sid), time.monotonic())
            return await self.on_disconnect(sid)
        try:
            answer: BaseModel | None = await self._answer(event, sid, args[1:])
        except Exception as error:  # noqa: BLE001 - the one map of errors
            name = event if event in self.commands else "unknown"  # a name may be anything
            _, body = error_body(error, where=f"{self.namespace}:{name}")
            return Refused(error=body)
        return answer

    async def on_connect(self, sid: str, environ: Any, auth: Any = None) -> None:
        """Whatever it raises refuses the connection."""
        raise NotImplementedError

    async def on_disconnect(self, sid: str) -> None:
        raise NotImplementedError

    def paced_by(self, sid: str, session: S) -> str:  # noqa: ARG002 - for others
        """What shares one pace: each connection for itself, unless a namespace says otherwise."""
        return sid

    async def session_of(self, sid: str) -> S | None:
        """The session of a connection; None if it was refused before it had one."""
        saved: S | None = await self.get_session(sid) or None
        return saved

    async def _connect(self, sid: str, environ: Any, auth: Any = None) -> None:
        try:
            await self.on_connect(sid, environ, auth)
        except Exception as error:  # noqa: BLE001 - the one map of errors
            _, body = error_body(error, where=f"{self.namespace}:connect")
            raise ConnectionRefused(body.message, body.model_dump(mode="json")) from None
        self._share_pace(sid, self.paced_by(sid, await self._session(sid)))

    def _share_pace(self, sid: str, key: str) -> None:
        """Paces the connection together with all others of `key` from now on."""
        now = time.monotonic()
        if sid in self._buckets:
            self._paces.leave(*self._buckets[sid], now)
        self._buckets[sid] = key, self._paces.bucket(key, now)

    async def _answer(self, event: str, sid: str, args: tuple[Any, ...]) -> BaseModel | None:
        if sid not in self._buckets:
            raise _ended()
        _, bucket = self._buckets[sid]
        if not bucket.take(time.monotonic()):
            raise TooManyAttempts("rate_limited", "Slow down", {"retry_after": 1})
        command = self.commands.get(event)
        if command is None:
            raise InvalidInput("unknown_event", "There is no such event")
        if len(args) > 1:
            raise InvalidInput("invalid_input", "An event has one argument")
        given = command.takes.model_validate(args[0] if args else {}, strict=True)
        return await command.answer(await self._session(sid), given)

    async def _session(self, sid: str) -> S:
        """Raises NotAllowed."""
        session = await self.session_of(sid)
        if session is None:
            raise _ended()
        return session


def _ended() -> NotAllowed:
    return NotAllowed("not_connected", "The connection has ended")


def done(committed: Committed) -> Done:
    """The ack of a command."""
    seq, at = acked(committed)
    return Done(seq=seq, at=at)


def acked(committed: Committed) -> tuple[int, datetime]:
    """What the ack of a command tells: where its message stands, and since when, else its first event, or
    the head if nothing changed. A resend finds the message alone, and must get the same ack."""
    events = committed.events
    messages = (event for event in events if hasattr(event.body, "client_id"))
    first = next(messages, events[0] if events else None)
    last = committed.conversation.last
    at = first.at if first else (last.at if last else committed.conversation.started_at)
    if at is None:
        raise ValueError("A conversation that has not started has no ack")
    return first.seq if first else committed.conversation.seq, at
