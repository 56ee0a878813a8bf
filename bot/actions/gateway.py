"""The gateway's private API, as the actions need it.

`FIRUZE_INTERNAL_URL` and `FIRUZE_INTERNAL_SECRET` say where it is and what opens it. It lives on
the same machine or network, so a call that takes longer than two seconds is as good as lost; but an
order may be looked up in the shop's own system, which is given three, or changed there.
"""

from __future__ import annotations

import asyncio
import os
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

import aiohttp

# Seconds; the customer's whole turn has five.
_USUAL = 2.0
_LOOKUP = 3.5
_CHANGE = 4.5

# What one question holds at most.
_TEXT = 1000  # characters
_SPELLINGS = 20


class Unreachable(Exception):
    """The gateway, or the order system behind it, does not answer. Not a bug of ours."""


class Refused(Exception):
    """The gateway answered, but not as agreed: a wrong secret, a bad call. A bug or a wrong setup."""


def moment(told: str) -> datetime:
    """A time as the gateway tells it. Its Z, where the shop's zone has no offset, is new to Python 3.11."""
    return datetime.fromisoformat(told.replace("Z", "+00:00"))


async def shop() -> dict[str, Any]:
    """Name, addresses, contact and policies, as in business.yml."""
    return await _call("GET", "/internal/business")


async def hours() -> dict[str, Any]:
    """Open now or not, the next change, and the week, in the shop's own time."""
    return await _call("GET", "/internal/business/hours")


async def hours_of_day(day: str, at: str | None) -> dict[str, Any]:
    """The openings of a day such as 2026-12-04, and whether it is open at a time such as 14:00."""
    return await _call("POST", "/internal/business/hours/day", {"day": day, "at": at})


async def delivery(text: str, *, city: list[str], country: list[str]) -> dict[str, Any]:
    """What a parcel takes and costs to the place in `text`, or to the one with these spellings."""
    body = {"text": text[:_TEXT], "city": city[:_SPELLINGS], "country": country[:_SPELLINGS]}
    return await _call("POST", "/internal/business/delivery", body)


async def product(asked: str, before: str | None) -> dict[str, Any]:
    """The product that is meant by `asked`, which may say more about the title `before`.

    `result` is found, near, unknown, or no_products where the shop has told of none.
    """
    return await _call(
        "POST", "/internal/products/search", {"text": asked, "before": before}, seconds=_LOOKUP
    )


async def order(sender: str, number: str, contact: str | None) -> dict[str, Any]:
    """The outcome of one lookup: `result` is found, contact_needed, no_match or too_many_attempts."""
    body = {"sender": sender, "number": number, "contact": contact}
    return await _call("POST", "/internal/orders/lookup", body, seconds=_LOOKUP)


async def orders(sender: str) -> list[dict[str, Any]] | None:
    """What this customer has ordered, newest first; None of a visitor, for whom nobody vouches."""
    told = await _call("POST", "/internal/orders/mine", {"sender": sender}, seconds=_LOOKUP)
    known: list[dict[str, Any]] = told["orders"]
    return known if told["known"] else None


async def act(sender: str, message_id: str, **wish: str | None) -> dict[str, Any]:
    """Has something done to an order, once for this message of the customer.

    `wish` is the kind, number, contact, reason and code; `result` is done, refused (with the order and
    what is possible now), taken_over, sign_in_needed, code_sent, code_wrong or code_expired (`sent_to`
    says where a code went), or as a lookup's.
    """
    body = {"sender": sender, "message_id": message_id, **wish}
    return await _call("POST", "/internal/orders/actions", body, seconds=_CHANGE)


async def _call(
    method: str, path: str, body: dict[str, Any] | None = None, *, seconds: float = _USUAL
) -> dict[str, Any]:
    url = os.environ["FIRUZE_INTERNAL_URL"].rstrip("/") + path
    headers = {"Authorization": f"Bearer {os.environ['FIRUZE_INTERNAL_SECRET']}"}
    limit = aiohttp.ClientTimeout(total=seconds)
    try:
        async with _session().request(
            method, url, json=body, headers=headers, timeout=limit
        ) as answer:
            return await _content(answer, path)
    except (aiohttp.ClientConnectionError, asyncio.TimeoutError) as error:
        raise Unreachable(path) from error


# Connections stay open between calls, but are dropped before the gateway drops them (after 15 s): a call on one
# that is being closed would fail.
_KEPT_OPEN = 5.0  # seconds
_sessions: WeakKeyDictionary[asyncio.AbstractEventLoop, aiohttp.ClientSession] = WeakKeyDictionary()


def _session() -> aiohttp.ClientSession:
    loop = asyncio.get_running_loop()
    if loop not in _sessions:
        connector = aiohttp.TCPConnector(keepalive_timeout=_KEPT_OPEN)
        _sessions[loop] = aiohttp.ClientSession(connector=connector)
    return _sessions[loop]


async def close() -> None:
    """Closes the connections of this event loop. A later call opens new ones."""
    session = _sessions.pop(asyncio.get_running_loop(), None)
    if session is not None:
        await session.close()


async def _content(answer: aiohttp.ClientResponse, path: str) -> dict[str, Any]:
    if answer.status == 503:  # noqa: PLR2004
        raise Unreachable(path)
    if answer.status != 200:  # noqa: PLR2004
        raise Refused(f"{path}: HTTP {answer.status}")
    content: dict[str, Any] = await answer.json()
    return content
