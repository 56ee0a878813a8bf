"""The headers of every response, whatever made it."""

import aiohttp
import pytest

from tests.handoff.conftest import House

# An answer, a refusal, a path that does not exist, a page, and the handshake of a socket.
PATHS = [
    "/readyz",
    "/api/staff/me",
    "/api/nothing",
    "/console/nothing.js",
    "/socket.io/?EIO=4&transport=polling",
]


@pytest.mark.parametrize("path", PATHS)
async def test_every_response_is_strict_with_browsers(
    open_house: House, http: aiohttp.ClientSession, path: str
) -> None:
    """Nothing is guessed, kept or told to other sites, and the server's version is not told at all."""
    async with http.get(open_house.base + path) as answer:
        assert answer.headers.getall("X-Content-Type-Options") == ["nosniff"]
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Server" not in answer.headers


async def test_the_console_speaks_with_its_own_gateway_only(
    open_house: House, http: aiohttp.ClientSession
) -> None:
    """Its policy names no other host, no inline code or style, and no place for forms but its own."""
    async with http.get(f"{open_house.base}/console/nothing.js") as answer:
        policy = answer.headers["Content-Security-Policy"]
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split(";")}
    assert rules["default-src"] == rules["form-action"] == ["'self'"]
    assert rules["frame-ancestors"] == rules["base-uri"] == rules["object-src"] == ["'none'"]
    assert not {"connect-src", "script-src", "style-src"} & rules.keys()  # as `default-src` says


@pytest.mark.parametrize(("scheme", "strict"), [("https", True), ("http", False)])
async def test_a_browser_that_came_by_https_keeps_to_it(
    open_house: House, http: aiohttp.ClientSession, scheme: str, *, strict: bool
) -> None:
    """A proxy on this machine is believed about how the browser came."""
    forwarded = {"X-Forwarded-Proto": scheme, "X-Forwarded-Host": "help.shop.example"}
    async with http.get(f"{open_house.base}/readyz", headers=forwarded) as answer:
        assert ("Strict-Transport-Security" in answer.headers) is strict
