"""A gateway that speaks Rasa's channel on a path of its own, and widgets that speak it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest
import socketio

from tests.handoff.conftest import House, base_of
from tests.handoff.waiting import PATIENCE

PATH = "/rasa/socket.io"
Json = dict[str, Any]


class RasaWidget:
    """A widget like rasa-webchat, without a screen: what it was sent is in `said`, its session id in
    `session_id`, which it keeps as a browser's storage does."""

    def __init__(self, base: str, session_id: object = None, **headers: str) -> None:
        self.base = base
        self.headers = headers
        self.session_id = session_id
        self.confirmed: list[str] = []
        self.said: list[Json] = []
        self._changed = asyncio.Event()
        self.http = aiohttp.ClientSession()
        self.socket = self._new_socket()

    def _new_socket(self) -> socketio.AsyncClient:
        socket = socketio.AsyncClient(reconnection=False, http_session=self.http)
        socket.on("session_confirm", self._confirm)
        socket.on("bot_uttered", self._hear)
        return socket

    async def connect(self, *transports: str, path: str = PATH) -> None:
        await self.socket.connect(
            self.base,
            headers=self.headers,
            socketio_path=path,
            transports=list(transports) or ["websocket"],
            wait_timeout=PATIENCE,
        )

    async def come_in(self, *transports: str) -> "RasaWidget":
        """Connects and asks for the session, as widgets do."""
        await self.connect(*transports)
        before = len(self.confirmed)
        await self.socket.emit("session_request", {"session_id": self.session_id})
        await self.until(lambda: len(self.confirmed) > before, "a session")
        return self

    async def come_back(self) -> None:
        """On another connection, after this one was closed or lost."""
        self.socket = self._new_socket()
        await self.come_in()

    async def utter(self, message: object, **more: object) -> None:
        given = {"message": message, "customData": {"page": "/"}, "session_id": self.session_id}
        await self.socket.emit("user_uttered", given | more)

    async def press(self, title: str) -> None:
        """Presses the last button with that title."""
        replies = [reply for said in self.said for reply in said.get("quick_replies", [])]
        payload = [reply["payload"] for reply in replies if reply["title"] == title][-1]
        await self.utter(payload)

    @property
    def texts(self) -> list[str]:
        return [said["text"] for said in self.said if "text" in said]

    @property
    def events(self) -> list[str]:
        return [said["metadata"]["event"] for said in self.said]

    async def until(self, holds: Callable[[], object], what: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                while not holds():
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"Waited in vain for {what}; came: {self.said}") from None

    async def until_text(self, text: str) -> None:
        await self.until(lambda: any(text in told for told in self.texts), text)

    async def lose_line(self) -> None:
        """The connection is cut, without a goodbye."""
        websocket = self.socket.eio.ws
        websocket._response.connection.transport.abort()

    async def leave(self) -> None:
        await self.socket.disconnect()
        await self.http.close()

    def _confirm(self, session_id: str) -> None:
        self.session_id = session_id
        self.confirmed.append(session_id)
        self._changed.set()

    def _hear(self, said: Json) -> None:
        self.said.append(said)
        self._changed.set()


@pytest.fixture
async def rasa_house(closed_house: House) -> House:
    await closed_house.open_gateway(FIRUZE_RASA_PATH=PATH)
    return closed_house


type NewWidget = Callable[..., RasaWidget]


@pytest.fixture
async def new_widget(rasa_house: House) -> AsyncIterator[NewWidget]:
    """Widgets that have not connected yet."""
    widgets: list[RasaWidget] = []

    def make(session_id: object = None, **headers: str) -> RasaWidget:
        widgets.append(RasaWidget(base_of(rasa_house.gateways[-1]), session_id, **headers))
        return widgets[-1]

    yield make
    for widget in widgets:
        await widget.leave()
