"""Pages of other sites, most of which embed the widget."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from tests.handoff.serving import serving

HeadOf = Callable[[web.Request], str]


@asynccontextmanager
async def a_shop(head: str | HeadOf, module: Path | None = None) -> AsyncIterator[str]:
    """A page with `head`, or what that makes of the request, under every path of an origin of its own, but a script
    under `/module.js`. The address has no slash at its end."""

    async def page(request: web.Request) -> web.Response:
        own = head if isinstance(head, str) else head(request)
        html = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Shop</title>{own}<h1>Shop</h1>'
        return web.Response(text=html, content_type="text/html")

    async def script(_: web.Request) -> web.FileResponse:
        assert module is not None
        return web.FileResponse(module)

    app = web.Application()
    app.router.add_get("/module.js", script)
    app.router.add_get("/{path:.*}", page)
    async with serving(app) as url:
        yield url
