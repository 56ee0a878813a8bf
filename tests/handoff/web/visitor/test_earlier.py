"""Earlier conversations over a customer's socket, on a running gateway."""

from typing import Any
from uuid import uuid4

from redis.asyncio import Redis

from handoff.adapters.machine import new_id
from tests.handoff.browsers import Widget
from tests.handoff.conftest import House, vouched
from tests.handoff.pictures import photo
from tests.handoff.web.test_files import send


async def returning(house: House, customer: str) -> tuple[Widget, Widget]:
    """The guest's widget in which a matter began, and the customer's, who has gone on in a later one."""
    first = await house.widget()
    assert (await first.say("my lamp flickers"))["ok"]
    assert (await send(first, photo()))[0] == 200
    await house.widget(identity=vouched(customer), token=first.token)
    second = await house.widget()
    assert (await second.say("and the rug is the wrong colour"))["ok"]
    here = await house.widget(identity=vouched(customer), token=second.token)
    assert here.conversation_id == second.conversation_id
    return first, here


async def file_links(widget: Widget, conversation_id: str, file: str) -> tuple[int, Any]:
    url = f"{widget.base}/api/visitor/files/links"
    given = {"files": [file], "conversation_id": conversation_id}
    headers = {"Authorization": f"Bearer {widget.token}"}
    async with widget.http.post(url, json=given, headers=headers) as answer:
        return answer.status, await answer.json()


async def test_a_customer_reads_an_earlier_conversation(open_house: House, valkey: Redis) -> None:
    """It stands in the list with its last words, and opens with messages, marks and files."""
    customer = new_id()
    before, here = await returning(open_house, customer)
    page = await here.call("list_earlier", {"language": "fa"})
    assert [item["id"] for item in page["items"]] == [before.conversation_id]
    assert page["items"][0]["last"]["by"] in ("customer", "bot")
    asked = {"conversation_id": before.conversation_id, "after": 0}
    log = await here.call("read_earlier", asked)
    said = [x["body"] for x in log["events"] if x["body"]["type"] == "customer.said"]
    assert said[0]["text"] == "my lamp flickers"
    assert set(log["marks"]) == {"customer", "staff"}
    status, found = await file_links(here, before.conversation_id, said[1]["file"]["id"])
    assert (status, len(found["links"])) == (200, 1)
    _, session = await here.ask_for_session(identity=vouched(customer))
    assert session["earlier"] is True


async def test_a_guest_reads_nobody_else_s_conversation(open_house: House, valkey: Redis) -> None:
    """Neither its words nor its files: an id opens nothing."""
    customer = new_id()
    before, here = await returning(open_house, customer)
    asked = {"conversation_id": before.conversation_id, "after": 0}
    log = await here.call("read_earlier", asked)
    file = next(x["body"]["file"]["id"] for x in log["events"] if x["body"].get("file"))
    stranger = await open_house.widget()
    other = await open_house.widget(identity=vouched(new_id()))
    for widget in (stranger, other):
        assert (await widget.call("list_earlier"))["items"] == []
        for conversation_id in (before.conversation_id, here.conversation_id, str(uuid4())):
            refused = await widget.call(
                "read_earlier", asked | {"conversation_id": conversation_id}
            )
            assert refused["error"]["code"] == "not_found"
            status, told = await file_links(widget, conversation_id, file)
            assert (status, told["error"]["code"]) == (404, "not_found")
    _, session = await stranger.ask_for_session(token=stranger.token)
    assert session["earlier"] is False
