"""Rasa's widgets as a channel: each of their sockets has a reader here, because none keeps a cursor itself."""

import asyncio
from collections.abc import Callable, Sequence

from handoff.domain.channels import ChannelKind
from handoff.domain.conversation.events import ConversationStarted, CustomerSaid, Event
from handoff.domain.conversation.state import Conversation
from handoff.domain.language import Language
from handoff.services.ports.channels import Hint, Standing
from handoff.services.ports.conversations import ConversationStore
from handoff.services.ports.settings import ShopSettings
from handoff.services.ports.wording import Wording
from handoff.services.signals import Committed
from handoff.web.protocol.base import PAGE_LENGTH
from handoff.web.rasa.messages import Uttered
from handoff.web.rasa.utterances import utterances
from handoff.web.socketio.push import RASA
from handoff.web.socketio.sockets import SocketServer
from handoff.web.views import visitor_events

# Asks for a proof that the widget has everything up to a seq.
type AskForReceipt = Callable[[int], None]


class Reader:
    """What one socket is sent: everything after its cursor, in order, each once."""

    def __init__(
        self,
        channel: "RasaChannel",
        sid: str,
        conversation: Conversation,
        ask: AskForReceipt,
        after: int,
    ) -> None:
        """`after`: the last seq that the widget has proven to have."""
        self.conversation_id = conversation.id
        self.customer_id = conversation.customer_id
        self.cursor = after
        self.language = conversation.language
        self._channel = channel
        self._sid = sid
        self._ask = ask
        self._turn = asyncio.Lock()

    async def take(self, events: Sequence[Event]) -> None:
        """Shows what was committed, and what was missed before it."""
        async with self._turn:
            if events and events[0].after > self.cursor:
                await self._load()
            self._show(events)

    async def catch_up(self) -> None:
        async with self._turn:
            await self._load()

    async def _load(self) -> None:
        while events := await self._channel.after(self.conversation_id, self.cursor):
            self._show(events)

    def _show(self, events: Sequence[Event]) -> None:
        news = [event for event in events if event.seq > self.cursor]
        for event in news:
            if isinstance(event.body, ConversationStarted | CustomerSaid):
                self.language = event.body.language
            self._channel.utter(self._sid, self._channel.uttered(event, self.language))
        if news:
            self.cursor = news[-1].seq
            self._ask(self.cursor)


class RasaChannel:
    """Implements `Channel`."""

    kind: ChannelKind = "rasa"

    def __init__(
        self,
        server: SocketServer,
        store: ConversationStore,
        shop: ShopSettings,
        wording: Wording,
        event: str,
    ) -> None:
        """`event` is the name of what the widget is sent."""
        self._server = server
        self._store = store
        self._shop = shop
        self._wording = wording
        self._event = event
        self._readers: dict[str, dict[str, Reader]] = {}  # by conversation, by socket

    def uttered(self, event: Event, language: Language) -> Sequence[Uttered]:
        """The event as messages; days and times are the shop's."""
        zone = self._shop.current().shop.hours.zone
        return utterances(event, language, zone, self._wording)

    def open(self, sid: str, conversation: Conversation, ask: AskForReceipt, after: int) -> Reader:
        """A reader for a socket, until `close`."""
        reader = Reader(self, sid, conversation, ask, after)
        self._readers.setdefault(conversation.id, {})[sid] = reader
        return reader

    def close(self, sid: str, conversation_id: str) -> None:
        readers = self._readers.get(conversation_id, {})
        readers.pop(sid, None)
        if not readers:
            self._readers.pop(conversation_id, None)

    def is_open(self, conversation_id: str) -> bool:
        return conversation_id in self._readers

    async def tell(self, committed: Committed) -> None:
        events = visitor_events(committed.events, self.kind)
        for reader in await self._of(committed.conversation):
            await reader.take(events)

    async def hint(self, hint: Hint) -> None:
        """Rasa's channel has no word for typing, nor for what was read."""

    async def stand(self, standing: Standing) -> None:
        """The state is no word of Rasa's, either; but it shows whether a reader is behind."""
        conversation = standing.conversation
        for reader in await self._of(conversation):
            if reader.cursor < conversation.public_seq:
                await reader.catch_up()

    async def after(self, conversation_id: str, cursor: int) -> Sequence[Event]:
        """One page of what the customer may see."""
        events = await self._store.read(
            conversation_id, after=cursor, limit=PAGE_LENGTH, public_only=True
        )
        return visitor_events(events, self.kind)

    def utter(self, sid: str, said: Sequence[Uttered]) -> None:
        """Puts it into the queue of a socket."""
        for message in said:
            self._server.broadcast(self._event, message, namespace=RASA, room=sid)

    async def _of(self, conversation: Conversation) -> list[Reader]:
        """The readers of the customer whose conversation it is; the sockets of others end: it has become
        another customer's since they came."""
        readers = dict(self._readers.get(conversation.id, {}))
        for sid, reader in readers.items():
            if reader.customer_id != conversation.customer_id:
                await self._server.disconnect(sid, namespace=RASA)
        return [
            reader for reader in readers.values() if reader.customer_id == conversation.customer_id
        ]
