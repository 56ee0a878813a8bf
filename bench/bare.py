"""The floor: a relay of python-socketio alone, on aiohttp and uvloop like the gateway.

It has the gateway's two namespaces, rooms and acks, and does the least: it sends a customer's `say`
to the agents in the room and acks it. It stores, checks and counts nothing. `python -m bench.bare
PORT`.
"""

import asyncio
import sys
from itertools import count
from typing import Any

import socketio
import uvloop
from aiohttp import web

VISITOR, STAFF = "/visitor", "/staff"


class BareVisitor(socketio.AsyncNamespace):  # type: ignore[misc]  # the library ships no types
    """The token is the room."""

    def __init__(self) -> None:
        super().__init__(VISITOR)
        self._seqs = count(1)

    async def on_connect(self, sid: str, _environ: Any, auth: Any = None) -> None:
        await self.save_session(sid, {"room": auth["token"]})
        await self.enter_room(sid, auth["token"])

    async def on_say(self, sid: str, given: Any) -> Any:
        room = (await self.get_session(sid))["room"]
        push = {"conversation_id": room, "events": [{"body": given}]}
        await self.server.emit("events", push, room=room, namespace=STAFF)
        return {"ok": True, "seq": next(self._seqs)}


class BareStaff(socketio.AsyncNamespace):  # type: ignore[misc]  # the library ships no types
    def __init__(self) -> None:
        super().__init__(STAFF)

    async def on_connect(self, sid: str, environ: Any, auth: Any = None) -> None:
        pass

    async def on_take(self, _sid: str, _given: Any) -> Any:
        return {"ok": True}

    async def on_watch(self, sid: str, given: Any) -> Any:
        await self.enter_room(sid, given["conversation_id"])
        return {"ok": True}


async def serve(port: int) -> None:
    """Serves on the loopback until cancelled."""
    server = socketio.AsyncServer(async_mode="aiohttp", cors_allowed_origins="*")
    server.register_namespace(BareVisitor())
    server.register_namespace(BareStaff())
    app = web.Application()
    server.attach(app)
    app.add_routes([web.get("/healthz", _alive)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


async def _alive(_request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
