"""Consoles learn which customers have left the chat, and which are back."""

from redis.asyncio import Redis

from handoff.adapters.valkey.presence import CUSTOMERS_KEY
from tests.handoff.browsers import Console, Widget
from tests.handoff.conftest import House


async def _until_away(console: Console, widget: Widget) -> None:
    await console.until(lambda: widget.conversation_id in console.away, "the customer's absence")


async def test_a_customer_who_closes_the_page_while_waiting_is_away(
    house: House, valkey: Redis
) -> None:
    """Every console learns it, on whichever gateway; the next one from its first inbox."""
    there = await house.open_gateway()
    sara, omid = await house.console("Sara"), await house.console("Omid", gateway=there)
    left, stays = [await house.widget() for _ in range(2)]
    for widget in (left, stays):
        await widget.call("request_person")
    await left.socket.disconnect()
    await valkey.zrem(CUSTOMERS_KEY, left.conversation_id)  # as when what lingers has run out
    for console in (sara, omid):
        await _until_away(console, left)
        assert stays.conversation_id not in console.away
    leila = await house.console("Leila")
    assert left.conversation_id in leila.away


async def test_a_customer_who_comes_back_is_there_again(house: House, valkey: Redis) -> None:
    """A reconnect of the widget is enough."""
    sara = await house.console("Sara")
    widget = await house.widget()
    await widget.call("request_person")
    await widget.socket.disconnect()
    await valkey.zrem(CUSTOMERS_KEY, widget.conversation_id)
    await _until_away(sara, widget)
    await widget.connect()
    await sara.until(lambda: widget.conversation_id not in sara.away, "the customer's return")


async def test_a_second_page_keeps_the_customer_there(house: House, valkey: Redis) -> None:
    """A customer who closes one of two tabs has not left."""
    sara = await house.console("Sara")
    widget, marker = await house.widget(), await house.widget()
    second = Widget(widget.base)
    second.token = widget.token
    await second.connect()
    for waiting in (widget, marker):
        await waiting.call("request_person")
    await second.leave()
    await marker.socket.disconnect()
    await valkey.zrem(CUSTOMERS_KEY, marker.conversation_id)
    await _until_away(sara, marker)
    assert widget.conversation_id not in sara.away


async def test_a_customer_with_the_bot_may_leave_unmentioned(house: House, valkey: Redis) -> None:
    """Absence counts where a person is, or will be, there for the customer."""
    sara = await house.console("Sara")
    with_bot, marker = await house.widget(), await house.widget()
    await marker.call("request_person")
    for widget in (with_bot, marker):
        await widget.socket.disconnect()
        await valkey.zrem(CUSTOMERS_KEY, widget.conversation_id)
    await _until_away(sara, marker)
    assert with_bot.conversation_id not in sara.away
