"""Runs many customers who have the widget open and say nothing, in one process.

Given `{"base", "tokens"}` it connects one customer for each token and reports how many; they answer
the server's pings until standard input ends. They speak Socket.IO by hand over aiohttp's
WebSockets, because thousands of full clients would take the memory that is to be measured.
"""

import asyncio
import json

import aiohttp
import uvloop

from bench.lines import tell, told

CONNECT_AT_ONCE = 40
PATIENCE = 60.0  # seconds to connect
NAMESPACE = "/visitor"


async def main() -> None:
    given = await told()
    room = asyncio.Semaphore(CONNECT_AT_ONCE)
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0), cookie_jar=aiohttp.DummyCookieJar()
    ) as http:

        async def connected(token: str) -> aiohttp.ClientWebSocketResponse:
            async with room:
                return await asyncio.wait_for(_connect(http, given["base"], token), PATIENCE)

        sockets = await asyncio.gather(*(connected(token) for token in given["tokens"]))
        idlers = [asyncio.create_task(_idle(socket)) for socket in sockets]
        tell({"connected": len(idlers)})
        await told()
        for idler in idlers:
            idler.cancel()


async def _connect(
    http: aiohttp.ClientSession, base: str, token: str
) -> aiohttp.ClientWebSocketResponse:
    """Raises RuntimeError if the server refuses."""
    socket = await http.ws_connect(
        f"{base}/socket.io/?EIO=4&transport=websocket", autoping=False, compress=0
    )
    await socket.receive_str()  # Engine.IO's handshake
    await socket.send_str(f"40{NAMESPACE}," + json.dumps({"token": token}))
    while not (answer := await socket.receive_str()).startswith("4"):
        await _pong(socket, answer)
    if not answer.startswith(f"40{NAMESPACE}"):
        raise RuntimeError(f"The connection was refused: {answer}")
    return socket


async def _idle(socket: aiohttp.ClientWebSocketResponse) -> None:
    async for message in socket:
        await _pong(socket, message.data)


async def _pong(socket: aiohttp.ClientWebSocketResponse, frame: str) -> None:
    if frame == "2":
        await socket.send_str("3")


if __name__ == "__main__":
    uvloop.run(main())
