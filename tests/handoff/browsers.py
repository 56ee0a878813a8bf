"""A widget and a console without a screen: real HTTP, real Socket.IO, everything kept."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import aiohttp
import socketio

from tests.handoff.waiting import PATIENCE

Json = dict[str, Any]

VISITOR = "/visitor"
STAFF = "/staff"


class _Browser:
    """One HTTP session with its cookies, and one Socket.IO connection."""

    namespace: str

    def __init__(self, base: str) -> None:
        self.base = base
        self.http = aiohttp.ClientSession(
            headers={"Origin": base}, cookie_jar=aiohttp.CookieJar(unsafe=True)
        )
        self.socket = socketio.AsyncClient(reconnection=False, http_session=self.http)
        self.disconnected = asyncio.Event()
        self.pushes: list[tuple[str, Json]] = []
        self._changed = asyncio.Event()
        self.socket.on("disconnect", self._gone, namespace=self.namespace)
        self.socket.on("*", self._pushed, namespace=self.namespace)

    async def call(self, event: str, given: object = None) -> Json:
        """The answer to an event."""
        answer: Json = await self.socket.call(
            event, {} if given is None else given, namespace=self.namespace, timeout=PATIENCE
        )
        return answer

    async def until(self, holds: Callable[[], object], what: str) -> None:
        """Waits for pushes until it holds."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not holds():
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"Waited in vain for {what}; came: {self.pushes}") from None

    async def leave(self) -> None:
        await self.socket.disconnect()
        await self.http.close()

    async def _gone(self, *_: object) -> None:
        self.disconnected.set()

    async def _pushed(self, event: str, data: Json) -> None:
        self.pushes.append((event, data))
        self.take(event, data)
        self._changed.set()

    def take(self, event: str, data: Json) -> None:
        """Handles a push as this kind of browser does."""

    def take_own(self, ack: Json) -> None:
        """The ack of a message brings what everybody else is pushed."""
        if ack.get("push"):
            self.take("events", ack["push"])
            self._changed.set()


class Widget(_Browser):
    """A customer's widget. `log` is what came by `sync` and pushes, each event once, in order."""

    namespace = VISITOR

    def __init__(self, base: str, address: str | None = None) -> None:
        """`address` is what a trusted proxy tells of where the customer is."""
        super().__init__(base)
        self.headers = {"X-Forwarded-For": address} if address else {}
        self.token = ""
        self.conversation_id = ""
        self.log: list[Json] = []
        self.state: Json = {}
        self.marks: Json = {}
        self.gap = False

    async def open(self, **request: object) -> "Widget":
        """Asks for a session, connects and loads."""
        await self.take_session(**request)
        await self.connect()
        return self

    async def take_session(self, **request: object) -> None:
        status, session = await self.ask_for_session(**request)
        assert status == 200, session
        self.token, self.conversation_id = session["token"], session["conversation_id"]

    async def ask_for_session(self, **request: object) -> tuple[int, Json]:
        """The status and the answer."""
        url = f"{self.base}/api/visitor/session"
        async with self.http.post(url, json=request, headers=self.headers) as answer:
            return answer.status, await answer.json()

    async def sign_out(self) -> int:
        """Signs out as the page's `Firuze.identify(null)` does; returns the status."""
        url, left = f"{self.base}/api/visitor/leave", {"token": self.token}
        async with self.http.post(url, json=left, headers=self.headers) as answer:
            return answer.status

    async def connect(self) -> None:
        await self.socket.connect(
            self.base,
            headers=self.headers,
            auth={"token": self.token},
            namespaces=[self.namespace],
            transports=["websocket"],
            wait_timeout=PATIENCE,
        )
        await self.sync()

    async def sync(self) -> None:
        """Loads from the cursor on, page by page."""
        more = True
        while more:
            page = await self.call("sync", {"after": self.cursor})
            self._append(page["events"])
            self.state, self.marks, more = page["state"], page["marks"], page["more"]
        self.gap = False

    async def say(self, text: str, client_id: str | None = None, **more: object) -> Json:
        """Says a word, and loads what its ack has overtaken: words from another gateway may be on the way."""
        ack = await self.call("say", {"client_id": client_id or str(uuid4()), "text": text, **more})
        self.take_own(ack)
        if self.gap:
            await self.sync()
        return ack

    @property
    def cursor(self) -> int:
        return self.log[-1]["seq"] if self.log else 0

    @property
    def types(self) -> list[str]:
        return [event["body"]["type"] for event in self.log]

    @property
    def texts(self) -> list[str]:
        return [event["body"]["text"] for event in self.log if "text" in event["body"]]

    async def until_type(self, kind: str) -> None:
        await self.until(lambda: kind in self.types, kind)

    def take(self, event: str, data: Json) -> None:
        if event == "events":
            self._append(data["events"])
            self.state = data["state"]
        if event == "state":
            self.state = data
        if event == "mark":
            self.marks = self.marks | {data["side"]: data["mark"]}

    def _append(self, events: list[Json]) -> None:
        for event in events:
            if event["after"] > self.cursor:
                self.gap = True  # the next `sync` heals it
                return
            if event["seq"] > self.cursor:
                self.log.append(event)


