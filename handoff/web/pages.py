"""The built pages: the widget's files, the console, and in demo mode the shop's page."""

from pathlib import Path

from aiohttp import web

from handoff.domain.errors import NotFound
from handoff.web.http_io import Handler
from handoff.web.visitor.sightings import Sightings

_ONE_YEAR = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"


class Pages:
    """Serves files of `folder` and nothing outside of it."""

    def __init__(self, root: Path, sightings: Sightings) -> None:
        self._sightings = sightings
        self._widget = root / "widget" / "dist"
        self._console = root / "agent_console" / "dist"
        self._shop = root / "demo" / "page"

    def routes(self, *, demo: bool) -> list[web.RouteDef]:
        always = [
            web.get("/", self._to("/shop/" if demo else "/console/")),
            web.get("/widget.js", self._launcher),
            web.get("/widget/{path:.+}", self._file_of(self._widget)),
            web.get("/console", self._to("/console/")),
            web.get("/console/{path:.*}", self._file_of(self._console)),
        ]
        shop = [
            web.get("/shop", self._to("/shop/")),
            web.get("/shop/{path:.*}", self._file_of(self._shop)),
        ]
        return always + (shop if demo else [])

    async def _launcher(self, request: web.Request) -> web.StreamResponse:
        await self._sightings.loaded(request)
        return _file(self._widget, "widget.js")

    def _to(self, path: str) -> Handler:
        async def redirect(_: web.Request) -> web.StreamResponse:
            raise web.HTTPFound(path)

        return redirect

    def _file_of(self, folder: Path) -> Handler:
        async def serve(request: web.Request) -> web.StreamResponse:
            return _file(folder, request.match_info["path"] or "index.html")

        return serve


def _file(folder: Path, name: str) -> web.FileResponse:
    try:
        path = (folder / name).resolve()
        served = path.is_relative_to(folder.resolve()) and path.is_file()
    except (OSError, ValueError):  # too long for a name, or no name at all (NUL)
        served = False
    if not served:
        raise NotFound("not_found", "No such page")
    # The build names files under assets/ by their content.
    cached = _ONE_YEAR if path.parent.name == "assets" else _ASK_AGAIN
    return web.FileResponse(path, headers={"Cache-Control": cached})
