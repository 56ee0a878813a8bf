"""`/files/<link>`: the bytes of a file, for whoever has a link that has not ended.

No cookie and no session counts here. A browser that is led to a file shows a picture and saves everything
else, runs nothing of it, and guesses no other kind.
"""

from collections.abc import Sequence
from urllib.parse import quote

from aiohttp import web

from handoff.domain.files import is_picture
from handoff.services.files import LINK_LIFE, FileLink, Files, Opened
from handoff.web.protocol.files import FileLinks, FileLinkTo

_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


class FilePages:
    def __init__(self, files: Files) -> None:
        self._files = files

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/files/{link}", self._file)]

    async def _file(self, request: web.Request) -> web.StreamResponse:
        opened = await self._files.open(request.match_info["link"])
        response = web.StreamResponse(headers=_headers(opened))
        if opened.size == "whole":
            response.content_length = opened.record.bytes
        await response.prepare(request)
        if request.method != "HEAD":
            async for piece in opened.content:
                await response.write(piece)
        await response.write_eof()
        return response


def _headers(opened: Opened) -> dict[str, str]:
    record = opened.record
    shown = "inline" if is_picture(record.kind) else "attachment"
    return {
        "Content-Type": record.kind,
        "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(record.name, safe='')}",
        "Content-Security-Policy": _POLICY,
        # Pages of shops show pictures by their links.
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Cache-Control": f"private, max-age={opened.seconds}, immutable",
    }


def shown_links(links: Sequence[FileLink]) -> FileLinks:
    """The links as paths."""
    return FileLinks(
        links=[
            FileLinkTo(
                id=link.file_id,
                whole=_path(link.whole),
                thumbnail=link.thumbnail and _path(link.thumbnail),
            )
            for link in links
        ],
        seconds=int(LINK_LIFE.total_seconds()),
    )


def _path(link: str) -> str:
    return f"/files/{link}"
