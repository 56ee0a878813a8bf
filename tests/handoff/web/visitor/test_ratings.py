"""The customer's opinion in the widget: asked for when the matter is closed, seen by the staff."""

from typing import Any
from uuid import uuid4

from tests.handoff.browsers import Console, Widget
from tests.handoff.conftest import House


def opinion(widget: Widget, satisfaction: int, **more: object) -> dict[str, Any]:
    closing = widget.state["rating"]["closing"]
    return {"client_id": str(uuid4()), "closing": closing, "satisfaction": satisfaction} | more


async def helped(house: House) -> tuple[Widget, Console]:
    """Sara has helped a customer, and closed the matter."""
    widget, sara = await house.widget(), await house.console("Sara")
    assert (await widget.say("Where is my order?"))["ok"]
    await sara.about("take", widget.conversation_id)
    assert (await sara.say(widget.conversation_id, "On its way."))["ok"]
    assert widget.state["rating"] is None
    assert (await sara.about("close", widget.conversation_id))["ok"]
    await widget.until_type("conversation.closed")
    return widget, sara


async def test_an_opinion_reaches_the_staff(open_house: House) -> None:
    """Marks and words stand in the conversation, and the list shows the mark; the widget knows what was given."""
    widget, sara = await helped(open_house)
    assert widget.state["rating"]["asks"] == "full"
    assert not widget.state["rating"]["satisfaction"]
    given = opinion(widget, 5, effort=4, comment="Kind and quick")
    first = await widget.call("rate", given)
    assert first["ok"], first
    await widget.until_type("conversation.rated")
    assert (widget.state["rating"]["satisfaction"], widget.state["rating"]["effort"]) == (5, 4)
    assert (await widget.call("rate", given))["seq"] == first["seq"]
    await sara.watch(widget.conversation_id)
    log = sara.logs[widget.conversation_id]
    rated = [x["body"] for x in log if x["body"]["type"] == "conversation.rated"]
    assert [(x["satisfaction"], x["effort"], x["comment"]) for x in rated] == [
        (5, 4, "Kind and quick")
    ]
    await sara.until(
        lambda: sara.items[widget.conversation_id]["satisfaction"] == 5, "the mark in the list"
    )


async def test_a_bad_mark_becomes_work_for_a_person(open_house: House) -> None:
    """A ticket is opened, which any agent takes; the customer reads its number."""
    widget, sara = await helped(open_house)
    assert (await widget.call("rate", opinion(widget, 1)))["ok"]
    await widget.until_type("ticket.opened")
    assert widget.state["owner"] == "ticket"
    assert widget.state["ticket"] is not None
    await sara.until_owner(widget.conversation_id, "ticket")
    await sara.about("take", widget.conversation_id)
    await widget.until(lambda: widget.state["owner"] == "agent", "Sara")


async def test_a_customer_ends_the_chat_with_the_bot(open_house: House) -> None:
    """It is closed, and a light question asked; a word more opens it again and ends the asking."""
    widget = await open_house.widget()
    assert (await widget.say("When are you open?"))["ok"]
    assert (await widget.call("end_chat"))["ok"]
    await widget.until_type("conversation.closed")
    assert widget.state["owner"] == "closed"
    assert widget.state["rating"]["asks"] == "light"
    given = opinion(widget, 4)
    assert (await widget.say("One thing more"))["ok"]
    await widget.until(lambda: widget.state["rating"] is None, "an open matter")
    refused = await widget.call("rate", given)
    assert refused["error"]["code"] == "not_closed"


async def test_opinions_are_bounded(open_house: House) -> None:
    """Marks beyond five, endless words and fields that nobody knows are refused, and nothing is recorded."""
    widget, _ = await helped(open_house)
    for wrong in (
        opinion(widget, 6),
        opinion(widget, 0),
        opinion(widget, 3, comment="x" * 1001),
        opinion(widget, 3, ticket=5),
        opinion(widget, 3, closing=10**9),
    ):
        answer = await widget.call("rate", wrong)
        assert not answer["ok"], wrong
    assert "conversation.rated" not in widget.types
