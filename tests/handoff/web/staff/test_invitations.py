"""Invitations as the console asks for them: who may, what is mailed, and what a link says."""

import re
from typing import Any

import aiohttp
import pytest
from redis.asyncio import Redis

from handoff.adapters.machine import new_id
from tests.handoff.browsers import Console
from tests.handoff.conftest import PASSWORD, House, Written
from tests.handoff.mail_server import MailServer

pytestmark = pytest.mark.usefixtures("nothing_to_deliver")

INVITATIONS = "/api/staff/invitations"


def invitation(**changes: object) -> dict[str, object]:
    return {
        "email": f"omid-{new_id()}@books.example",
        "names": {"en": "Omid", "fa": "امید"},
        "role": "supervisor",
        "language": "fa",
        "languages": ["fa"],
        "teams": ["billing"],
    } | changes


async def post(console: Console, path: str, body: object) -> tuple[int, Any]:
    async with console.http.post(f"{console.base}{path}", json=body) as answer:
        return answer.status, await answer.json() if answer.status != 204 else None


async def listed(console: Console) -> Any:
    async with console.http.get(f"{console.base}{INVITATIONS}") as answer:
        assert answer.status == 200
        return await answer.json()


async def item_of(console: Console, email: str) -> Any:
    return next(x for x in (await listed(console))["invitations"] if x["email"] == email)


async def refusal(http: aiohttp.ClientSession, house: House, token: str) -> Any:
    """What the page of a link may know."""
    url, headers = f"{house.base}/api/staff/password/link", {"Origin": house.base}
    async with http.post(url, json={"token": token}, headers=headers) as answer:
        assert answer.status == 403
        return (await answer.json())["error"]


async def choose(http: aiohttp.ClientSession, house: House, token: str) -> int:
    url, headers = f"{house.base}/api/staff/password", {"Origin": house.base}
    body = {"token": token, "password": PASSWORD}
    async with http.post(url, json=body, headers=headers) as answer:
        return answer.status


def token_in(link: str) -> str:
    return link.rpartition("/")[2]


async def test_the_whole_way_by_mail(
    http: aiohttp.ClientSession,
    closed_house: House,
    mail: MailServer,
    valkey: Redis,
    written: Written,
) -> None:
    """The administrator sees who is awaited; the mail's link leads the invited member in."""
    leila = await closed_house.console("Leila", role="admin")
    asked = invitation()
    email = str(asked["email"])
    assert await post(leila, INVITATIONS, asked) == (200, {"email": email, "link": None})
    [received] = await mail.until_received()
    assert received.receivers == (email,)
    assert "کنج کتاب" in received.subject
    url = re.search(r"https://help.books.example/console/#/password/\S+", received.text)
    assert url is not None
    item = await item_of(leila, email)
    assert {name: item[name] for name in asked} == asked
    assert item["by"] == {"en": "Leila", "fa": "لیلا"}
    assert item["sent_at"] < item["expires_at"]
    assert (await listed(leila))["works"] is True

    assert await choose(http, closed_house, token_in(url[0])) == 204
    omid = await closed_house.console("Omid", email=email)
    assert omid.me["role"] == "supervisor"
    assert email not in {x["email"] for x in (await listed(leila))["invitations"]}
    for secret in (token_in(url[0]), email, PASSWORD):
        assert secret not in written.everything


@pytest.mark.parametrize("role", ["agent", "supervisor"])
async def test_only_administrators_invite(house: House, valkey: Redis, role: str) -> None:
    """Nobody makes a colleague more than they are themselves; nobody else even sees who is awaited."""
    leila = await house.console("Leila", role="admin")
    asked = invitation(role="agent")
    await post(leila, INVITATIONS, asked)
    item = await item_of(leila, str(asked["email"]))
    sara = await house.console("Sara", role=role)
    paths = [
        INVITATIONS,
        *(f"{INVITATIONS}/{item['id']}/{x}" for x in ("resend", "link", "withdraw")),
    ]
    for path in paths:
        status, told = await post(sara, path, invitation(role="admin"))
        assert (status, told["error"]["code"]) == (403, "not_allowed")
    async with sara.http.get(f"{house.base}{INVITATIONS}") as answer:
        assert answer.status == 403
    assert await item_of(leila, str(asked["email"])) == item, "nothing has come of it"
    assert all(x["role"] != "admin" for x in (await listed(leila))["invitations"])


