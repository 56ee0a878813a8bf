"""Errors on their way out: the one map from what went wrong to what a browser is told.

What a customer wrote is never logged: only codes, event names and ids.
"""

from collections.abc import Mapping
from http import HTTPStatus
from uuid import uuid4

import structlog
from asyncpg.exceptions import CannotConnectNowError, PostgresConnectionError
from pydantic import ValidationError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from handoff.domain.errors import (
    DomainError,
    IllegalMove,
    InvalidInput,
    NotAllowed,
    NotFound,
    TooManyAttempts,
)
from handoff.services.errors import CacheDown, OrderSystemDown
from handoff.web.protocol.base import ErrorBody

log = structlog.get_logger()

_STATUS: Mapping[type[DomainError], HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    NotAllowed: HTTPStatus.FORBIDDEN,
    IllegalMove: HTTPStatus.CONFLICT,
    InvalidInput: HTTPStatus.UNPROCESSABLE_ENTITY,
    TooManyAttempts: HTTPStatus.TOO_MANY_REQUESTS,
}
# Classes of SQLSTATE: connection exception, insufficient resources, operator intervention, system error, internal error.
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_TROUBLE = {"08", "53", "57", "58", "XX"}

_UNAUTHENTICATED = {
    "unauthenticated",
    "token_invalid",
    "token_expired",
    "token_revoked",
    "login_failed",
}


def error_body(error: Exception, *, where: str) -> tuple[HTTPStatus, ErrorBody]:
    """The status and the body for any error. `where` names the route or event, for the log."""
    match error:
        case DomainError():
            log.info("refused", where=where, code=error.code)
            body = ErrorBody(code=error.code, message=error.message, data=error.data)
            return _status(error), body
        case ValidationError():
            code, message = _validation(error)
            log.info("refused", where=where, code=code)
            return HTTPStatus.UNPROCESSABLE_ENTITY, ErrorBody(code=code, message=message)
        case OrderSystemDown():
            log.warning("orders.unavailable", where=where)
            return HTTPStatus.SERVICE_UNAVAILABLE, ErrorBody(
                code="order_system_down", message="The order system cannot be reached now"
            )
        case (
            OperationalError()
            | InterfaceError()
            | PoolTimeout()
            | OSError()  # a socket that refuses, and one that is not there
            | PostgresConnectionError()  # as the driver raises it while the server goes or comes
            | CannotConnectNowError()
            | CacheDown()
        ):
            return HTTPStatus.SERVICE_UNAVAILABLE, _with_id(
                error, where, "unavailable", "Something Firuze needs is down; try again soon"
            )
        case _ if _is_trouble_of_postgresql(error):
            return HTTPStatus.SERVICE_UNAVAILABLE, _with_id(
                error, where, "unavailable", "Something Firuze needs is in trouble; try again soon"
            )
        case _:
            return HTTPStatus.INTERNAL_SERVER_ERROR, _with_id(
                error, where, "internal", "Something went wrong; the log knows it by this id"
            )


def _is_trouble_of_postgresql(error: Exception) -> bool:
    """Its own, as it says: a full disk, no memory, an operator, a file that cannot be read."""
    state = getattr(getattr(error, "orig", error), "sqlstate", None)
    return str(state)[:2] in _TROUBLE


def _status(error: DomainError) -> HTTPStatus:
    if error.code in _UNAUTHENTICATED:
        return HTTPStatus.UNAUTHORIZED
    return _STATUS.get(type(error), HTTPStatus.SERVICE_UNAVAILABLE)


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
