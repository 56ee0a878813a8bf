"""A customer at the widget, without a page: real HTTP, a real Socket.IO connection."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import aiohttp
import re2
import socketio

from cli.evaluation.dialogues.scripts import Turn
from cli.evaluation.dialogues.stage import Identity, Stage
from handoff.domain.conversation.events import Event
from handoff.domain.conversation.state import WithBot
from handoff.domain.language import Language
from stack.errors import CliError

VISITOR = "/visitor"
PATIENCE = 60.0  # seconds for one answer
PAGE = 200  # events read at once
BETWEEN_LINES = 0.1  # seconds between lines that are sent quickly


class NoSuchButton(Exception):
    """The bot has offered nothing like it."""


class Customer:
    """Says what a script says, and sees what the gateway pushes."""

    def __init__(self, stage: Stage, socket: socketio.AsyncClient, conversation_id: str) -> None:
        self._stage = stage
        self._socket = socket
        self._id = conversation_id
        self._pushed = asyncio.Event()
        self._seen = 0
        self._buttons: list[tuple[int, int, str]] = []  # seq, index, title
        socket.on("*", self._on_push, namespace=VISITOR)

    async def take(self, turn: Turn) -> list[Event]:
        """Makes the move of `turn`; returns everything that the log says of it once it is answered. Raises
        NoSuchButton."""
        if turn.press is not None:
            await self._press(turn.press)
        for number, line in enumerate(turn.say or ()):
            if number:
                await asyncio.sleep(BETWEEN_LINES)  # as quickly as people send
            await self._send({"text": line})
        await self._answered()
        return await self._new_events()

    @property
    def _store(self) -> Any:
        return self._stage.store

    async def _press(self, title: str) -> None:
        options = re2.Options()
        options.case_sensitive = False
        for seq, index, shown in reversed(self._buttons):
            if re2.search(title, shown, options):
                await self._send({"text": shown, "button": {"seq": seq, "index": index}})
                return
        raise NoSuchButton(f"no button like {title}")

    async def _send(self, given: dict[str, object]) -> None:
        said = {"client_id": str(uuid4()), **given}
        ack = await self._socket.call("say", said, namespace=VISITOR, timeout=PATIENCE)
        if not ack["ok"]:
            raise CliError(f"The gateway refused a message: {ack['error']['code']}.")

    async def _answered(self) -> None:
        """Returns when nothing that was said is open any more, or a person has been called."""
        async with asyncio.timeout(PATIENCE):
            while True:
                self._pushed.clear()
                state = await self._store.load(self._id)
                if not state.pending or not isinstance(state.owner, WithBot):
                    return
                await self._pushed.wait()

    async def _new_events(self) -> list[Event]:
        found = await self._store.read(self._id, after=self._seen, limit=PAGE, public_only=False)
        self._seen = found[-1].seq if found else self._seen
        return list(found)

    async def _on_push(self, kind: str, data: Any) -> None:
        for event in data["events"] if kind == "events" else ():
            for index, button in enumerate(event["body"].get("buttons") or ()):
                self._buttons.append((event["seq"], index, button["title"]))
        self._pushed.set()


@asynccontextmanager
async def at_the_widget(
    stage: Stage, page: Language, identity: Identity | None
) -> AsyncIterator[Customer]:
    """Opens a session on a page in this language, and connects."""
    async with aiohttp.ClientSession() as http:
        asked = {"language": page, **({"identity": identity} if identity else {})}
        async with http.post(f"{stage.address}/api/visitor/session", json=asked) as answer:
            if not answer.ok:
                raise CliError(f"No session was opened: {(await answer.json())['error']['code']}.")
            session = await answer.json()
        socket = socketio.AsyncClient(reconnection=False, http_session=http)
        customer = Customer(stage, socket, session["conversation_id"])
        await socket.connect(
            stage.address,
            auth={"token": session["token"]},
            namespaces=[VISITOR],
            transports=["websocket"],
            wait_timeout=PATIENCE,
        )
        try:
            yield customer
        finally:
            await socket.disconnect()
