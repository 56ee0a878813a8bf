"""Deliveries as the staff see them: a list for those who may, and the mails of a conversation."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from handoff.adapters.machine import new_id
from tests.handoff.browsers import Console, Json, Widget
from tests.handoff.conftest import House
from tests.handoff.mail_server import MailServer
from tests.handoff.waiting import eventually

pytestmark = pytest.mark.usefixtures("nothing_to_deliver")


@pytest.fixture
async def mail() -> AsyncIterator[MailServer]:
    async with MailServer().listening() as server:
        yield server


@pytest.fixture
async def posting(closed_house: House, mail: MailServer) -> House:
    """A house that posts at once."""
    await closed_house.open_gateway(
        FIRUZE_SMTP_URL=mail.url,
        FIRUZE_MAIL_FROM="help@books.example",
        FIRUZE_MAIL_GRACE_SECONDS=0,
    )
    return closed_house


async def gone_with_an_address(house: House, email: str = "nika@mail.example") -> Widget:
    widget = await house.widget()
    await widget.call("request_person")
    await widget.call("leave_contact", {"client_id": str(uuid4()), "email": email})
    await widget.leave()
    return widget


async def get(console: Console, path: str) -> tuple[int, Json]:
    async with console.http.get(f"{console.base}/api/staff/{path}") as answer:
        return answer.status, await answer.json()


async def post(console: Console, path: str) -> tuple[int, Json]:
    url, headers = f"{console.base}/api/staff/{path}", {"Origin": console.base}
    async with console.http.post(url, json={}, headers=headers) as answer:
        return answer.status, await answer.json()


async def until_state(console: Console, delivery_id: str, state: str) -> Json:
    found: list[Json] = []

    async def holds() -> bool:
        _, page = await get(console, "deliveries?show=all")
        found[:] = [x for x in page["items"] if x["id"] == delivery_id and x["state"] == state]
        return bool(found)

    await eventually(holds, f"the delivery to be {state}")
    return found[0]


async def test_a_mail_that_failed_is_seen_and_sent_again(posting: House, mail: MailServer) -> None:
    """The list shows the reason, without the address; a console with the chat open is notified."""
    mail.then.append("550 at RCPT")
    widget = await gone_with_an_address(posting)
    sara, leila = await posting.console("Sara"), await posting.console("Leila", role="supervisor")
    await sara.about("take", widget.conversation_id)
    await sara.watch(widget.conversation_id)
    said = await sara.say(widget.conversation_id, "It left us today.")
    for console, about in ((sara, widget.conversation_id), (leila, None)):
        await console.until(_hears(console, about), "word of a delivery that has moved")

    _, count = await get(leila, "deliveries/count")
    assert count == {"failed": 1, "open": 0, "works": True}
    _, page = await get(leila, "deliveries")
    [item] = page["items"]
    assert (item["state"], item["kind"], item["error"], item["tries"]) == (
        "failed",
        "answer",
        "refused",
        1,
    )
    assert (item["to"], item["reply"]) == (
        "n•••@mail.example",
        "550 5.1.1 ••• nobody here by that name",
    )
    assert item["conversation_id"] == widget.conversation_id
    assert page["counts"] == count

    seen = await sara.about("mails", widget.conversation_id)
    assert (seen["works"], seen["grace_seconds"]) == (True, 0)
    assert [(x["first"], x["last"], x["state"], x["error"]) for x in seen["mails"]] == [
        (said["seq"], said["seq"], "failed", "refused")
    ]

    status, again = await post(leila, f"deliveries/{item['id']}/retry")
    assert (status, again["state"]) == (200, "waiting")
    await mail.until_received()
    await until_state(leila, item["id"], "sent")
    assert (await post(leila, f"deliveries/{item['id']}/retry"))[1]["error"]["code"] == (
        "delivery_sent"
    )


async def test_a_mail_is_given_up_and_taken_up_again(posting: House, mail: MailServer) -> None:
    """Any member who may see it can do so."""
    mail.then.append("451 at RCPT")
    widget = await gone_with_an_address(posting)
    sara, adam = await posting.console("Sara"), await posting.console("Adam", role="admin")
    await sara.about("take", widget.conversation_id)
    await sara.say(widget.conversation_id, "It left us today.")
    await adam.until(_hears(adam, None), "word of a delivery that has moved")
    [item] = (await get(adam, "deliveries"))[1]["items"]
    assert (item["state"], item["tries"], item["error"]) == ("waiting", 1, "refused")
    status, given_up = await post(adam, f"deliveries/{item['id']}/give_up")
    assert (status, given_up["state"]) == (200, "withdrawn")
    assert (await get(adam, "deliveries"))[1]["items"] == []
    await post(adam, f"deliveries/{item['id']}/retry")
    await until_state(adam, item["id"], "sent")
    assert len(mail.received) == 1


async def test_deliveries_are_for_those_who_may_see_them(posting: House, mail: MailServer) -> None:
    """An agent sees the mails of a conversation, and no list of all."""
    sara = await posting.console("Sara")
    for path in ("deliveries", "deliveries/count"):
        status, answer = await get(sara, path)
        assert (status, answer["error"]["code"]) == (403, "not_allowed")
    for move in ("retry", "give_up"):
        status, answer = await post(sara, f"deliveries/{new_id()}/{move}")
        assert (status, answer["error"]["code"]) == (403, "not_allowed")


async def test_pages_go_on_where_the_one_before_ended(posting: House, mail: MailServer) -> None:
    """Paging works for any number of them."""
    sara, leila = await posting.console("Sara"), await posting.console("Leila", role="supervisor")
    for number in range(3):
        widget = await gone_with_an_address(posting, f"{number}@mail.example")
        await sara.about("take", widget.conversation_id)
        await sara.say(widget.conversation_id, "It left us today.")
    await mail.until_received(3)
    _, page = await get(leila, "deliveries?show=all")
    assert (len(page["items"]), page["rest"]) == (3, None)
    last = page["items"][1]
    after = f"{_microseconds(last['created_at'])}.{last['id']}"
    _, rest = await get(leila, f"deliveries?show=all&after={after}")
    assert [x["id"] for x in rest["items"]] == [page["items"][2]["id"]]


@pytest.mark.parametrize("query", ["show=none", "after=x", "after=1.x", "limit=3"])
async def test_what_is_no_query_is_refused(open_house: House, lead: Console, query: str) -> None:
    """The form of the query is checked."""
    status, answer = await get(lead, f"deliveries?{query}")
    assert (status, answer["error"]["code"]) == (422, "invalid_input")


@pytest.mark.parametrize("delivery_id", ["x", "00000000-0000-0000-0000-000000000000"])
async def test_what_is_not_there_cannot_be_moved(
    open_house: House, lead: Console, delivery_id: str
) -> None:
    """No id of a missing delivery works."""
    status, answer = await post(lead, f"deliveries/{delivery_id}/retry")
    assert (status, answer["error"]["code"]) == (404, "not_found")


async def test_without_a_mail_server_the_console_knows(open_house: House, lead: Console) -> None:
    """So that it can say so before somebody relies on a mail."""
    assert (await get(lead, "deliveries/count"))[1]["works"] is False
    widget = await open_house.widget()
    seen = await lead.about("mails", widget.conversation_id)
    assert (seen["works"], seen["mails"]) == (False, [])


def _hears(console: Console, conversation_id: str | None) -> Any:
    return lambda: ("deliveries", {"conversation_id": conversation_id}) in console.pushes


def _microseconds(text: str) -> int:
    since = datetime.fromisoformat(text) - datetime.fromtimestamp(0, UTC)
    return since // timedelta(microseconds=1)
