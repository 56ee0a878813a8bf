"""A customer asks about their data in the widget, and the staff answers in the console: on a running gateway."""

import asyncio
from typing import Any

import pytest

from handoff.adapters.machine import new_id
from tests.handoff.browsers import Console, Json, Widget
from tests.handoff.conftest import House, vouched
from tests.handoff.waiting import PATIENCE


async def get(console: Console, path: str) -> tuple[int, Any]:
    async with console.http.get(f"{console.base}/api/staff/{path}") as answer:
        return answer.status, await answer.json()


async def post(console: Console, path: str, **given: object) -> tuple[int, Any]:
    url, headers = f"{console.base}/api/staff/{path}", {"Origin": console.base}
    async with console.http.post(url, json=given, headers=headers) as answer:
        return answer.status, await answer.json()


async def copy(widget: Widget, token: str | None = None, **asked: str) -> tuple[int, Any]:
    url = f"{widget.base}/api/visitor/copy"
    async with widget.http.post(url, json={"token": token or widget.token, **asked}) as answer:
        return answer.status, await answer.json()


async def ask(widget: Widget, kind: str) -> Json:
    """The request that the customer has made."""
    answer = await widget.call("request_data", {"kind": kind})
    assert answer["ok"], answer
    return next(request for request in answer["requests"] if request["kind"] == kind)


async def listed(console: Console, widget: Widget, show: str = "open") -> list[Json]:
    """The requests of this customer in the console's list."""
    status, page = await get(console, f"data-requests?show={show}")
    assert status == 200, page
    return [x for x in page["items"] if x["conversation_id"] == widget.conversation_id]


@pytest.fixture
def signed() -> dict[str, object]:
    """The shop says this of the customer."""
    return vouched(new_id(), name="Nika")


@pytest.fixture
async def nika(house: House, signed: dict[str, object]) -> Widget:
    nika = await house.widget(identity=signed)
    await nika.say("where is my turquoise lamp?")
    await nika.until_type("bot.said")
    return nika


async def test_a_copy_is_asked_for_given_and_saved(house: House, nika: Widget) -> None:
    """Consoles hear of it; both devices see the answer; the copy speaks the customer's language."""
    leila = await house.console("Leila", role="supervisor")
    assert (await copy(nika))[0] == 409
    asked = await ask(nika, "copy")
    assert (asked["state"], asked["copy_until"]) == ("open", None)
    await leila.until(lambda: ("data_requests", {}) in leila.pushes, "news of the request")
    [item] = await listed(leila, nika)
    assert (item["kind"], item["name"], item["verified"]) == ("copy", "Nika", True)
    assert item["may_give"]
    status, given = await post(leila, f"data-requests/{item['id']}/give-copy")
    assert (status, given["state"]) == (200, "done")
    await nika.until_type("data_request.answered")
    [request] = (await nika.call("own_data"))["requests"]
    assert request["copy_until"] > request["settled_at"]
    status, document = await copy(nika, language="fa")
    assert (status, document["name"]) == (200, "my-data.html")
    assert "شما نوشتید: where is my turquoise lamp?" in document["text"]
    assert (await copy(nika, form="json"))[1]["name"] == "my-data.json"
    assert await listed(leila, nika) == []
    assert [x["id"] for x in await listed(leila, nika, "settled")] == [item["id"]]


async def test_another_customer_and_an_agent_get_nothing_of_it(house: House, nika: Widget) -> None:
    """Neither the request, nor the copy, nor the list."""
    omid = await house.widget()
    await omid.say("hello")
    await ask(nika, "copy")
    leila, sara = await house.console("Leila", role="supervisor"), await house.console("Sara")
    [item] = await listed(leila, nika)
    await post(leila, f"data-requests/{item['id']}/give-copy")
    assert (await omid.call("own_data"))["requests"] == []
    assert (await copy(omid))[1]["error"]["code"] == "no_copy"
    assert (await copy(nika, token="forged"))[0] == 401
    for path in ("data-requests", "data-requests/count"):
        assert (await get(sara, path))[0] == 403
    assert (await post(sara, f"data-requests/{item['id']}/give-copy"))[0] == 403
    assert (await post(sara, f"data-requests/{item['id']}/refuse", reason="No."))[0] == 403


async def test_a_request_is_refused_with_a_reason(house: House, nika: Widget) -> None:
    """An empty or endless one is none; the answer stands, whoever comes later."""
    await ask(nika, "deletion")
    leila = await house.console("Leila", role="supervisor")
    [item] = await listed(leila, nika)
    for reason in ("  ", "x" * 501):
        status, _ = await post(leila, f"data-requests/{item['id']}/refuse", reason=reason)
        assert status == 422
    path = f"data-requests/{item['id']}/refuse"
    assert (await post(leila, path, reason=" Still unpaid. "))[0] == 200
    assert (await post(leila, path, reason="Again"))[1]["error"]["code"] == "request_settled"
    [request] = (await nika.call("own_data"))["requests"]
    assert (request["state"], request["reason"]) == ("refused", "Still unpaid.")


