"""`/internal/…`: for the action server, with its secret, on its own listener."""

import pytest

from tests.handoff.conftest import INTERNAL_SECRET, House, Written
from tests.handoff.web.internal.action_server import ActionServer

ROUTES = [
    "/internal/business",
    "/internal/business/hours",
    "/internal/business/hours/day",
    "/internal/orders/mine",
    "/internal/business/delivery",
    "/internal/products/search",
    "/internal/orders/lookup",
    "/internal/orders/actions",
]

READ = {"/internal/business", "/internal/business/hours"}


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize(
    "bearer", [None, "", "Bearer ", "Bearer guess", INTERNAL_SECRET, f"bearer {INTERNAL_SECRET}x"]
)
async def test_the_secret_is_needed(
    actions: ActionServer, written: Written, path: str, bearer: str | None
) -> None:
    """Every request without it, or with a wrong one, gets the same refusal."""
    headers = {} if bearer is None else {"Authorization": bearer}
    method = "GET" if path in READ else "POST"
    async with actions.http.request(method, actions.base + path, headers=headers) as answer:
        assert answer.status == 401
        assert (await answer.json())["error"]["code"] == "unauthenticated"
    assert written.codes == ["unauthenticated"]


@pytest.mark.parametrize("path", ROUTES)
async def test_the_public_listener_has_no_internal_routes(
    actions: ActionServer, open_house: House, path: str
) -> None:
    """Even with the secret there is nothing there."""
    async with actions.http.get(open_house.base + path, headers=actions.headers) as answer:
        assert answer.status == 404
