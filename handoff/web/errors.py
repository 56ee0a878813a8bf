"""Errors on their way out: the one map from what went wrong to what a caller sees.

The family of an error says how it is answered (domain/errors.py has the tree). What a customer wrote
is never logged: only codes, event names and ids.
"""

from collections.abc import Mapping
from http import HTTPStatus
from uuid import uuid4

import structlog
from pydantic import ValidationError

from handoff.domain.errors import (
    IllegalMove,
    InvalidInput,
    NotAllowed,
    NotAuthenticated,
    NotFound,
    Refusal,
    TooManyAttempts,
)
from handoff.services.errors import Outage
from handoff.web.protocol.base import ErrorBody

log = structlog.get_logger()

STATUS: Mapping[type[Refusal], HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    NotAuthenticated: HTTPStatus.UNAUTHORIZED,
    NotAllowed: HTTPStatus.FORBIDDEN,
    IllegalMove: HTTPStatus.CONFLICT,
    InvalidInput: HTTPStatus.UNPROCESSABLE_ENTITY,
    TooManyAttempts: HTTPStatus.TOO_MANY_REQUESTS,
    Refusal: HTTPStatus.BAD_REQUEST,
}


def error_body(error: Exception, *, where: str) -> tuple[HTTPStatus, ErrorBody]:
    """The status and the body for any error. `where` names the route or event, for the log."""
    match error:
        case Refusal():
            log.info("refused", where=where, code=error.code)
            body = ErrorBody(code=error.code, message=error.message, data=error.data)
            return _status(error), body
        case ValidationError():
            code, message = _validation(error)
            log.info("refused", where=where, code=code)
            return HTTPStatus.UNPROCESSABLE_ENTITY, ErrorBody(code=code, message=message)
        case Outage():
            return HTTPStatus.SERVICE_UNAVAILABLE, _with_id(error, where, error.code, error.told)
        case OSError():  # this machine's own: no descriptor, no socket
            return HTTPStatus.SERVICE_UNAVAILABLE, _with_id(error, where, Outage.code, Outage.told)
        case _:
            return HTTPStatus.INTERNAL_SERVER_ERROR, _with_id(
                error, where, "internal", "Something went wrong; the log knows it by this id"
            )


def _status(error: Refusal) -> HTTPStatus:
    """That of the nearest family."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def _validation(error: ValidationError) -> tuple[str, str]:
    """Which fields are wrong and why, without what was in them."""
    problems = error.errors(include_input=False, include_url=False, include_context=False)
    if any(p["loc"] == ("text",) and p["type"] == "string_too_long" for p in problems):
        return "text_too_long", "The message is too long"
    if any(p["type"] == "json_invalid" for p in problems):
        return "bad_json", "The body is not JSON"
    return "invalid_input", what_is_wrong(error)


def what_is_wrong(error: ValidationError) -> str:
    """Names the fields and the reasons, a few of them, without what was in them."""
    problems = error.errors(include_input=False, include_url=False, include_context=False)
    return "; ".join(f"{'.'.join(map(str, p['loc'])) or 'body'}: {p['msg']}" for p in problems[:5])


def _with_id(error: Exception, where: str, code: str, message: str) -> ErrorBody:
    error_id = uuid4().hex[:12]
    # The traceback carries no message text: statements are logged without their parameters.
    log.error(code, where=where, id=error_id, exc_info=error)
    return ErrorBody(code=code, message=message, id=error_id)
