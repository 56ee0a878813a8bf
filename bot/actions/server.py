"""The action server: Rasa asks it for answers that need live data.

    POST /webhook   bearer secret, application/json, at most `BODY_BYTES`
    GET  /health    nothing; for what keeps it running

It lends the gateway's internal secret to whoever may call it, so it is opened by a secret of its own,
which Rasa sends by `endpoints.yml`. Of what fails only a reference goes out; the reason is in the log.
"""

from __future__ import annotations

import hmac
import json
import logging
import uuid
from typing import TYPE_CHECKING, Any

from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException
from sanic import Sanic, response
from sanic.exceptions import SanicException

import bot.actions
from bot.actions import gateway

if TYPE_CHECKING:
    from sanic import Request
    from sanic.response import HTTPResponse

logger = logging.getLogger(__name__)

# A tracker of many messages, with excerpts of the longest messages, is a few hundred kilobytes.
BODY_BYTES = 4 * 1024 * 1024
KEPT_OPEN = 75  # seconds for a silent connection: longer than Rasa keeps one


def action_server(secret: str) -> Sanic:
    """The application, with every action of `bot.actions`."""
    app = Sanic("firuze_actions", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = BODY_BYTES
    app.config.KEEP_ALIVE_TIMEOUT = KEPT_OPEN
    executor = ActionExecutor()
    executor.register_package(bot.actions)
    expected = f"Bearer {secret}".encode()

    async def webhook(request: Request) -> HTTPResponse:
        given = request.headers.get("Authorization", "").encode()
        if not hmac.compare_digest(given, expected):
            return _refused(401, "wrong or missing bearer secret")
        if request.content_type.partition(";")[0].strip() != "application/json":
            return _refused(415, "the body must be application/json")
        return await _run(executor, request.body)

    async def health(_: Request) -> HTTPResponse:
        return response.json({"status": "ok"})

    async def stop(_: Sanic, __: Any) -> None:
        await gateway.close()

    app.register_listener(stop, "before_server_stop")
    app.add_route(webhook, "/webhook", methods=["POST"])
    app.add_route(health, "/health", methods=["GET"])
    app.error_handler.add(Exception, _failed)
    return app


async def _run(executor: ActionExecutor, body: bytes) -> HTTPResponse:
    """Runs the action that is called for; a rejection is a form's way to say "not for me"."""
    try:
        call = json.loads(body)
    except ValueError:
        return _refused(400, "the body is not JSON")
    if not isinstance(call, dict) or not isinstance(call.get("tracker"), dict):
        return _refused(400, "the body is no call of an action")
    try:
        return response.json(await executor.run(call))
    except ActionExecutionRejection as rejection:
        return _refused(400, rejection.message, rejection.action_name)
    except ActionNotFoundException as missing:
        return _refused(404, missing.message, missing.action_name)


def _failed(request: Request, error: Exception) -> HTTPResponse:
    if isinstance(error, SanicException):
        return _refused(error.status_code, "the request was refused")
    reference = uuid.uuid4().hex
    logger.error("action failed, reference %s", reference, exc_info=error)
    return _refused(500, f"the action failed; reference {reference}")


def _refused(status: int, error: str, action: str | None = None) -> HTTPResponse:
    """As rasa-sdk answers: Rasa reads both fields."""
    content: dict[str, Any] = {"error": error, "action_name": action}
    return response.json(content, status=status)
