"""The widget as a channel: what the customers' sockets on this gateway are pushed."""

from dataclasses import replace

from pydantic import BaseModel

from handoff.domain.channels import ChannelKind
from handoff.domain.conversation.state import Conversation, Offered, Queued
from handoff.services.ports.channels import Hint, Standing
from handoff.services.ports.conversations import ConversationStore
from handoff.services.signals import AgentTyping, BotTyping, Committed, Marked
from handoff.web.protocol.visitor import VisitorMark, VisitorPush, VisitorState, VisitorTyping
from handoff.web.socketio.push import VISITOR
from handoff.web.socketio.sockets import SocketServer
from handoff.web.staff.presence_view import PresenceView
from handoff.web.views import visitor_events, visitor_state


class WidgetChannel:
    """Implements `Channel`."""

    kind: ChannelKind = "widget"

    def __init__(
        self,
        server: SocketServer,
        store: ConversationStore,
        presence: PresenceView,
    ) -> None:
        self._server = server
        self._store = store
        self._presence = presence
        self._customers: dict[str, str] = {}  # whose the sockets are

    def open(self, sid: str, customer_id: str) -> None:
        """A socket of this customer is shown what happens, until `close`."""
        self._customers[sid] = customer_id

    def close(self, sid: str) -> None:
        self._customers.pop(sid, None)

    def is_open(self, conversation_id: str) -> bool:
        return self._server.anybody(VISITOR, conversation_id)

    async def tell(self, committed: Committed) -> None:
        conversation = committed.conversation
        await self._shut_out(conversation)
        sender = None if _waits(conversation) else self._server.own_words.sender(committed)
        if not self._server.anybody(VISITOR, conversation.id, but=sender):
            return
        public = visitor_events(committed.events, self.kind)
        if public:
            state = await self.state_of(Standing(conversation=conversation))
            push = VisitorPush(events=public, state=state)
            self._emit("events", push, conversation.id, but=sender)

    def own(self, committed: Committed) -> VisitorPush | None:
        """What the sender of a message gets with its ack. None where the state is still to be read: the
        ack must not wait, so the sender is pushed like everybody else."""
        if _waits(committed.conversation):
            return None
        state = self._state(Standing(conversation=committed.conversation))
        return VisitorPush(events=visitor_events(committed.events, self.kind), state=state)

    async def hint(self, hint: Hint) -> None:
        match hint:
            case Marked():
                push = VisitorMark(side=hint.side, mark=hint.mark)
                self._emit("mark", push, hint.conversation_id)
            case AgentTyping():
                typing = VisitorTyping(by="agent", active=hint.active)
                self._emit("typing", typing, hint.conversation_id)
            case BotTyping():
                typing = VisitorTyping(by="bot", active=hint.active)
                self._emit("typing", typing, hint.conversation_id)

    async def stand(self, standing: Standing) -> None:
        await self._shut_out(standing.conversation)
        state = await self.state_of(standing)
        self._emit("state", state, standing.conversation.id)

    async def state_of(self, standing: Standing) -> VisitorState:
        """What the widget needs beside the log."""
        conversation = standing.conversation
        if standing.place is None and _waits(conversation):
            standing = replace(standing, place=await self._store.place_of(conversation.id))
        return self._state(standing)

    def _state(self, standing: Standing) -> VisitorState:
        return visitor_state(
            standing.conversation, staff_online=self._presence.somebody, position=standing.place
        )

    async def _shut_out(self, conversation: Conversation) -> None:
        """Ends the sockets of a guest whose conversation has become a customer's."""
        inside = [*self._server.manager.get_participants(VISITOR, conversation.id)]
        for sid, _ in inside:
            if self._customers.get(sid, conversation.customer_id) != conversation.customer_id:
                await self._server.disconnect(sid, namespace=VISITOR)

    def _emit(self, event: str, push: BaseModel, room: str, but: str | None = None) -> None:
        self._server.broadcast(event, push, namespace=VISITOR, room=room, but=but)


def _waits(conversation: Conversation) -> bool:
    return isinstance(conversation.owner, Queued | Offered)
