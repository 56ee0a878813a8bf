"""`/portraits/<key>`: the picture of a member of the staff, for whoever has its address.

Customers' browsers ask for it without a cookie and from the pages of shops, and may keep it for a while.
"""

from hashlib import sha256
from http import HTTPStatus

from aiohttp import ETag, web

from handoff.services.portraits import Portraits

KEPT_SECONDS = 600  # a picture that was taken away is seen no longer than that

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": f"public, max-age={KEPT_SECONDS}",
}


class PortraitPages:
    def __init__(self, portraits: Portraits) -> None:
        self._portraits = portraits

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/portraits/{key:[A-Za-z0-9_-]{22}}", self._portrait)]

    async def _portrait(self, request: web.Request) -> web.Response:
        content = await self._portraits.open(request.match_info["key"])
        etag = ETag(sha256(content).hexdigest()[:32])
        if etag in (request.if_none_match or ()):
            response = web.Response(status=HTTPStatus.NOT_MODIFIED, headers=_HEADERS)
        else:
            response = web.Response(body=content, content_type="image/webp", headers=_HEADERS)
        response.etag = etag
        return response


def portrait_path(key: str | None) -> str | None:
    """Where the picture is; None where there is none."""
    return key and f"/portraits/{key}"