async def test_consoles_hear_that_a_guest_s_request_has_lapsed(house: House) -> None:
    """The guest signs in: nobody is to answer any more, and the list of every console says so at once."""
    leila, guest = await house.console("Leila", role="supervisor"), await house.widget()
    await guest.say("where is my turquoise lamp?")
    await ask(guest, "deletion")
    news: tuple[str, Json] = ("data_requests", {})
    await leila.until(lambda: news in leila.pushes, "news of the request")
    [item] = await listed(leila, guest)
    leila.pushes.clear()
    signed_in = await house.widget(token=guest.token, identity=vouched(new_id(), name="Nika"))
    assert signed_in.conversation_id == guest.conversation_id
    await leila.until(lambda: news in leila.pushes, "news of its end")
    assert await listed(leila, guest) == []
    [ended] = await listed(leila, guest, "settled")
    assert (ended["id"], ended["state"]) == (item["id"], "lapsed")
    assert (await signed_in.call("own_data"))["requests"] == []


async def test_nobody_answers_what_nobody_asked(house: House) -> None:
    """The gateway answers alike for what is no id and for what is nobody's."""
    leila = await house.console("Leila", role="supervisor")
    for request in ("0192f3a4-0000-7000-8000-000000000001", "x"):
        assert (await post(leila, f"data-requests/{request}/give-copy"))[0] == 404
        assert (await post(leila, f"data-requests/{request}/refuse", reason="No."))[0] == 404


async def test_a_withdrawn_request_deletes_nothing(house: House, nika: Widget) -> None:
    """An admin who still sees it is refused; the customer keeps the chat."""
    omid = await house.console("Omid", role="admin")
    await ask(nika, "deletion")
    [item] = await listed(omid, nika)
    answer = await nika.call("withdraw_data_request", {"kind": "deletion"})
    assert [request["state"] for request in answer["requests"]] == ["withdrawn"]
    status, refused = await post(
        omid, f"customers/{item['customer_id']}/erase", request=item["id"], under_way=True
    )
    assert (status, refused["error"]["code"]) == (409, "request_settled")
    assert (await nika.say("still here"))["ok"]


async def test_a_guest_reads_that_the_deletion_was_carried_out(house: House) -> None:
    """With the token of the chat that is gone, and by every later one until there is something else to read; somebody
    else's browser reads nothing of it."""
    guest = await house.widget()
    await guest.say("forget my turquoise lamp")
    omid = await house.console("Omid", role="admin")
    await ask(guest, "deletion")
    [item] = await listed(omid, guest)
    assert not item["verified"]
    path = f"customers/{item['customer_id']}/erase"
    assert (await post(omid, path, request=item["id"]))[0] == 200
    await asyncio.wait_for(guest.disconnected.wait(), PATIENCE)
    _, session = await guest.ask_for_session(token=guest.token)
    assert session["erased_at"] is not None
    assert session["conversation_id"] != guest.conversation_id
    _, again = await guest.ask_for_session(token=session["token"])
    assert again["conversation_id"] == session["conversation_id"]
    assert again["erased_at"][:19] == session["erased_at"][:19]
    _, other = await guest.ask_for_session()
    assert other["erased_at"] is None
    [settled] = await listed(omid, guest, "settled")
    assert (settled["state"], settled["name"]) == ("done", None)
    assert (await copy(guest))[1]["error"]["code"] == "token_erased"


async def test_a_signed_in_customer_reads_it_on_the_page_that_was_open(
    house: House, nika: Widget, signed: dict[str, object]
) -> None:
    """By the token of the session before; a device that was away begins anew, as somebody nobody knows."""
    omid = await house.console("Omid", role="admin")
    await ask(nika, "deletion")
    [item] = await listed(omid, nika)
    await post(omid, f"customers/{item['customer_id']}/erase", request=item["id"], under_way=True)
    _, session = await nika.ask_for_session(identity=signed, before=nika.token)
    assert session["erased_at"] is not None
    _, later = await nika.ask_for_session(identity=signed, before=session["token"])
    assert later["erased_at"] is not None
    assert later["conversation_id"] == session["conversation_id"]
    _, away = await nika.ask_for_session(identity=signed)
    assert away["erased_at"] is None


async def test_what_is_kept_is_told_as_the_shop_has_set_it(closed_house: House) -> None:
    """For how long, and when requests are answered; of a stranger there is nothing to ask for."""
    await closed_house.open_gateway(FIRUZE_RETENTION_DAYS=90)
    widget = await closed_house.widget()
    own = await widget.call("own_data")
    assert (own["kept_days"], own["answer_days"], own["requests"]) == (90, 14, [])
    stranger = await closed_house.stranger()
    refused = await stranger.call("request_data", {"kind": "deletion"})
    assert refused["error"]["code"] == "nothing_kept"
    assert (await widget.call("request_data", {"kind": "everything"}))["ok"] is False
