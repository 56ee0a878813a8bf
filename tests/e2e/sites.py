"""Pages of other sites that embed the widget."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from tests.handoff.serving import serving


@asynccontextmanager
async def a_shop(head: str) -> AsyncIterator[str]:
    """A page with `head` under every path of an origin of its own."""

    async def page(_: web.Request) -> web.Response:
        html = f'<!doctype html><meta charset="utf-8"><title>Shop</title>{head}<h1>Shop</h1>'
        return web.Response(text=html, content_type="text/html")

    app = web.Application()
    app.router.add_get("/{path:.*}", page)
    async with serving(app) as url:
        yield url
