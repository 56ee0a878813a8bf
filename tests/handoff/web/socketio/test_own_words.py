"""A sender gets their own words by the ack, everybody else by a push, and nobody twice."""

import json
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from handoff.web.socketio.own_words import OwnWords
from tests.handoff.browsers import Console, Widget
from tests.handoff.conftest import House
from tests.handoff.web.raw import RawSocket


def pushed(browser: Widget | Console, kind: str) -> list[Any]:
    """The texts of such events that were pushed to it."""
    return [
        event["body"]["text"]
        for name, push in browser.pushes
        if name == "events"
        for event in push["events"]
        if event["body"]["type"] == kind
    ]


async def _another_tab(house: House, widget: Widget, base: str | None = None) -> Widget:
    """The same customer, on another page."""
    tab = Widget(base or house.base)
    house.stack.push_async_callback(tab.leave)
    tab.token, tab.conversation_id = widget.token, widget.conversation_id
    await tab.connect()
    return tab


async def test_the_tab_that_sends_has_it_from_the_ack_and_the_other_from_a_push(
    house: House,
) -> None:
    """Both show the same log, in the same order, without a gap."""
    first = await house.widget()
    other = await _another_tab(house, first)
    ack = await first.say("when do you open?")
    (event,) = ack["push"]["events"]
    assert (event["seq"], event["body"]["text"]) == (ack["seq"], "when do you open?")
    assert ack["push"]["state"]["head"] == ack["seq"]
    for tab in (first, other):
        await tab.until_type("bot.said")
        assert not tab.gap
    assert pushed(first, "customer.said") == []
    assert pushed(other, "customer.said") == ["when do you open?"]
    assert first.log == other.log


async def test_a_tab_on_another_gateway_is_pushed_it(house: House) -> None:
    """A sender is left out where it is connected, and nowhere else."""
    first = await house.widget()
    second = await house.open_gateway()
    far = await _another_tab(house, first, f"http://127.0.0.1:{second.port}")
    await first.say("hello")
    await far.until_type("customer.said")
    assert pushed(first, "customer.said") == []


async def test_an_ack_that_is_lost_with_the_connection_loses_nothing(
    house: House, http: aiohttp.ClientSession
) -> None:
    """The page comes back, finds its words by `sync`, sends again, and the first ack brings them once
    more: they are in its log once."""
    widget = await house.widget()
    message = {"client_id": str(uuid4()), "text": "is anybody there?"}
    cut = await RawSocket.open(http, house.base)
    await cut.connect("/visitor", {"token": widget.token})
    await cut.send(f"42/visitor,1{json.dumps(['say', message])}")
    await widget.until_type("customer.said")  # it is committed
    await cut.close()
    tab = await _another_tab(house, widget)
    again = await tab.say(message["text"], message["client_id"])
    (event,) = again["push"]["events"]
    assert event["seq"] == again["seq"]
    await tab.sync()
    await widget.until_type("bot.said")
    assert tab.texts.count("is anybody there?") == widget.texts.count("is anybody there?") == 1


async def test_who_waits_for_an_agent_is_pushed_their_own_words(house: House) -> None:
    """The place in the queue comes with them, and must be read first; the ack does not wait for it."""
    await house.console("Sara")  # whom nobody answers for
    widget = await house.widget()
    await widget.call("request_person")
    await widget.until(lambda: widget.state.get("owner") == "queued", "the queue")
    ack = await widget.say("hello?")
    assert (ack["ok"], ack["push"]) == (True, None)
    await widget.until_type("customer.said")
    assert pushed(widget, "customer.said") == ["hello?"]


@pytest.mark.parametrize("word", ["say", "note"])
async def test_an_agents_other_console_is_pushed_what_this_one_wrote(
    house: House, word: str
) -> None:
    """So is everybody who watches; the customer is shown a reply and no note."""
    sara, widget = await house.console("Sara"), await house.widget()
    watcher = await house.console("Omid", role="supervisor")
    mine = widget.conversation_id
    await widget.say("hello")
    await sara.about("take", mine)
    for console in (sara, watcher):
        await console.watch(mine)
    given = {"conversation_id": mine, "client_id": str(uuid4()), "text": "one moment"}
    ack = await sara.call(word, given)
    sara.take_own(ack)
    assert ack["push"]["events"][0]["seq"] == ack["seq"]
    assert ack["push"]["item"]["head"] >= ack["seq"]
    kind = {"say": "agent.said", "note": "agent.noted"}[word]
    await watcher.until(lambda: pushed(watcher, kind) == ["one moment"], "the push")
    await widget.say("thank you")
    await sara.until(lambda: "thank you" in sara.texts(mine), "what came later")
    assert pushed(sara, kind) == []
    assert sara.logs[mine] == watcher.logs[mine]
    assert ("one moment" in widget.texts) == (word == "say")


def test_a_message_that_is_refused_leaves_nobody_out() -> None:
    """Nothing is remembered of a message beyond its answer."""
    own_words = OwnWords()
    with pytest.raises(LookupError), own_words.of_sender("sid", "client"):
        raise LookupError
    assert not own_words._senders
