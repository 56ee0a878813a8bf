"""`openapi.json`: valid, complete, and what a running gateway really takes and gives."""

import json
from collections.abc import Iterable
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import BaseModel, ValidationError
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.web.contracts import CONTRACTS
from handoff.web.endpoints import Endpoint, Endpoints, endpoints_of
from handoff.web.errors import what_is_wrong
from handoff.web.http_io import FILE_TYPE
from handoff.web.openapi import INTERNAL, PUBLIC, every_endpoint, openapi
from tests.handoff.browsers import Console
from tests.handoff.conftest import INTERNAL_SECRET, House
from tests.handoff.wired import wired

ENDPOINTS = every_endpoint()
# The gateway serves this besides the API: the built pages of widget, console and demo shop, articles, files, portraits, the pages of
# mailed links, and the sockets.
PAGES = (
    *("/widget", "/console", "/shop", "/articles", "/files/", "/portraits/", "/socket.io"),
    *("/by-link", "/rate", "/talk", "/copy"),
)
SURPRISE = {"surprise": "1"}
# Callers who show what lets them in as a bearer's token.
BEARERS = {"visitor", "action_server"}
# What a supervisor may not do; all the rest may be done by one.
FOR_ADMINS = {
    "/api/staff/customers/{id}/kept",
    "/api/staff/customers/{id}/erase",
    "/api/staff/installation",
    "/api/staff/invitations",
}

type Served = set[tuple[str, str]]


def named(endpoint: Endpoint) -> str:
    return f"{endpoint.method} {endpoint.path}"


def test_the_document_is_valid() -> None:
    """The file in `contracts/` conforms to the specification of OpenAPI 3.1, and is up to date."""
    document = json.loads((CONTRACTS / "openapi.json").read_text("utf-8"))
    OpenAPIV31SpecValidator(document).validate()
    assert document == openapi()


def test_every_class_of_endpoints_is_described() -> None:
    """A class that is served and not listed would be missing in the document."""
    kinds = {kind for kind in Endpoints.__subclasses__() if kind.__module__.startswith("handoff.")}
    assert kinds == {*PUBLIC, *INTERNAL}
    assert all(endpoints_of(kind) for kind in (*PUBLIC, *INTERNAL))


def _served(app: web.Application) -> Served:
    """What the router serves, but for what aiohttp adds to it: HEAD beside GET."""
    found = {
        (route.method, route.resource.canonical)
        for route in app.router.routes()
        if route.resource is not None
    }
    return {(method, path) for method, path in found if method != "HEAD"}


def _described(endpoints: Iterable[Endpoint]) -> Served:
    found = list(endpoints)
    preflights = {("OPTIONS", endpoint.path) for endpoint in found if endpoint.preflight}
    return {(endpoint.method, endpoint.path) for endpoint in found} | preflights


def _is_page(path: str) -> bool:
    return path == "/" or path.startswith(PAGES)


async def test_what_is_served_is_described_and_the_other_way_round(
    open_house: House, engine: AsyncEngine, valkey: Redis, http: aiohttp.ClientSession
) -> None:
    """The routers of the gateway's own wiring, in demo mode, have these routes and no others."""
    parts = wired(open_house, engine, valkey, http, FIRUZE_DEMO=True)
    public = {(method, path) for method, path in _served(parts.public) if not _is_page(path)}
    assert public == _described(e for kind in PUBLIC for e in endpoints_of(kind).values())
    internal = _described(e for kind in INTERNAL for e in endpoints_of(kind).values())
    assert _served(parts.internal) == internal


class Api:
    """Asks a running gateway, with or without what lets one in."""

    def __init__(
        self, house: House, console: Console, admin: Console, customer_id: str, token: str
    ) -> None:
        self._token = token
        self.console = console
        self.admin = admin
        self.customer_id = customer_id
        self._public = house.base
        self._internal = f"http://127.0.0.1:{house.gateways[0].internal_port}"

    async def ask(
        self,
        endpoint: Endpoint,
        http: aiohttp.ClientSession | None = None,
        secret: str | None = None,
        about: str | None = None,
    ) -> tuple[int, Any]:
        """The answer: to unknown fields if the endpoint takes any, unless it is `about` an id."""
        internal = endpoint.caller == "action_server"
        path = endpoint.path.replace("{id}", about or new_id())
        headers = {} if internal else {"Origin": self._public}
        if endpoint.caller in BEARERS and secret is not None:
            headers["Authorization"] = f"Bearer {secret}"
        if endpoint.streams:
            headers["Content-Type"] = FILE_TYPE
        member = self.admin if endpoint.path in FOR_ADMINS else self.console
        async with (http or member.http).request(
            endpoint.method,
            (self._internal if internal else self._public) + path,
            json=None if endpoint.streams else _body(endpoint),
            params=SURPRISE if endpoint.query and not about else None,
            headers=headers,
        ) as answer:
            return answer.status, await answer.json() if answer.content_length else None

    async def let_in(self, endpoint: Endpoint, about: str | None = None) -> tuple[int, Any]:
        secret = self._token if endpoint.caller == "visitor" else INTERNAL_SECRET
        return await self.ask(endpoint, secret=secret, about=about)


