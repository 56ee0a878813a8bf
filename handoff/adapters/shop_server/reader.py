"""JSON from and to a shop's server, bounded in size, sent to nobody else.

A GET changes nothing, so it is tried again when the server is busy or the line broke, after a pause
with jitter. What changes something is sent once: the caller looks what came of it, and bounds the time of all of it
(`guard.py`). Redirects are not followed: they would carry the shop's secrets to wherever they point.
"""

import asyncio
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Literal

import aiohttp
import structlog
from yarl import URL

from handoff.services.errors import ActionRefused

log = structlog.get_logger()

TRIES = 3
ATTEMPT_SECONDS = 2.0
PAUSE_SECONDS = 0.1  # after the first attempt, twice that after the second; plus as much jitter
PATIENCE_SECONDS = 1.0  # a server that wants to be left alone for longer is down for us
BODY_BYTES = 4 * 1024 * 1024  # a hundred orders with everything in them
CONNECTIONS = 20  # to the shop at once: a chat should not be what brings it down
_CHUNK_BYTES = 64 * 1024

# Servers that know it do what comes twice under one key once: draft-ietf-httpapi-idempotency-key-header.
IDEMPOTENCY_KEY = "Idempotency-Key"

_PASSING = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
_REFUSALS = frozenset(
    {
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.CONFLICT,
        HTTPStatus.GONE,
        HTTPStatus.UNPROCESSABLE_ENTITY,
    }
)
_ANSWERS = frozenset({HTTPStatus.OK, HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


@dataclass(frozen=True, slots=True)
class ServerReply:
    """What the server answered; of a 404 or 410 the content may be anything."""

    found: bool
    content: Any
    headers: Mapping[str, str]


def open_session() -> aiohttp.ClientSession:
    """Connections to the shop, kept open. Cookies of one answer are not told in the next."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=CONNECTIONS),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=ATTEMPT_SECONDS),
        headers={"Accept": "application/json", "User-Agent": "Firuze"},
    )


class JsonReader:
    """Asks one server, with `headers` in every question."""

    def __init__(self, http: aiohttp.ClientSession, headers: Mapping[str, str]) -> None:
        self._http = http
        self._headers = dict(headers)

    async def get(self, url: URL) -> ServerReply:
        """Raises ServerDown when there is no sensible answer to be had."""
        for attempt in range(1, TRIES + 1):
            try:
                return await self._once(url)
            except _Passing as passing:
                if attempt == TRIES or passing.wait > PATIENCE_SECONDS:
                    raise ServerDown(passing.reason) from None
                await asyncio.sleep(max(passing.wait, _pause(attempt)))
        raise AssertionError("The last attempt returns or gives up")

    async def send(
        self, method: Literal["POST", "PUT"], url: URL, content: Any, key: str | None = None
    ) -> None:
        """Sends a change, once, under its `key`.

        Raises:
            ActionRefused: the server understood it, and will not do it.
            ServerDown: anything else; perhaps it was done.
        """
        told = {IDEMPOTENCY_KEY: key} if key else {}
        try:
            async with self._http.request(
                method, url, json=content, headers=self._headers | told, allow_redirects=False
            ) as response:
                status = response.status
        except TimeoutError:
            raise ServerDown(f"no answer to a change within {ATTEMPT_SECONDS:g} seconds") from None
        except aiohttp.ClientError as error:
            raise ServerDown(f"no connection for a change ({type(error).__name__})") from None
        if status in _REFUSALS:
            log.warning("orders.refused", status=status)
            raise ActionRefused(f"HTTP {status}")
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            raise ServerDown(f"HTTP {status} to a change")

    async def _once(self, url: URL) -> ServerReply:
        try:
            async with self._http.get(
                url, headers=self._headers, allow_redirects=False
            ) as response:
                if response.status in _PASSING:
                    raise _Passing(f"HTTP {response.status}", _asked_for(response.headers))
                return await _read(response)
        except TimeoutError:
            raise _Passing(f"no answer within {ATTEMPT_SECONDS:g} seconds") from None
        except aiohttp.ClientError as error:  # its text may hold the address, with an e-mail in it
            raise _Passing(f"no connection ({type(error).__name__})") from None


class ServerDown(Exception):
    """The server cannot be asked now. The message says why, without an address, a number or a secret."""


class Unreadable(ServerDown):
    """The server answers, but something of its answer makes no sense."""


class _Passing(Exception):
    """It may be better in a moment, or `wait` seconds later if the server says so."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait = wait


async def _read(response: aiohttp.ClientResponse) -> ServerReply:
    if response.status not in _ANSWERS:
        if HTTPStatus.MULTIPLE_CHOICES <= response.status < HTTPStatus.BAD_REQUEST:
            raise ServerDown(f"HTTP {response.status}: redirects are not followed")
        raise ServerDown(f"HTTP {response.status}")
    body = await _whole(response)
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        if response.status == HTTPStatus.OK:
            raise ServerDown("the answer is not JSON") from None
        content = None
    return ServerReply(response.status == HTTPStatus.OK, content, response.headers)


async def _whole(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
        body += chunk
        if len(body) > BODY_BYTES:
            response.close()
            raise ServerDown(f"the answer is longer than {BODY_BYTES} bytes")
    return bytes(body)


def _pause(attempt: int) -> float:
    return PAUSE_SECONDS * attempt * random.uniform(1, 2)  # noqa: S311 - spreads load, guards nothing


def _asked_for(headers: Mapping[str, str]) -> float:
    """Seconds of `Retry-After`; a date, which it may be as well, is later than we can wait."""
    given = headers.get("Retry-After", "0")
    return float(given) if given.isascii() and given.isdigit() else PATIENCE_SECONDS + 1