class Console(_Browser):
    """An agent's console. `items` is the inbox by conversation, `listed` its list cursor, `logs`
    what was watched, `marks` what came of them by any way, `away` the conversations whose customers
    have left."""

    namespace = STAFF

    def __init__(self, base: str) -> None:
        super().__init__(base)
        self.items: dict[str, Json] = {}
        self.rest: Json = {}
        self.listed: int | None = None
        self.list_gap = False
        self.logs: dict[str, list[Json]] = {}
        self.early: dict[
            str, dict[int, Json]
        ] = {}  # pushes, by seq, that came before what precedes them
        self.marks: dict[str, Json] = {}
        self.me: Json = {}
        self.away: set[str] = set()

    async def log_in(self, email: str, password: str) -> "Console":
        """Logs in, connects and loads the inbox."""
        async with self.http.post(
            f"{self.base}/api/staff/login", json={"email": email, "password": password}
        ) as answer:
            self.me = await answer.json()
            assert answer.status == 200, self.me
        await self.connect()
        return self

    @property
    def cookie(self) -> str:
        return next(c.value for c in self.http.cookie_jar if c.key == "firuze_session")

    async def connect(self) -> None:
        await self.socket.connect(
            self.base,
            headers={"Cookie": f"firuze_session={self.cookie}", "Origin": self.base},
            namespaces=[self.namespace],
            transports=["websocket"],
            wait_timeout=PATIENCE,
        )
        await self.load_inbox()

    async def load_inbox(self) -> None:
        """What has changed since the list cursor; the top of the list at first."""
        cursor, after, more = None, self.listed, True
        while more:
            page = await self.call("inbox", {"after": after})
            self._list(page["items"], page["gone"])
            self.me, self.marks = page["me"], self.marks | page["marks"]
            self.rest = page["rest"] or self.rest
            self.away = {*page["away"]}
            cursor = page["cursor"] if cursor is None else cursor
            after, more = page["next"], page["next"] is not None
        self.listed, self.list_gap = cursor, False

    async def scroll(self, name: str) -> None:
        """The next page of one of the inbox's lists."""
        page = await self.call("inbox_more", {"list": name, "after": self.rest[name]})
        self._list(page["items"])
        self.rest |= {name: page["rest"]}

    def _list(self, items: list[Json], gone: list[str] | None = None) -> None:
        self.items = {id_: item for id_, item in self.items.items() if id_ not in (gone or ())}
        for item in items:
            known = self.items.get(item["id"], item)
            if (item["epoch"], item["head"]) >= (known["epoch"], known["head"]):
                self.items[item["id"]] = item

    async def watch(self, conversation_id: str) -> Json:
        watched = await self.call("watch", {"conversation_id": conversation_id})
        await self.sync(conversation_id)
        return watched

    async def sync(self, conversation_id: str) -> None:
        log, more = self.logs.setdefault(conversation_id, []), True
        while more:
            after = log[-1]["seq"] if log else 0
            page = await self.call("sync", {"conversation_id": conversation_id, "after": after})
            self._append(conversation_id, page["events"])
            self.marks[conversation_id] = page["marks"]
            more = page["more"]

    async def say(self, conversation_id: str, text: str, client_id: str | None = None) -> Json:
        given = {"conversation_id": conversation_id, "text": text}
        ack = await self.call("say", given | {"client_id": client_id or str(uuid4())})
        self.take_own(ack)
        return ack

    async def about(self, event: str, conversation_id: str) -> Json:
        """A command which takes nothing but a conversation."""
        return await self.call(event, {"conversation_id": conversation_id})

    async def mark(self, conversation_id: str, **mark: int) -> Json:
        return await self.call("mark", {"conversation_id": conversation_id} | mark)

    async def hand_on(self, conversation_id: str, **target: str) -> Json:
        given = {"conversation_id": conversation_id, "client_id": str(uuid4())}
        return await self.call("transfer", given | target)

    def owner(self, conversation_id: str) -> str | None:
        item = self.items.get(conversation_id)
        return item["owner"]["kind"] if item else None

    async def until_owner(self, conversation_id: str, kind: str) -> None:
        await self.until(lambda: self.owner(conversation_id) == kind, f"the owner {kind}")

    def texts(self, conversation_id: str) -> list[str]:
        return [e["body"]["text"] for e in self.logs[conversation_id] if "text" in e["body"]]

    def take(self, event: str, data: Json) -> None:
        if event == "items":
            self._list(data["items"], data["gone"])
            if self.listed is not None and data["after"] > self.listed:
                self.list_gap = True  # the next `load_inbox` heals it
            elif self.listed is not None:
                self.listed = max(self.listed, data["cursor"])
        if event == "events":
            self._append(data["conversation_id"], data["events"])
        if event == "me":
            self.me = data
        if event == "away":
            self.away = (self.away | {*data["left"]}) - {*data["back"]}
        if event == "mark":
            known = self.marks.get(data["conversation_id"], {})
            self.marks[data["conversation_id"]] = known | {data["side"]: data["mark"]}

    def _append(self, conversation_id: str, events: list[Json]) -> None:
        """A push may overtake the page of the log that comes before it: it waits for that."""
        log = self.logs.setdefault(conversation_id, [])
        early = self.early.setdefault(conversation_id, {})
        early |= {event["seq"]: event for event in events if event["seq"] > len(log)}
        while event := early.pop(len(log) + 1, None):
            log.append(event)
