"""The default namespace, for widgets of Rasa's channel. A socket is authorised by the signed session id with
which it has asked for its session, never by an id in a later event.

    connect ──session_request──► session ──user_uttered──► words of the customer
       └──────── no request within `ask_seconds` ► ended

The session id that a widget keeps is a visitor's token. A good one is confirmed as it is, so that the widget
keeps its messages; any other one is answered with a new session.
"""

import asyncio
import time
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from uuid import NAMESPACE_OID, uuid4, uuid5

import structlog

from handoff.domain.conversation import commands as c
from handoff.domain.conversation.marks import Mark
from handoff.domain.errors import NotAllowed, NotFound
from handoff.domain.language import Language
from handoff.services.signals import Committed
from handoff.services.typing_and_marks import TypingAndMarks
from handoff.services.visits import Visit, Visits
from handoff.web.leases import Leases
from handoff.web.protocol.base import Refused
from handoff.web.rasa.channel import RasaChannel
from handoff.web.rasa.messages import (
    Choice,
    EventNames,
    FromWidget,
    SessionId,
    SessionRequest,
    UserUttered,
    chosen,
    is_payload,
    language_named,
    pressed,
)
from handoff.web.rasa.utterances import greeting, refused
from handoff.web.socketio.commands import CommandNamespace, SocketCommand
from handoff.web.socketio.paces import EventPace
from handoff.web.socketio.push import RASA, Push
from handoff.web.socketio.receipts import Receipts
from handoff.web.visitor.passes import Passes, demand_room
from handoff.web.visitor.session_limit import SessionLimit
from handoff.web.visitor.whereabouts import Trace, Whereabouts

log = structlog.get_logger()


@dataclass(slots=True)
class RasaSession:
    """One socket. `id` and `visit` are there once it has asked for a session; `turn` keeps its events in
    order."""

    sid: str
    request: Any  # that opened the socket
    receipts: Receipts
    id: str = ""
    visit: Visit | None = None
    trace: Trace | None = None
    language: Language = "en"
    ended: bool = False
    since: float = field(default_factory=time.monotonic)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(frozen=True, slots=True, kw_only=True)
class RasaEdge:
    """How the edge is set up: where it answers, its events' names, how long a socket may be silent."""

    path: str
    names: EventNames
    ask_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RasaHouse:
    """What of the house the edge uses."""

    visits: Visits
    delivery: Push
    channel: RasaChannel
    typing_and_marks: TypingAndMarks
    whereabouts: Whereabouts
    limit: SessionLimit
    leases: Leases


