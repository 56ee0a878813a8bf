"""A browser behind a proxy that lets no WebSocket through: long polling does the same."""

import json

import aiohttp

from tests.handoff.conftest import House


async def test_a_visitor_connects_and_is_answered_over_long_polling(
    open_house: House, http: aiohttp.ClientSession
) -> None:
    """What is posted arrives, although its frames were checked before the library read them."""
    session = f"{open_house.base}/api/visitor/session"
    async with http.post(session, json={"language": "en"}) as reply:
        token = (await reply.json())["token"]
    polling = f"{open_house.base}/socket.io/?EIO=4&transport=polling"
    async with http.get(polling) as opened:
        polling += "&sid=" + json.loads((await opened.text())[1:])["sid"]
    frame = "40/visitor," + json.dumps({"token": token})
    async with http.post(polling, data=frame.encode()) as posted:
        assert await posted.text() == "OK"
    async with http.get(polling) as polled:
        assert (await polled.text()).startswith('40/visitor,{"sid":')
    async with http.post(polling, data=b'42/visitor,7["sync",{"after":0}]') as posted:
        assert posted.status == 200
    async with http.get(polling) as polled:
        assert '43/visitor,7[{"ok":true' in await polled.text()


async def test_a_browser_learns_soon_that_it_is_cut_off(
    open_house: House, http: aiohttp.ClientSession
) -> None:
    """The handshake tells it to give up after eight seconds without a ping, and pings do come."""
    address = f"{open_house.base}/socket.io/?EIO=4&transport=websocket"
    async with http.ws_connect(address) as socket:
        handshake = json.loads((await socket.receive_str())[1:])
        silence = handshake["pingInterval"] + handshake["pingTimeout"]
        assert silence <= 8_000
        assert await socket.receive_str(timeout=silence / 1_000) == "2"
