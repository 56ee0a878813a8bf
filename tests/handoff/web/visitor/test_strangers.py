"""Visitors who only look: nothing of them is stored before they say something."""

from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.postgres.tables import conversations, customers, marks
from tests.handoff.browsers import Widget
from tests.handoff.conftest import House


async def _rows(engine: AsyncEngine) -> tuple[int, ...]:
    """Counts customers, conversations and marks."""
    async with engine.connect() as connection:
        counts = [
            (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for table in (customers, conversations, marks)
        ]
    return tuple(counts)


async def test_who_opens_the_widget_and_leaves_was_never_there(
    open_house: House, engine: AsyncEngine
) -> None:
    """Connected, typing, back by the token, signed out: no row of a customer, conversation or mark."""
    before = await _rows(engine)
    stranger = await open_house.stranger(language="fa")
    assert (stranger.log, stranger.state["owner"], stranger.state["head"]) == ([], "bot", 0)
    await stranger.socket.emit("typing", {"active": True}, namespace=stranger.namespace)
    assert (await stranger.call("mark", {"delivered": 0, "read": 0}))["ok"]
    again = await open_house.stranger(token=stranger.token)
    assert again.conversation_id == stranger.conversation_id
    assert await again.sign_out() == 204
    assert await _rows(engine) == before


async def test_a_stranger_is_heard_of_with_the_first_word(
    open_house: House, engine: AsyncEngine
) -> None:
    """Then they are in the inbox, are answered, and come back by the token that they have had."""
    sara = await open_house.console("Sara")
    stranger = await open_house.stranger()
    assert stranger.conversation_id not in sara.items
    assert (await stranger.say("hello"))["ok"]
    await stranger.until_type("bot.said")
    assert stranger.types == [
        "conversation.started",
        "customer.said",
        "bot.said",
    ]
    await sara.until(lambda: stranger.conversation_id in sara.items, "the conversation")
    back = await open_house.stranger(token=stranger.token)
    assert back.types == stranger.types
    assert (await back.call("mark", {"delivered": 3, "read": 3}))["ok"]


async def test_a_word_that_is_resent_begins_one_conversation(open_house: House) -> None:
    """The first one, whose ack was lost, from two tabs of the same stranger."""
    first = await open_house.stranger()
    second = await open_house.stranger(token=first.token)
    client_id = str(uuid4())
    acks = [await tab.say("hello", client_id) for tab in (first, second)]
    assert acks[0]["seq"] == acks[1]["seq"]
    for tab in (first, second):
        await tab.until(lambda tab=tab: _said(tab) == 1, "the word")  # type: ignore[misc]


def _said(widget: Widget) -> int:
    return widget.types.count("customer.said")
