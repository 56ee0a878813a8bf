"""HTTP in and out: checked JSON bodies, JSON replies, errors mapped in one middleware."""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus

import structlog
from aiohttp import web
from aiohttp.typedefs import Middleware
from pydantic import BaseModel

from handoff.domain.errors import InvalidInput
from handoff.web.errors import error_body
from handoff.web.protocol.base import Inbound, Refused

log = structlog.get_logger()

BODY_BYTES = 64 * 1024

# For the headers of a request, for its body, and for a socket to say for whom it is.
REQUEST_SECONDS = 15.0

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def json_body[T: Inbound](request: web.Request, model: type[T]) -> T:
    """The request's body as `model`.

    Raises:
        InvalidInput: it is not JSON (`bad_json`).
        pydantic.ValidationError: it is not what `model` wants.
    """
    raw = await request.read()
    try:
        raw.decode()
    except UnicodeDecodeError:
        raise InvalidInput("bad_json", "The body is not UTF-8") from None
    return model.model_validate_json(raw)


def json_reply(model: BaseModel, status: int = 200) -> web.Response:
    return web.Response(
        text=model.model_dump_json(), status=status, content_type="application/json"
    )


FILE_TYPE = "application/octet-stream"  # of every file that is sent: what it is, its bytes tell
STREAMED = "streamed"  # the attribute of a handler that reads its body itself


def is_streamed(request: web.Request) -> bool:
    """Whether its handler reads the body itself, piece by piece, within limits of its own."""
    return bool(getattr(request.match_info.handler, STREAMED, False))


def bodies_in_time(seconds: float) -> Middleware:
    """A middleware that reads a request's body before anything else is done with it, unless its handler
    streams it."""

    @web.middleware
    async def read(request: web.Request, handler: Handler) -> web.StreamResponse:
        """Raises HTTPException: 408 for one that does not come in time, 400 for one that breaks off."""
        if request.can_read_body and not is_streamed(request):
            try:
                async with asyncio.timeout(seconds):
                    await request.read()
            except TimeoutError:
                raise _closing(web.HTTPRequestTimeout()) from None
            except (ConnectionError, web.RequestPayloadError):
                raise _closing(web.HTTPBadRequest()) from None
        return await handler(request)

    return read


def _closing(refusal: web.HTTPException) -> web.HTTPException:
    refusal.force_close()
    return refusal


@web.middleware
async def errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every error of a route becomes `{"ok": false, "error": {"code", "message", …}}`."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < HTTPStatus.BAD_REQUEST:
            raise
        code = _code(error.status)
        log.info("refused", where=f"{request.method} {_route(request)}", code=code)
        body = Refused.model_validate({"error": {"code": code, "message": error.reason}})
        answer = json_reply(body, error.status)
        if error.keep_alive is False:
            answer.force_close()
        return answer
    except Exception as error:  # noqa: BLE001 - the one map of errors
        status, told = error_body(error, where=f"{request.method} {_route(request)}")
        response = json_reply(Refused(error=told), status)
        if "retry_after" in told.data:
            response.headers["Retry-After"] = str(told.data["retry_after"])
        return response


def _code(status: int) -> str:
    codes = {
        404: "not_found",
        405: "method_not_allowed",
        408: "request_too_slow",
        413: "body_too_large",
    }
    return codes.get(status, "bad_request")


def _route(request: web.Request) -> str:
    """The route's pattern, never the path: ids and words stay out of the log."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else "unknown"
