"""Endpoints of the HTTP API: what a method serves, what it takes and what it gives, said once.

A class of endpoints marks its methods with `get`, `post` and `upload`. The router serves the marks, and
`contracts/openapi.json` is written from the same ones, so neither knows an endpoint that the other
does not.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import Any, Literal

from aiohttp import web
from pydantic import BaseModel

from handoff.web.http_io import STREAMED, Handler, json_reply

Method = Literal["GET", "POST"]

# Callers that an endpoint lets in: anybody (who may have to name a token or a password in the body), a
# visitor by the token of their session, a member of the staff by the session's cookie, or the action
# server by its secret.
CallerKind = Literal["anybody", "visitor", "staff", "action_server"]

type EndpointMethod[M: BaseModel] = Callable[[Any, web.Request], Awaitable[M | web.Response | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """`takes` is the model of the JSON body, `query` that of the query, `gives` those of the answer by
    its status; None is an answer without a body. `told` says what it is for."""

    method: Method
    path: str
    caller: CallerKind
    takes: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    gives: Mapping[int, type[BaseModel] | None] = field(default_factory=dict)
    streams: bool = False  # the body is the bytes of a file, which the method reads itself
    preflight: bool = False  # pages of other sites may ask, and browsers ask beforehand
    name: str
    told: str


_MARKS: dict[Callable[..., Any], Endpoint] = {}


def get[M: BaseModel](
    path: str,
    *,
    caller: CallerKind,
    gives: type[M],
    query: type[BaseModel] | None = None,
    also: Mapping[int, type[BaseModel] | None] | None = None,
) -> Callable[[EndpointMethod[M]], EndpointMethod[M]]:
    """Marks a method that reads. It returns a `gives`, or a response of its own."""
    return partial(
        _mark,
        method="GET",
        path=path,
        caller=caller,
        query=query,
        gives={200: gives, **(also or {})},
    )


def post[M: BaseModel](
    path: str,
    *,
    caller: CallerKind,
    takes: type[BaseModel] | None = None,
    gives: type[M] | None = None,
    also: Mapping[int, type[BaseModel] | None] | None = None,
    preflight: bool = False,
) -> Callable[[EndpointMethod[M]], EndpointMethod[M]]:
    """Marks a method that does something. Without `gives` it returns None, which is answered by 204."""
    status = HTTPStatus.NO_CONTENT if gives is None else HTTPStatus.OK
    return partial(
        _mark,
        method="POST",
        path=path,
        caller=caller,
        takes=takes,
        gives={status: gives, **(also or {})},
        preflight=preflight,
    )


def upload[M: BaseModel](
    path: str,
    *,
    caller: CallerKind,
    gives: type[M],
    query: type[BaseModel] | None = None,
    preflight: bool = False,
) -> Callable[[EndpointMethod[M]], EndpointMethod[M]]:
    """Marks a method that takes the bytes of a file, which it reads itself."""
    return partial(
        _mark,
        method="POST",
        path=path,
        caller=caller,
        query=query,
        streams=True,
        gives={200: gives},
        preflight=preflight,
    )


def _mark[M: BaseModel](answer: EndpointMethod[M], **said: Any) -> EndpointMethod[M]:
    name, told = getattr(answer, "__name__", ""), answer.__doc__
    if not told:
        raise TypeError(f"{name} needs a docstring: it is published")
    _MARKS[answer] = Endpoint(name=name, told=told, **said)
    return answer


def endpoints_of(kind: type["Endpoints"]) -> Mapping[str, Endpoint]:
    """The marks of a class, by the names of its methods."""
    marked = ((name, _MARKS.get(member)) for name, member in vars(kind).items() if callable(member))
    return {name: endpoint for name, endpoint in marked if endpoint is not None}


class Endpoints:
    """Inherit from it, and mark methods."""

    def routes(self) -> list[web.RouteDef]:
        """What the router serves."""
        found: list[web.RouteDef] = []
        for name, endpoint in endpoints_of(type(self)).items():
            handler = _handler(endpoint, getattr(self, name))
            route = web.get if endpoint.method == "GET" else web.post
            found.append(route(endpoint.path, handler))
            if endpoint.preflight:
                found.append(web.options(endpoint.path, handler))
        return found


def _handler(
    endpoint: Endpoint,
    answer: Callable[[web.Request], Awaitable[BaseModel | web.Response | None]],
) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        """Raises TypeError: it answers with what it does not declare."""
        told = await answer(request)
        if isinstance(told, web.Response):
            if told.status not in endpoint.gives:
                raise TypeError(f"{endpoint.name} does not declare {told.status}")
            return told
        kind = None if told is None else type(told)
        status = next((s for s, model in endpoint.gives.items() if model is kind), None)
        if status is None:
            raise TypeError(f"{endpoint.name} does not declare {kind}")
        return web.Response(status=status) if told is None else json_reply(told, status)

    setattr(handle, STREAMED, endpoint.streams)
    return handle