class RasaNamespace(CommandNamespace[RasaSession]):
    def __init__(self, edge: RasaEdge, house: RasaHouse, pace: EventPace) -> None:
        super().__init__(RASA, pace)
        self._edge = edge
        self._house = house
        self._visits = house.visits
        self._channel = house.channel
        self._passes = Passes(house.visits)
        self._silent: dict[str, RasaSession] = {}  # those without a session yet
        self._noting: set[asyncio.Task[None]] = set()
        self.commands = {
            edge.names.request: SocketCommand(SessionRequest, self._request),
            edge.names.user: SocketCommand(UserUttered, self._utter),
        }

    async def trigger_event(self, event: str, *args: Any) -> Any:
        """Tells refusals as messages, because the widgets read no acks."""
        answer = await super().trigger_event(event, *args)
        if isinstance(answer, Refused) and event in self.commands:
            session = await self.session_of(args[0])
            language = session.language if session else "en"
            self._channel.utter(args[0], refused(answer.error.code, language))
        return answer

    async def on_connect(self, sid: str, environ: Any, auth: Any = None) -> None:  # noqa: ARG002
        request = environ["aiohttp.request"]
        if not request.path.startswith(self._edge.path):
            raise NotAllowed("unknown_namespace", "Rasa's widgets have a path of their own")
        receipts = Receipts(self.server.connection_of(sid, RASA))
        spoken = request.query.get("language") or request.headers.get("Accept-Language", "")
        session = RasaSession(sid, request, receipts, language=language_named(spoken) or "en")
        self._silent[sid] = session
        await self.save_session(sid, session)

    async def on_disconnect(self, sid: str) -> None:
        self._silent.pop(sid, None)
        session = await self.session_of(sid)
        if session is None:
            return
        async with session.turn:
            session.ended = True
            self._passes.drop(sid)
            if session.visit is not None:
                self._channel.close(sid, session.visit.conversation_id)
                await self._house.leases.disconnected(session.visit.conversation_id)

    async def end_visits(self) -> None:
        """Ends sockets whose session ids have run out or were revoked, and those that never asked for a
        session."""
        late = time.monotonic() - self._edge.ask_seconds
        silent = [sid for sid, session in self._silent.items() if session.since < late]
        for sid in [*await self._passes.ended(), *silent]:
            await self.disconnect(sid)

    async def _request(self, session: RasaSession, given: SessionRequest) -> None:
        async with session.turn:
            await self._in_session(session, given)

    async def _utter(self, session: RasaSession, given: UserUttered) -> None:
        """A widget may send what it has kept for the connection before it has asked for its session."""
        async with session.turn:
            if session.visit is None:
                await self._in_session(session, given)
            visit = session.visit
            if visit is None or given.text is None:
                return
            if visit.language is not None and given.language is not None:
                session.visit = visit = replace(visit, language=given.language)
                session.language = given.language
            if session.trace is not None:
                await session.trace.renew()
            said = await self._done(session, visit, given.text)
            session.language = said.conversation.language if said else session.language

    async def _done(self, session: RasaSession, visit: Visit, text: str) -> Committed | None:
        """Does what the words ask for: None if that is nothing to be recorded."""
        button, choice = pressed(text), chosen(text)
        if button is not None:
            press_id = uuid5(
                NAMESPACE_OID, f"{visit.conversation_id}:{button}"
            )  # pressed twice is once
            return await self._visits.press(visit, *button, str(press_id))
        if choice is not None:
            return await self._choose(visit, choice)
        if is_payload(text) and (await self._visits.conversation_for(visit)).seq == 0:
            self._channel.utter(session.sid, greeting(session.language))
            return None
        return await self._visits.say(visit, text, str(uuid4()), None)

    async def _choose(self, visit: Visit, choice: Choice) -> Committed:
        match choice:
            case "wait":
                return await self._visits.keep_waiting(visit)
            case "ticket":
                return await self._visits.open_ticket(visit)
            case "bot":
                return await self._visits.execute(visit, c.ContinueWithBot())
            case "person":
                return await self._visits.execute(visit, c.RequestPerson())

    async def _in_session(self, session: RasaSession, given: FromWidget) -> None:
        """Binds the socket to a conversation, and sends what the widget has missed of it. Asked for again,
        confirms the same."""
        if session.visit is not None:
            self._confirm(session)
            return
        if session.ended:
            raise NotAllowed("not_connected", "The connection has ended")
        await self._house.limit.count(session.request)
        language = given.language or session.language
        session.id, granted = await self._visits.keep_or_open(language, given.session_id)
        try:
            conversation = await self._visits.conversation_for(granted.visit)
        except NotFound:
            session.id, granted = await self._visits.keep_or_open(language, None)
            conversation = await self._visits.conversation_for(granted.visit)
        visit = granted.visit
        demand_room(self.server.manager.get_participants(RASA, conversation.id))
        session.trace = self._house.whereabouts.trace(visit.customer_id, session.request)
        await session.trace.renew()
        after = (await self._house.typing_and_marks.marks_of(conversation.id)).customer.delivered
        await self.enter_room(session.sid, conversation.id)
        session.visit, session.language = visit, conversation.language
        self._silent.pop(session.sid, None)
        self._passes.hold(session.sid, granted)
        self._share_pace(session.sid, conversation.id)
        self._confirm(session)
        ask = partial(self._ask_for_receipt, session)
        reader = self._channel.open(session.sid, conversation, ask, after)
        self._house.delivery.joined(conversation)
        await self._house.leases.connected(conversation.id)
        await reader.catch_up()

    def _confirm(self, session: RasaSession) -> None:
        name, confirmed = self._edge.names.confirm, SessionId(session.id)
        self.server.broadcast(name, confirmed, namespace=RASA, room=session.sid)

    def _ask_for_receipt(self, session: RasaSession, seq: int) -> None:
        session.receipts.ask(partial(self._received, session, seq))

    def _received(self, session: RasaSession, seq: int) -> None:
        noting = asyncio.create_task(self._note(session, seq))
        self._noting.add(noting)
        noting.add_done_callback(self._noting.discard)

    async def _note(self, session: RasaSession, seq: int) -> None:
        """A receipt that is not noted leads to the same messages once more, after a reconnect."""
        try:
            if session.visit is not None:
                conversation = await self._visits.conversation_for(session.visit)
                await self._house.typing_and_marks.customer_got(conversation, Mark(delivered=seq))
        except Exception:
            log.exception("receipt.failed")
