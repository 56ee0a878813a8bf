"""The HTTP API as an OpenAPI document, written from the marks that the router serves."""

import re
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from inspect import cleandoc
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from handoff.web.endpoints import CallerKind, Endpoint, Endpoints, endpoints_of
from handoff.web.health import Health
from handoff.web.http_io import FILE_TYPE
from handoff.web.internal.routes import InternalRoutes
from handoff.web.protocol.base import UUID, Refused
from handoff.web.staff.account import AccountRoutes
from handoff.web.staff.data_requests import DataRequestRoutes
from handoff.web.staff.deliveries import DeliveryRoutes
from handoff.web.staff.files import StaffFileRoutes
from handoff.web.staff.installation import InstallationRoutes
from handoff.web.staff.invitations import InvitationRoutes
from handoff.web.staff.own_account import OwnAccountRoutes
from handoff.web.staff.passwords import PasswordRoutes
from handoff.web.staff.portraits import PortraitRoutes
from handoff.web.staff.privacy import PrivacyRoutes
from handoff.web.staff.routes import StaffRoutes
from handoff.web.visitor.files import VisitorFileRoutes
from handoff.web.visitor.routes import CopyRoutes, SignOutRoutes, VisitorRoutes

PUBLIC: tuple[type[Endpoints], ...] = (
    Health,
    VisitorRoutes,
    SignOutRoutes,
    CopyRoutes,
    VisitorFileRoutes,
    AccountRoutes,
    OwnAccountRoutes,
    StaffRoutes,
    StaffFileRoutes,
    PasswordRoutes,
    InstallationRoutes,
    InvitationRoutes,
    DeliveryRoutes,
    PortraitRoutes,
    PrivacyRoutes,
    DataRequestRoutes,
)
INTERNAL: tuple[type[Endpoints], ...] = (InternalRoutes,)

_JSON = "application/json"
_SECURITY: Mapping[CallerKind, list[dict[str, list[str]]]] = {
    "anybody": [],
    "visitor": [{"visit": []}],
    "staff": [{"session": []}],
    "action_server": [{"internal": []}],
}
_SCHEMES = {
    "visit": {
        "type": "http",
        "scheme": "bearer",
        "description": "The token that opening a visitor's session gives.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "firuze_session",
        "description": "Given by logging in. Over HTTPS its name is `__Host-firuze_session`.",
    },
    "internal": {
        "type": "http",
        "scheme": "bearer",
        "description": "FIRUZE_INTERNAL_SECRET. The internal API listens on the loopback alone.",
    },
}
type _Refs = Mapping[Any, dict[str, Any]]  # by model and mode


def every_endpoint() -> list[Endpoint]:
    """All of the HTTP API, in the order of paths."""
    found = [e for kind in (*PUBLIC, *INTERNAL) for e in endpoints_of(kind).values()]
    return sorted(found, key=lambda endpoint: (endpoint.path, endpoint.method))


def openapi() -> dict[str, Any]:
    """The document, as OpenAPI 3.1."""
    endpoints = every_endpoint()
    refs, schemas = _schemas(endpoints)
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        operation = _operation(endpoint, refs, schemas)
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Firuze",
            "version": "1",
            "description": "The HTTP API of a gateway. What goes over Socket.IO is in"
            " events.schema.json, and docs/protocol.md tells how both go together.",
        },
        "paths": paths,
        "components": {"schemas": dict(sorted(schemas.items())), "securitySchemes": _SCHEMES},
    }


def _schemas(endpoints: Sequence[Endpoint]) -> tuple[_Refs, dict[str, Any]]:
    """The models of all bodies. An answer is complete: all of its properties are there."""
    asked = {e.takes for e in endpoints if e.takes} | {e.query for e in endpoints if e.query}
    given = {model for e in endpoints for model in e.gives.values() if model} | {Refused}
    models: list[tuple[type[BaseModel], JsonSchemaMode]] = [
        *((model, "validation") for model in sorted(asked, key=_name)),
        *((model, "serialization") for model in sorted(given, key=_name)),
    ]
    refs, schema = models_json_schema(models, ref_template="#/components/schemas/{model}")
    return refs, schema["$defs"]


def _name(model: type[BaseModel]) -> str:
    return model.__name__


def _operation(endpoint: Endpoint, refs: _Refs, schemas: Mapping[str, Any]) -> dict[str, Any]:
    summary, _, rest = cleandoc(endpoint.told).partition(". ")
    said: dict[str, Any] = {
        "operationId": f"{_tag(endpoint)}_{endpoint.name}",
        "tags": [_tag(endpoint)],
        "summary": " ".join(summary.split()).removesuffix("."),
        "security": _SECURITY[endpoint.caller],
        "responses": dict(_responses(endpoint, refs)),
    }
    if rest:
        said["description"] = " ".join(rest.split())
    if parameters := [*_in_path(endpoint), *_in_query(endpoint, schemas)]:
        said["parameters"] = parameters
    if endpoint.takes is not None:
        content = {_JSON: {"schema": refs[endpoint.takes, "validation"]}}
        said["requestBody"] = {"required": True, "content": content}
    if endpoint.streams:
        said["requestBody"] = {"required": True, "content": {FILE_TYPE: {}}}
    return said


def _tag(endpoint: Endpoint) -> str:
    """The room of the API: visitor, staff, internal, or health."""
    parts = endpoint.path.strip("/").split("/")
    return next((part for part in parts if part in ("visitor", "staff", "internal")), "health")


def _responses(endpoint: Endpoint, refs: _Refs) -> Iterator[tuple[str, dict[str, Any]]]:
    for status, model in endpoint.gives.items():
        response: dict[str, Any] = {"description": HTTPStatus(status).phrase}
        if model is not None:
            response["content"] = {_JSON: {"schema": refs[model, "serialization"]}}
        yield str(int(status)), response
    refused = {_JSON: {"schema": refs[Refused, "serialization"]}}
    yield "default", {"description": "Refused: `error.code` says why", "content": refused}


def _in_path(endpoint: Endpoint) -> Iterator[dict[str, Any]]:
    for name in re.findall(r"\{(\w+)\}", endpoint.path):
        schema = {"type": "string", "pattern": f"^{UUID}$"}
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _in_query(endpoint: Endpoint, schemas: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    if endpoint.query is None:
        return
    model = schemas[endpoint.query.__name__]
    for name, schema in model["properties"].items():
        required = name in model.get("required", ())
        yield {"name": name, "in": "query", "required": required, "schema": schema}
