"""A bot that speaks the contract of Firuze's Rasa channel and does what a test tells it to."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from tests.handoff.serving import serving

SECRET = "bot-secret-of-the-tests"

Json = dict[str, Any]


def reply(
    *texts: str,
    intent: str = "faq",
    handoff: str | None = None,
    buttons: tuple[tuple[str, str], ...] = (),
    emotion: tuple[str, float] = ("neutral", 0.0),
) -> Json:
    """A good answer of the channel."""
    told = [{"title": title, "payload": payload} for title, payload in buttons]
    return {
        "messages": [
            {"text": text, "buttons": told, "utter_action": f"utter_{intent}", "card": None}
            for text in texts
        ],
        "intent": {"name": intent, "confidence": 0.93},
        "ranking": [{"name": intent, "confidence": 0.93}],
        "entities": [],
        "slots": {},
        "emotion": {"label": emotion[0], "score": emotion[1], "words": []},
        "language": "en",
        "handoff": {"reason": handoff} if handoff else None,
    }


def reading(
    intent: str,
    confidence: float = 0.93,
    *,
    emotion: tuple[str, float] = ("neutral", 0.0),
    **entities: str,
) -> Json:
    """The channel's reading of a message."""
    return {
        "intent": {"name": intent, "confidence": confidence},
        "ranking": [{"name": intent, "confidence": confidence}],
        "entities": [
            {"entity": name, "value": value, "start": 0, "end": 1}
            for name, value in entities.items()
        ],
        "emotion": {"label": emotion[0], "score": emotion[1], "words": []},
    }


def echo(asked: Json) -> Json:
    """Every echo is another answer, so it has no name."""
    answer = reply(f"You said: {asked['text']}")
    answer["messages"][0]["utter_action"] = None
    return answer


class ScriptedBot:
    """`answer` makes the answer to each turn, `reading` what a message is read as; a `web.Response`
    is sent as it is. While `held`, no answer leaves. A bot with a `pace` works on one turn at a time, and so
    many seconds on each."""

    def __init__(self) -> None:
        self.url = ""
        self.turns: list[Json] = []
        self.texts: list[str] = []  # that it was to read only
        self.refused = 0
        self.pace = 0.0
        self.at_once = 0  # turns that it was given and has not answered
        self.most_at_once = 0
        self.answer: Callable[[Json], Json | web.Response] = echo
        self.reading: Callable[[str], Json | web.Response] = lambda _: reading("faq")
        self._core = asyncio.Lock()
        self._free = asyncio.Event()
        self._free.set()
        self._asked = asyncio.Event()

    def hold(self) -> None:
        self._free.clear()

    def release(self) -> None:
        self._free.set()

    async def until_asked(self, times: int, within: float = 8.0) -> None:
        await self._until(lambda: len(self.turns) >= times, within)

    async def until_read(self, times: int, within: float = 8.0) -> None:
        await self._until(lambda: len(self.texts) >= times, within)

    async def _until(self, holds: Callable[[], bool], within: float) -> None:
        async with asyncio.timeout(within):
            while not holds():
                self._asked.clear()
                await self._asked.wait()

    @asynccontextmanager
    async def listening(self, port: int = 0) -> AsyncIterator["ScriptedBot"]:
        app = web.Application()
        app.add_routes(
            [
                web.get("/webhooks/firuze/", self._healthy),
                web.post("/webhooks/firuze/turn", self._turn),
                web.post("/webhooks/firuze/read", self._read),
            ]
        )
        async with serving(app, port) as self.url:
            try:
                yield self
            finally:
                self.release()

    async def _healthy(self, _: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def _turn(self, request: web.Request) -> web.Response:
        if not self._admitted(request):
            return web.json_response({"error": {"code": "unauthorized"}}, status=401)
        asked = await request.json()
        self.turns.append(asked)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await self._work()
            return await self._answered(lambda: self.answer(asked))
        finally:
            self.at_once -= 1

    async def _work(self) -> None:
        if self.pace:
            async with self._core:
                await asyncio.sleep(self.pace)

    async def _read(self, request: web.Request) -> web.Response:
        if not self._admitted(request):
            return web.json_response({"error": {"code": "unauthorized"}}, status=401)
        asked = await request.json()
        self.texts.append(asked["text"])
        return await self._answered(lambda: self.reading(asked["text"]))

    def _admitted(self, request: web.Request) -> bool:
        admitted = request.headers.get("Authorization") == f"Bearer {SECRET}"
        self.refused += not admitted
        return admitted

    async def _answered(self, made: Callable[[], Json | web.Response]) -> web.Response:
        self._asked.set()
        await self._free.wait()
        answer = made()
        return answer if isinstance(answer, web.Response) else web.json_response(answer)