async def test_strangers_are_turned_away(http: aiohttp.ClientSession, house: House) -> None:
    """A session is needed, whatever is asked."""
    headers = {"Origin": house.base}
    for path in (INVITATIONS, f"{INVITATIONS}/{new_id()}/link"):
        async with http.post(f"{house.base}{path}", json=invitation(), headers=headers) as answer:
            assert answer.status == 401


async def test_without_a_mail_server_the_link_is_shown(
    http: aiohttp.ClientSession, house: House, valkey: Redis
) -> None:
    """At once, and again for whoever has lost it; a new one makes it void, and each says why it is
    closed."""
    leila = await house.console("Leila", role="admin")
    asked = invitation(language="en")
    _, sent = await post(leila, INVITATIONS, asked)
    assert (await listed(leila))["works"] is False
    item = await item_of(leila, sent["email"])
    assert item["mail"] is None
    at = f"{INVITATIONS}/{item['id']}"
    assert await post(leila, f"{at}/link", {}) == (200, sent)

    _, again = await post(leila, f"{at}/resend", {})
    old = await refusal(http, house, token_in(sent["link"]))
    assert old["data"] == {"why": "replaced", "purpose": "invitation"}
    assert await post(leila, f"{at}/withdraw", {}) == (204, None)
    gone = await refusal(http, house, token_in(again["link"]))
    assert gone["data"] == {"why": "withdrawn", "purpose": "invitation"}
    assert await post(leila, f"{at}/withdraw", {}) == (
        404,
        {
            "ok": False,
            "error": {"code": "not_found", "message": "No such invitation", "id": None, "data": {}},
        },
    )

    _, anew = await post(leila, INVITATIONS, asked | {"role": "agent"})
    assert await choose(http, house, token_in(anew["link"])) == 204
    used = await refusal(http, house, token_in(anew["link"]))
    assert used["data"] == {"why": "used", "purpose": "invitation"}
    assert (await refusal(http, house, "forged.link"))["data"] == {}


async def test_nobody_is_handed_a_chat_before_they_have_come(house: House, valkey: Redis) -> None:
    """Neither in the list of colleagues nor by their id; supervisors do not find them, either."""
    leila = await house.console("Leila", role="admin")
    asked = invitation(role="agent", teams=["night watch"])
    await post(leila, INVITATIONS, asked)
    item = await item_of(leila, str(asked["email"]))
    sara, widget = await house.console("Sara"), await house.widget()
    assert (await widget.call("request_person"))["ok"]
    await sara.about("take", widget.conversation_id)
    told = await sara.call("colleagues")
    assert item["id"] not in {person["id"] for person in told["people"]}
    assert "night watch" not in told["teams"]
    refused = await sara.hand_on(widget.conversation_id, agent_id=item["id"])
    assert refused["error"]["code"] == "transfer_target"
    async with leila.http.get(f"{house.base}/api/staff/people") as answer:
        assert item["id"] not in {person["id"] for person in (await answer.json())["people"]}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"email": "nobody"}, "email_invalid"),
        ({"email": "x" * 330}, "invalid_input"),
        ({"names": {"en": " "}}, "name_missing"),
        ({"names": {"en": "x" * 101}}, "name_long"),
        ({"names": {"fa": "x" * 500}}, "invalid_input"),
        ({"role": "owner"}, "invalid_input"),
        ({"languages": []}, "language_missing"),
        ({"languages": ["de"]}, "invalid_input"),
        ({"teams": ["x" * 101]}, "name_long"),
        ({"teams": [f"team {n}" for n in range(21)]}, "invalid_input"),
        ({"capacity": 40}, "invalid_input"),
    ],
)
async def test_what_is_no_invitation_is_refused(
    open_house: House, changes: dict[str, object], code: str
) -> None:
    """Bounded, and by its form."""
    leila = await open_house.console("Leila", role="admin")
    status, told = await post(leila, INVITATIONS, invitation(**changes))
    assert (status, told["error"]["code"]) == (422, code)
