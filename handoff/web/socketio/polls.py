"""Long polling, as strict as a WebSocket: its frames come as the body of a POST."""

from collections.abc import Sequence
from http import HTTPStatus

import structlog
from aiohttp import web
from aiohttp.typedefs import Middleware

from handoff.domain.errors import InvalidInput
from handoff.web.http_io import Handler
from handoff.web.socketio.lines import BadPacket, frame_of

log = structlog.get_logger()


def strict_polls(paths: Sequence[str]) -> Middleware:
    """A middleware for the server that answers on `paths`.

    It refuses JSONP: a `<script>` of any site reads its answers, cookies included, without an `Origin`
    that could be checked.

    Raises:
        InvalidInput: `jsonp_refused`, `bad_frame` or `binary_refused`.
    """

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not request.path.startswith(tuple(paths)):
            return await handler(request)
        if "j" in request.query:
            raise InvalidInput("jsonp_refused", "JSONP is not spoken here")
        if request.method == "POST":
            _require_frames(await request.read())
        response = await handler(request)
        if response.status >= HTTPStatus.BAD_REQUEST:
            log.info("refused", where="socket", code="bad_request")
        return response

    return check


def _require_frames(body: bytes) -> None:
    """Raises InvalidInput."""
    try:
        for text in body.decode().split("\x1e"):
            frame_of(text)
    except UnicodeDecodeError:
        raise InvalidInput("bad_frame", "The body is not UTF-8") from None
    except BadPacket as refusal:
        raise InvalidInput(refusal.code, "The body has no frames of Engine.IO") from None
