"""Signals to the browsers connected to this gateway. Rooms are local to a gateway."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import partial
from typing import Any

import structlog
from pydantic import BaseModel

from handoff.domain.conversation.events import (
    ConversationErased,
    DataRequestAnswered,
    DataRequestMade,
    DataRequestWithdrawn,
)
from handoff.domain.conversation.state import Conversation
from handoff.services.access import Access
from handoff.services.ports.channels import Channel, Hint, Standing
from handoff.services.ports.conversations import ConversationStore
from handoff.services.signals import (
    AgentTyping,
    BotTyping,
    Committed,
    CustomerLooks,
    CustomerTyping,
    DataRequestsLapsed,
    DeliveryMoved,
    Marked,
    MemberChanged,
    QueueMoved,
    Signal,
)
from handoff.web.protocol.base import UUID
from handoff.web.protocol.data_requests import DataRequestsMoved
from handoff.web.protocol.deliveries import DeliveriesMoved
from handoff.web.protocol.inbox import StaffItems
from handoff.web.protocol.staff import StaffAway, StaffLooks, StaffMark, StaffTypingPush
from handoff.web.socketio.sockets import DEFAULT, SocketServer
from handoff.web.staff.console_session import ConsoleSession
from handoff.web.staff.presence_view import PresenceView
from handoff.web.views import me, staff_push

log = structlog.get_logger()

VISITOR = "/visitor"
RASA = DEFAULT  # widgets of Rasa's channel name no namespace
STAFF = "/staff"
_CONSOLES = "agent:"
POST_ROOM = "post"  # the room of the consoles that may see all deliveries
DATA_ROOM = "data"  # the room of the consoles that may answer customers about their data
_ABOUT_DATA = (DataRequestMade, DataRequestWithdrawn, DataRequestAnswered, ConversationErased)
EVERY_STAFF = "staff"  # the room of all consoles; conversations are rooms by their id


def consoles_of(staff_id: str) -> str:
    """The room of one person's consoles."""
    return f"{_CONSOLES}{staff_id}"


