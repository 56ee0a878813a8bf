"""HTTP in and out: checked JSON bodies, JSON replies, errors mapped in one middleware."""

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
        return json_reply(body, error.status)
    except Exception as error:  # noqa: BLE001 - the one map of errors
        status, told = error_body(error, where=f"{request.method} {_route(request)}")
        return json_reply(Refused(error=told), status)


def _code(status: int) -> str:
    return {404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}.get(
        status, "bad_request"
    )


def _route(request: web.Request) -> str:
    """The route's pattern, never the path: ids and words stay out of the log."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else "unknown"


def allow_origins(allowed: frozenset[str]) -> Middleware:
    """A middleware for what widgets on other sites call: tokens, no cookies."""

    @web.middleware
    async def cors(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not request.path.startswith(("/api/visitor/", "/widget")):
            return await handler(request)
        response = (
            web.Response(status=204) if request.method == "OPTIONS" else await handler(request)
        )
        origin = request.headers.get("Origin")
        if origin is not None and ("*" in allowed or origin in allowed):
            response.headers["Access-Control-Allow-Origin"] = "*" if "*" in allowed else origin
            response.headers["Access-Control-Allow-Headers"] = "Content-Type"
            response.headers["Access-Control-Allow-Methods"] = "GET, POST"
            response.headers["Vary"] = "Origin"
        return response

    return cors
