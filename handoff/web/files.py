"""`/files/<link>`: the bytes of a file, for whoever has a link that has not ended.

No cookie and no session counts here. A browser that is led to a file shows a picture and saves everything
else, runs nothing of it, and guesses no other kind.
"""

from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import quote

import structlog
from aiohttp import web

from handoff.domain.files import is_picture
from handoff.services.errors import CacheDown, FileStoreDown
from handoff.services.files import LINK_LIFE, FileLink, Files, Opened
from handoff.services.ports.limits import Limits
from handoff.web.addresses import ClientNetworks
from handoff.web.protocol.files import FileLinks, FileLinkTo

log = structlog.get_logger()

WINDOW_SECONDS = 60
BY_ASKER = (
    120  # requests for links of one conversation's customer, or of one member, within the window
)
BY_NETWORK = 600

_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


class FileLinkLimit:
    """Counts requests for links."""

    def __init__(self, limits: Limits, networks: ClientNetworks) -> None:
        self._limits = limits
        self._networks = networks

    async def count(self, request: web.Request, asker: str) -> None:
        """`asker` is the id of the customer's conversation, or of the member. Raises TooManyAttempts."""
        network = self._networks.of(request)
        hits = ((asker, BY_ASKER), (network.name, network.grant(BY_NETWORK)))
        with suppress(CacheDown):  # better uncounted requests than pictures that nobody sees
            for name, limit in hits:
                await self._limits.hit(
                    f"file-links:{name}", limit=limit, window_seconds=WINDOW_SECONDS
                )


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
        try:
            if request.method != "HEAD":
                async for piece in opened.content:
                    await response.write(piece)
            await response.write_eof()
        except ConnectionError:  # nobody reads on
            return response
        except (FileStoreDown, OSError):
            # The head is out: a cut connection is the one way to say that the rest is missing.
            log.exception("file.broke_off", file_id=opened.record.id)
            if request.transport is not None:
                request.transport.abort()
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
