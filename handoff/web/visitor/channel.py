"""The widget as a channel: what the customers' sockets on this gateway are pushed."""

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
        self, server: SocketServer, store: ConversationStore, presence: PresenceView
    ) -> None:
        self._server = server
        self._store = store
        self._presence = presence

    def is_open(self, conversation_id: str) -> bool:
        inside = self._server.manager.get_participants(VISITOR, conversation_id)
        return any(True for _ in inside)

    async def tell(self, committed: Committed) -> None:
        public = visitor_events(committed.events, self.kind)
        if public:
            state = await self.state_of(Standing(conversation=committed.conversation))
            push = VisitorPush(events=public, state=state)
            self._emit("events", push, committed.conversation.id)

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
        state = await self.state_of(standing)
        self._emit("state", state, standing.conversation.id)

    async def state_of(self, standing: Standing) -> VisitorState:
        """What the widget needs beside the log."""
        conversation, place = standing.conversation, standing.place
        if place is None and _waits(conversation):
            place = await self._store.place_of(conversation.id)
        return visitor_state(conversation, staff_online=self._presence.somebody, position=place)

    def _emit(self, event: str, push: BaseModel, room: str) -> None:
        self._server.broadcast(event, push, namespace=VISITOR, room=room)


def _waits(conversation: Conversation) -> bool:
    return isinstance(conversation.owner, Queued | Offered)
