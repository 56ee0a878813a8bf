"""Pages of other sites that embed the widget."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from tests.handoff.serving import serving


@asynccontextmanager
async def a_shop(head: str, module: Path | None = None) -> AsyncIterator[str]:
    """A page with `head` under every path of an origin of its own, but a script under `/module.js`."""

    async def page(_: web.Request) -> web.Response:
        html = f'<!doctype html><meta charset="utf-8"><title>Shop</title>{head}<h1>Shop</h1>'
        return web.Response(text=html, content_type="text/html")

    async def script(_: web.Request) -> web.FileResponse:
        assert module is not None
        return web.FileResponse(module)

    app = web.Application()
    app.router.add_get("/module.js", script)
    app.router.add_get("/{path:.*}", page)
    async with serving(app) as url:
        yield url
