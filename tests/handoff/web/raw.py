"""Socket.IO by hand: packets as text, good ones and bad ones."""

import json
from typing import Any
from uuid import uuid4

import aiohttp

from tests.handoff.waiting import PATIENCE


class RawSocket:
    """A WebSocket to the gateway on which a test writes Engine.IO frames itself."""

    def __init__(self, websocket: aiohttp.ClientWebSocketResponse) -> None:
        self._websocket = websocket

    @classmethod
    async def open(cls, http: aiohttp.ClientSession, base: str, **options: Any) -> "RawSocket":
        url = f"{base}/socket.io/?EIO=4&transport=websocket"
        raw = cls(await http.ws_connect(url, **options))
        assert (await raw.receive()).startswith("0{")
        return raw

    async def connect(self, namespace: str, auth: object = None) -> str:
        """Asks for a namespace; the answer as it came. The gateway may push events before it, which a
        client keeps until it is connected."""
        await self.send(f"40{namespace},{json.dumps(auth or {})}")
        while (answer := await self.receive()).startswith(f"42{namespace},"):
            pass
        return answer

    async def call(self, namespace: str, *event: object) -> Any:
        """An event with an ack; what the ack holds."""
        await self.send(f"42{namespace},7{json.dumps(event)}")
        while not (answer := await self.receive()).startswith(f"43{namespace},7"):
            pass
        return json.loads(answer.removeprefix(f"43{namespace},7"))[0]

    async def say(self, text: str) -> Any:
        return await self.call("/visitor", "say", {"client_id": str(uuid4()), "text": text})

    async def send(self, frame: str | bytes) -> None:
        if isinstance(frame, bytes):
            await self._websocket.send_bytes(frame)
        else:
            await self._websocket.send_str(frame)

    async def receive(self) -> str:
        text: str = await self._websocket.receive_str(timeout=PATIENCE)
        return text

    async def until_closed(self) -> None:
        """Reads on until the server has closed the connection."""
        while not self._websocket.closed:
            await self._websocket.receive(timeout=PATIENCE)

    async def close(self) -> None:
        await self._websocket.close()
