"""A light bot that speaks the contract of Firuze's Rasa channel: `python -m faults.scripted_bot PORT`.

A real process with real HTTP, so that it can be killed. It echoes, takes its time, hands over when
the customer asks for a person, and fails now and then.
"""

import asyncio
import os
import random
import sys
from http import HTTPStatus
from typing import Any

from aiohttp import web

from stack.free_ports import LOOPBACK

SLOWEST = 0.25  # seconds
FAILS = 0.01  # of all turns

Json = dict[str, Any]


def answer(asked: Json) -> Json:
    """Echoes; a request for a person becomes an intent."""
    wants_person = "person" in asked["text"]
    intent = {"name": "request_human" if wants_person else "faq", "confidence": 0.9}
    text = "A person will be with you." if wants_person else f"You said: {asked['text']}"
    return {
        "messages": [{"text": text, "buttons": [], "utter_action": None, "card": None}],
        "intent": intent,
        "ranking": [intent],
        "entities": [],
        "slots": {},
        "emotion": {"label": "neutral", "score": 0.0, "words": []},
        "language": asked["language"],
        "handoff": None,
    }


def application(secret: str, chance: random.Random) -> web.Application:
    async def healthy(_: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def turn(request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {secret}":
            return web.json_response(
                {"error": {"code": "unauthorized"}}, status=HTTPStatus.UNAUTHORIZED
            )
        asked = await request.json()
        await asyncio.sleep(chance.uniform(0, SLOWEST))
        if chance.random() < FAILS:
            error = {"error": {"code": "bot_error", "message": "as asked"}}
            return web.json_response(error, status=HTTPStatus.INTERNAL_SERVER_ERROR)
        return web.json_response(answer(asked))

    app = web.Application()
    app.add_routes([web.get("/webhooks/firuze/", healthy), web.post("/webhooks/firuze/turn", turn)])
    return app


def main() -> None:
    chance = random.Random(int(sys.argv[1]))  # noqa: S311 - nothing secret
    web.run_app(
        application(os.environ["FIRUZE_BOT_SECRET"], chance),
        host=LOOPBACK,
        port=int(sys.argv[1]),
        print=None,
        access_log=None,
    )


if __name__ == "__main__":
    main()