class Push:
    """Brings signals to consoles, and to customers by their channels: call it with each one. Signals
    about one conversation reach its readers in the order of the calls, also where one has to wait
    for the database."""

    def __init__(
        self,
        server: SocketServer,
        store: ConversationStore,
        presence: PresenceView,
        access: Access,
        channels: Sequence[Channel],
    ) -> None:
        self._server = server
        self._channels = channels
        self._access = access
        self._store = store
        self._presence = presence
        self._heads: dict[str, int] = {}
        self._under_way: dict[str, asyncio.Task[None]] = {}  # the last one of each subject

    def rooms(self) -> list[str]:
        """The conversations that somebody connected here reads."""
        found = {
            room
            for namespace in (VISITOR, RASA, STAFF)
            for room in self._server.manager.rooms.get(namespace, {})
            if room is not None and re.fullmatch(UUID, room)
        }
        return sorted(found)

    def head(self, room: str) -> int:
        """The last seq that its readers here have heard of; 0 if none yet."""
        return self._heads.get(room, 0)

    def joined(self, conversation: Conversation) -> None:
        """Somebody reads it here from now on, and `conversation` is what they will load at least."""
        self._heads.setdefault(conversation.id, conversation.seq)

    def forget_all_but(self, rooms: Sequence[str]) -> None:
        self._heads = {room: self._heads[room] for room in rooms if room in self._heads}

    async def tell_head(self, room: str) -> None:
        """Tells the readers of `room` how far the log is; their cursors fetch what they miss."""
        conversation = await self._store.load(room)
        self._told(conversation)
        await self._stand(Standing(conversation=conversation))

    def _told(self, conversation: Conversation) -> None:
        self._heads[conversation.id] = max(self.head(conversation.id), conversation.seq)

    def __call__(self, signal: Signal) -> None:
        match signal:
            case Committed():
                self._in_order(signal.conversation.id, self._committed(signal))
            case CustomerTyping() | CustomerLooks() | AgentTyping() | BotTyping() | Marked():
                self._in_order(signal.conversation_id, self._passing(signal))
            case QueueMoved():
                for conversation_id, place in signal.positions.items():
                    if any(channel.is_open(conversation_id) for channel in self._channels):
                        self._in_order(conversation_id, self._moved(conversation_id, place))
            case MemberChanged():
                self._in_order(signal.member.id, self._member_changed(signal))
            case DeliveryMoved():
                self._delivery_moved(signal.conversation_id)
            case DataRequestsLapsed():
                self._data_requests_moved()

    def _in_order(self, subject: str, delivery: Coroutine[Any, Any, None]) -> None:
        """Runs `delivery` behind the one before it on the same subject. One that waits for nothing
        is done at once, in this call."""
        work = _after(self._under_way.get(subject), delivery)
        task = asyncio.Task(work, loop=asyncio.get_running_loop(), eager_start=True)
        if not task.done():
            self._under_way[subject] = task
            task.add_done_callback(partial(self._ended, subject))

    def _ended(self, subject: str, task: asyncio.Task[None]) -> None:
        if self._under_way.get(subject) is task:
            del self._under_way[subject]

    async def _passing(
        self, signal: CustomerTyping | CustomerLooks | AgentTyping | BotTyping | Marked
    ) -> None:
        """Tells what is not in the log."""
        match signal:
            case CustomerTyping():
                push = StaffTypingPush(conversation_id=signal.conversation_id, active=signal.active)
                self._emit("typing", push, STAFF, signal.conversation_id)
            case CustomerLooks():
                looks = StaffLooks(conversation_id=signal.conversation_id, context=signal.context)
                self._emit("looks", looks, STAFF, signal.conversation_id)
            case AgentTyping() | BotTyping():
                await self._hint(signal)
            case Marked():
                await self._marked(signal)

    async def _hint(self, hint: Hint) -> None:
        await self._by_each(lambda channel: channel.hint(hint))

    async def _stand(self, standing: Standing) -> None:
        await self._by_each(lambda channel: channel.stand(standing))

    async def _by_each(self, show: Callable[[Channel], Awaitable[None]]) -> None:
        """A channel that fails is logged; the others, and the staff, are shown it nevertheless."""
        for channel in self._channels:
            try:
                await show(channel)
            except Exception:
                log.exception("delivery.failed", channel=channel.kind)

    async def _member_changed(self, signal: MemberChanged) -> None:
        await self._presence.refresh()
        self._emit("me", me(signal.member), STAFF, consoles_of(signal.member.id))

    def _delivery_moved(self, conversation_id: str | None) -> None:
        self._emit("deliveries", DeliveriesMoved(conversation_id=None), STAFF, POST_ROOM)
        if conversation_id is not None:
            push = DeliveriesMoved(conversation_id=conversation_id)
            self._emit("deliveries", push, STAFF, conversation_id)

    async def _committed(self, signal: Committed) -> None:
        conversation, room = signal.conversation, signal.conversation.id
        sender = self._server.own_words.sender(signal)
        await self._by_each(lambda channel: channel.tell(signal))
        await self._shut_out(conversation)
        if self._server.anybody(STAFF, room, but=sender):
            self._emit("events", staff_push(signal), STAFF, room, but=sender)
        self._told(conversation)
        if any(isinstance(event.body, _ABOUT_DATA) for event in signal.events):
            self._data_requests_moved()

    def _data_requests_moved(self) -> None:
        self._emit("data_requests", DataRequestsMoved(), STAFF, DATA_ROOM)

    async def _shut_out(self, conversation: Conversation) -> None:
        """Ends the pushes to consoles whose members may not read it any more."""
        if not self._access.keeps_apart:
            return
        reading: dict[str, list[str]] = {}
        for sid, _ in [*self._server.manager.get_participants(STAFF, conversation.id)]:
            reading.setdefault((await self._console(sid)).member.id, []).append(sid)
        for staff_id in await self._access.shut_out(conversation, reading):
            for sid in reading[staff_id]:
                await self._server.leave_room(sid, conversation.id, namespace=STAFF)

    async def _console(self, sid: str) -> ConsoleSession:
        session: ConsoleSession = await self._server.get_session(sid, namespace=STAFF)
        return session

    def staff_here(self) -> list[str]:
        """The members whose consoles are connected here."""
        rooms = self._server.manager.rooms.get(STAFF, {})
        return sorted(
            room[len(_CONSOLES) :] for room in rooms if (room or "").startswith(_CONSOLES)
        )

    def tell_inboxes(self, push: StaffItems, staff_ids: Sequence[str] | None = None) -> None:
        """To every console that is connected here, or only to those of some members."""
        rooms = (
            EVERY_STAFF if staff_ids is None else [consoles_of(staff_id) for staff_id in staff_ids]
        )
        self._emit("items", push, STAFF, rooms)

    def tell_away(self, push: StaffAway) -> None:
        """To every console that is connected here."""
        self._emit("away", push, STAFF, EVERY_STAFF)

    async def _marked(self, signal: Marked) -> None:
        """To both sides: of two devices on one side each learns what the other has shown."""
        room = signal.conversation_id
        await self._hint(signal)
        push = StaffMark(conversation_id=room, side=signal.side, mark=signal.mark)
        rooms = [room] if signal.staff_id is None else [room, consoles_of(signal.staff_id)]
        self._emit("mark", push, STAFF, rooms)

    async def _moved(self, conversation_id: str, place: int) -> None:
        conversation = await self._store.load(conversation_id)
        await self._stand(Standing(conversation=conversation, place=place))

    def _emit(
        self,
        event: str,
        push: BaseModel,
        namespace: str,
        room: str | list[str],
        but: str | None = None,
    ) -> None:
        self._server.broadcast(event, push, namespace=namespace, room=room, but=but)


async def _after(before: asyncio.Task[None] | None, delivery: Coroutine[Any, Any, None]) -> None:
    """A delivery that fails is logged: the readers' cursors find what it would have told."""
    if before is not None:
        await asyncio.wait({before})
    try:
        await delivery
    except Exception:
        log.exception("delivery.failed")
