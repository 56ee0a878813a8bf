"""Delivery to browsers: in the order of the log, and never delaying the committer."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
import socketio
from aiohttp import web
from redis.asyncio import Redis

from handoff.adapters.machine import new_id, now
from handoff.adapters.postgres.staff import PostgresStaff
from handoff.adapters.valkey.presence import ValkeyPresence
from handoff.domain.channels import ChannelKind
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.decisions import append
from handoff.domain.conversation.state import Conversation
from handoff.services.access import Access, TeamMap
from handoff.services.ports.channels import Channel, Hint, Standing
from handoff.services.signals import BotTyping, Committed
from handoff.web.listener import Listener
from handoff.web.socketio.push import VISITOR, Push
from handoff.web.socketio.sockets import SocketServer
from handoff.web.staff.presence_view import PresenceView
from handoff.web.visitor.channel import WidgetChannel
from tests.handoff.conftest import Written
from tests.handoff.services.conftest import say
from tests.handoff.web.conftest import crowd
from tests.handoff.web.raw import RawSocket

START = c.Start(customer_id=new_id(), customer_name="Nika", language="en")


class Readers(socketio.AsyncNamespace):  # type: ignore[misc]  # the library ships no types
    async def on_connect(self, sid: str, environ: Any, auth: Any = None) -> None:
        await self.enter_room(sid, auth["room"])


class Places:
    """The store, when it is asked for a place in the queue: it answers once it is let go, or not at
    all."""

    def __init__(self) -> None:
        self.let_go = asyncio.Event()
        self.away = False

    async def place_of(self, conversation_id: str) -> int:
        if self.away:
            raise ConnectionError
        await self.let_go.wait()
        return 1


class Letterbox:
    """Another channel, whose customers are never there; it may be broken."""

    kind: ChannelKind = "mail"

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.broken = False

    def is_open(self, conversation_id: str) -> bool:
        return False

    async def tell(self, committed: Committed) -> None:
        if self.broken:
            raise ConnectionError
        self.shown += [event.body.type for event in committed.events if event.public]

    async def hint(self, hint: Hint) -> None:
        self.shown.append(hint.signal)

    async def stand(self, standing: Standing) -> None:
        self.shown.append("standing")


@dataclass
class Scene:
    """A conversation, and its customer's socket."""

    state: Conversation
    places: Places
    deliver: Push
    customer: RawSocket
    letterbox: Letterbox

    def goes_on(self, *commands: c.Command) -> None:
        """Everything that is committed is given to the delivery."""
        for command in commands:
            self.state, events = append(self.state, command, now())
            self.deliver(Committed(conversation=self.state, events=events))

    async def shown(self) -> list[str]:
        """The content of the next push."""
        name, push = json.loads((await self.customer.receive()).split(",", 1)[1])
        assert name == "events"
        return [event["body"]["type"] for event in push["events"]]


@pytest.fixture
async def scene(
    http: aiohttp.ClientSession, valkey: Redis, staff_store: PostgresStaff
) -> AsyncIterator[Scene]:
    state, places, server = Conversation(id=new_id()), Places(), SocketServer(crowd())
    server.register_namespace(Readers(VISITOR))
    app = web.Application()
    server.attach(app)
    listener = Listener(app)
    port = await listener.open("127.0.0.1", 0)
    customer = await RawSocket.open(http, f"http://127.0.0.1:{port}")
    await customer.connect(VISITOR, {"room": state.id})
    presence = PresenceView(ValkeyPresence(valkey), staff_store)
    store: Any = places
    access = Access(store, store, staff_store, TeamMap(staff_store, "everyone"), store)
    letterbox = Letterbox()
    channels: list[Channel] = [letterbox, WidgetChannel(server, store, presence)]
    deliver = Push(server, store, presence, access, channels)
    yield Scene(state, places, deliver, customer, letterbox)
    await customer.close()
    await listener.stop()


async def test_what_must_wait_keeps_its_place(scene: Scene) -> None:
    """A push that needs the place in the queue holds up neither its caller nor its order: what
    comes next, and needs nothing, is shown after it."""
    scene.goes_on(START, say(), c.RequestPerson(), say(), c.ContinueWithBot(), say())
    assert [await scene.shown() for _ in range(2)] == [["conversation.started"], ["customer.said"]]
    scene.places.let_go.set()
    assert [await scene.shown() for _ in range(4)] == [
        ["queue.entered"],
        ["customer.said"],
        ["returned.to_bot"],
        ["customer.said"],
    ]


async def test_a_delivery_that_fails_is_logged_and_ends_no_other(
    scene: Scene, written: Written
) -> None:
    """The caller hears nothing of it, and what is committed next is shown."""
    scene.places.away = True
    scene.goes_on(START, c.RequestPerson(), c.ContinueWithBot())
    assert [await scene.shown() for _ in range(2)] == [
        ["conversation.started"],
        ["returned.to_bot"],
    ]
    assert [entry["event"] for entry in written.entries] == ["delivery.failed"]


async def test_every_channel_is_shown_what_happens(scene: Scene) -> None:
    """Pushes follow the order of the log, and include what is not in it."""
    scene.goes_on(START, say(), c.ContinueWithBot())
    scene.deliver(BotTyping(conversation_id=scene.state.id, active=True))
    assert scene.letterbox.shown == ["conversation.started", "customer.said", "bot_typing"]


async def test_a_channel_that_fails_fails_for_itself(scene: Scene, written: Written) -> None:
    """The widget is shown what happened, and the log names the channel."""
    scene.letterbox.broken = True
    scene.goes_on(START)
    assert await scene.shown() == ["conversation.started"]
    (entry,) = written.entries
    assert (entry["event"], entry["channel"]) == ("delivery.failed", "mail")
