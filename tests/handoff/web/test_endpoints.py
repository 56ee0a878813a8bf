"""Marks of endpoints: what is declared is what is answered."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from handoff.web.endpoints import Endpoints, endpoints_of, get, post
from handoff.web.http_io import errors, json_reply
from handoff.web.protocol.base import Inbound, Noted, Outbound


class Echo(Inbound):
    text: str


class Shop(Endpoints):
    """Three ways to answer, and two lies."""

    @get("/noted", caller="anybody", gives=Noted)
    async def noted(self, _: web.Request) -> Noted:
        """Answers with a model."""
        return Noted()

    @post("/done", caller="anybody", takes=Echo, preflight=True)
    async def done(self, _: web.Request) -> None:
        """Answers without a body."""

    @post("/cookie", caller="staff", gives=Noted)
    async def cookie(self, _: web.Request) -> web.Response:
        """Answers with a response of its own."""
        return json_reply(Noted())

    @get("/nothing", caller="anybody", gives=Noted)
    async def nothing(self, _: web.Request) -> None:
        """Declares a model and gives none."""

    @get("/teapot", caller="anybody", gives=Noted)
    async def teapot(self, _: web.Request) -> web.Response:
        """Declares 200 and answers otherwise."""
        return json_reply(Noted(), 418)

    async def helper(self) -> None:
        """Is no endpoint."""


@pytest.fixture
async def base() -> AsyncIterator[str]:
    app = web.Application(middlewares=[errors])
    app.add_routes(Shop().routes())
    async with TestServer(app) as server:
        yield str(server.make_url("")).rstrip("/")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/noted", 200),
        ("HEAD", "/noted", 200),
        ("POST", "/done", 204),
        ("OPTIONS", "/done", 204),
        ("POST", "/cookie", 200),
        ("OPTIONS", "/cookie", 405),
        ("POST", "/noted", 405),
        ("GET", "/nothing", 500),
        ("GET", "/teapot", 500),
    ],
)
async def test_what_is_declared_is_answered(
    base: str, http: aiohttp.ClientSession, method: str, path: str, status: int
) -> None:
    """A model, nothing, or a response of a declared status; anything else is a mistake of ours."""
    async with http.request(method, base + path) as answer:
        assert answer.status == status


def test_marks_are_found_by_the_names_of_methods() -> None:
    """What is not marked is not served; a mark knows what it takes, gives and is for."""
    marks = endpoints_of(Shop)
    assert list(marks) == ["noted", "done", "cookie", "nothing", "teapot"]
    assert (marks["done"].takes, marks["done"].gives) == (Echo, {204: None})
    assert (marks["noted"].gives, marks["noted"].told) == ({200: Noted}, "Answers with a model.")


def test_an_endpoint_without_a_docstring_is_refused() -> None:
    """The docstring is what the published document says of it."""

    async def silent(_self: object, _: web.Request) -> Outbound:
        return Noted()

    with pytest.raises(TypeError, match="silent needs a docstring"):
        get("/silent", caller="anybody", gives=Outbound)(silent)
