"""A browser in which everything that runs is counted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser, BrowserContext, Route

from stack.browser import DESKTOP
from tests.e2e.payloads import CANARY


@dataclass
class Watch:
    """Counts what ran, on any page of a browser: calls, dialogs, requests to a server nobody needs."""

    ran: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def over(self, browser: Browser, **options: Any) -> AsyncIterator[BrowserContext]:
        context = await browser.new_context(viewport=DESKTOP, **options)
        await context.expose_binding("pwned", lambda _, number: self.ran.append(f"call {number}"))
        await context.route(f"{CANARY}/**", self._fetched)
        context.on("dialog", self._asked)
        yield context
        await context.close()

    async def _fetched(self, route: Route) -> None:
        self.ran.append(route.request.url)
        await route.abort()

    async def _asked(self, dialog: Any) -> None:
        self.ran.append(f"dialog {dialog.message}")
        await dialog.dismiss()
