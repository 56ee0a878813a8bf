"""The internal API as the action server asks it."""

from typing import Any

import aiohttp

from tests.handoff.conftest import INTERNAL_SECRET

CARD = {
    "kind": "order",
    "state": "delayed",
    "placed_at": "2026-11-12T10:00:00Z",
    "items": [{"title": "Shahnameh", "quantity": 1}],
    "total": {"amount": "1250000", "currency": "IRR"},
    "tracking": [{"at": "2026-11-13T22:00:00Z", "step": "packed"}],
}


class ActionServer:
    """Asks as the action server does."""

    def __init__(self, http: aiohttp.ClientSession, base: str) -> None:
        self.http = http
        self.base = base
        self.headers = {"Authorization": f"Bearer {INTERNAL_SECRET}"}

    async def get(self, path: str) -> Any:
        async with self.http.get(self.base + path, headers=self.headers) as answer:
            assert answer.status == 200
            return await answer.json()

    async def look_up(self, **asked: object) -> tuple[int, Any]:
        return await self._post("lookup", asked)

    async def orders_of(self, sender: str) -> tuple[int, Any]:
        return await self._post("mine", {"sender": sender})

    async def act(self, **wish: object) -> tuple[int, Any]:
        return await self._post("actions", wish)

    async def _post(self, what: str, content: object) -> tuple[int, Any]:
        return await self.ask(f"/internal/orders/{what}", content)

    async def ask(self, path: str, content: object) -> tuple[int, Any]:
        url = self.base + path
        async with self.http.post(url, json=content, headers=self.headers) as answer:
            return answer.status, await answer.json()