def _body(endpoint: Endpoint) -> dict[str, str] | None:
    """Unknown fields for an endpoint that takes any."""
    if endpoint.takes:
        return SURPRISE
    return {} if endpoint.method == "POST" else None


@pytest.fixture(scope="module")
async def api(open_house: House) -> Api:
    """A gateway with one conversation."""
    widget = await open_house.widget()
    await widget.say("I need a person")
    console = await open_house.console("Sara", role="supervisor")
    admin = await open_house.console("Omid", role="admin")
    customer_id = await _customer_of(console, widget.conversation_id)
    return Api(open_house, console, admin, customer_id, widget.token)


async def _customer_of(console: Console, conversation_id: str) -> str:
    async with console.http.get(f"{console.base}/api/staff/conversations") as answer:
        items = (await answer.json())["items"]
    return next(str(item["customer_id"]) for item in items if item["id"] == conversation_id)


@pytest.mark.parametrize("endpoint", [e for e in ENDPOINTS if e.takes or e.query], ids=named)
async def test_an_endpoint_reads_the_model_that_it_names(api: Api, endpoint: Endpoint) -> None:
    """A field that nobody knows is refused in the words of that very model."""
    model = endpoint.takes or endpoint.query
    assert model is not None
    with pytest.raises(ValidationError) as wrong:
        model.model_validate_json(json.dumps(SURPRISE))
    status, refused = await api.let_in(endpoint)
    assert (status, refused["error"]["code"]) == (422, "invalid_input"), refused
    assert refused["error"]["message"] == what_is_wrong(wrong.value)


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=named)
async def test_an_endpoint_lets_in_whom_it_says(
    api: Api, endpoint: Endpoint, http: aiohttp.ClientSession
) -> None:
    """Without a cookie, a token and a secret only what is for anybody answers."""
    status, refused = await api.ask(endpoint, http)
    code = refused["error"]["code"] if status >= 400 else None
    assert (status == 401) == (endpoint.caller != "anybody")
    refusal = {"anybody": code, "visitor": "token_invalid"}.get(endpoint.caller, "unauthenticated")
    assert code == refusal


def _answers(model: type[BaseModel]) -> OAS31Validator:
    document = openapi()
    schema = {
        "$ref": f"#/components/schemas/{model.__name__}",
        "components": document["components"],
    }
    return OAS31Validator(schema)


READS = [e for e in ENDPOINTS if e.method == "GET"]


@pytest.mark.parametrize("endpoint", READS, ids=named)
async def test_what_is_read_is_as_it_is_described(api: Api, endpoint: Endpoint) -> None:
    """The answer of each endpoint that reads fits its schema, and no other field would."""
    status, told = await api.let_in(endpoint, about=api.customer_id)
    model = endpoint.gives[status]
    assert model is not None
    _answers(model).validate(told)
    with pytest.raises(Exception, match="surprise"):
        _answers(model).validate(told | SURPRISE)


async def test_a_session_is_as_it_is_described(
    open_house: House, http: aiohttp.ClientSession
) -> None:
    """What the widget gets when it is opened, and what it gets when it asks for nonsense."""
    (endpoint,) = [e for e in ENDPOINTS if e.path == "/api/visitor/session"]
    url = open_house.base + endpoint.path
    async with http.post(url, json={"language": "en"}) as answer:
        (model,) = endpoint.gives.values()
        assert model is not None
        _answers(model).validate(await answer.json())
    async with http.post(url, json={"language": "xx"}) as answer:
        refused = openapi()["components"]["schemas"]["Refused"]
        components = openapi()["components"]
        OAS31Validator(refused | {"components": components}).validate(await answer.json())
