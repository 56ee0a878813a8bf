"""What the customer is looking at reaches the agents who read the conversation, and nobody else."""

from redis.asyncio import Redis

from handoff.adapters.valkey.page_contexts import KEPT_SECONDS
from tests.handoff.browsers import Console, Widget
from tests.handoff.conftest import House

TOLD = {"page": "Mugs\u202e", "product": " Blue\nmug ", "cart": ["1 × Tea", " "]}
SHOWN = {"page": "Mugs", "product": "Blue mug", "cart": ["1 × Tea"]}
NOTHING: dict[str, object] = {"page": None, "product": None, "cart": []}


async def _customer(house: House, text: str) -> Widget:
    """Somebody who has said something."""
    widget = await house.stranger()
    assert (await widget.say(text))["ok"]
    return widget


async def _tells(widget: Widget, context: object) -> None:
    await widget.socket.emit("context", context, namespace=widget.namespace)


async def _until_shown(console: Console, conversation_id: str, context: object) -> None:
    push = ("looks", {"conversation_id": conversation_id, "context": context})
    await console.until(lambda: push in console.pushes, "the context")


async def test_an_agent_sees_what_the_customer_looks_at(open_house: House) -> None:
    """Those who read the conversation at once, others when they open it, until the page takes it back."""
    customer = await _customer(open_house, "hello")
    chat = customer.conversation_id
    sara, omid = await open_house.console("Sara"), await open_house.console("Omid")
    assert (await sara.call("watch", {"conversation_id": chat}))["looks"] == NOTHING
    await _tells(customer, TOLD)
    await _until_shown(sara, chat, SHOWN)
    assert (await omid.call("watch", {"conversation_id": chat}))["looks"] == SHOWN
    await _tells(customer, {})
    await _until_shown(omid, chat, NOTHING)
    assert (await sara.call("watch", {"conversation_id": chat}))["looks"] == NOTHING
    assert not [name for name, _ in customer.pushes if name == "looks"]


async def test_it_is_of_this_conversation_alone_and_gone_after_a_while(
    open_house: House, valkey: Redis
) -> None:
    """The page cannot name another conversation; what it said expires."""
    customer, other = await _customer(open_house, "hello"), await _customer(open_house, "hi")
    chat = customer.conversation_id
    sara = await open_house.console("Sara")
    await sara.call("watch", {"conversation_id": chat})
    await _tells(other, {"page": "theirs"})
    await other.sync()  # so that it was handled
    await _tells(customer, {"page": "mine"})
    await _until_shown(sara, chat, {**NOTHING, "page": "mine"})
    shown = [push["context"]["page"] for name, push in sara.pushes if name == "looks"]
    assert shown == ["mine"]
    assert 0 < await valkey.ttl(f"firuze:page:{chat}") <= KEPT_SECONDS


async def test_it_goes_when_the_customer_signs_out(open_house: House, valkey: Redis) -> None:
    """The agent who reads the conversation sees it go, and nothing of it stays."""
    customer = await _customer(open_house, "hello")
    chat = customer.conversation_id
    sara = await open_house.console("Sara")
    await sara.call("watch", {"conversation_id": chat})
    await _tells(customer, TOLD)
    await _until_shown(sara, chat, SHOWN)
    assert await customer.sign_out() == 204
    await _until_shown(sara, chat, NOTHING)
    assert await valkey.exists(f"firuze:page:{chat}") == 0


async def test_nothing_is_kept_of_a_stranger(open_house: House, valkey: Redis) -> None:
    """Before the first word there is nobody to show it to."""
    stranger = await open_house.stranger()
    await _tells(stranger, {"page": "Mugs"})
    await stranger.sync()
    assert await valkey.exists(f"firuze:page:{stranger.conversation_id}") == 0
    assert (await stranger.say("hello"))["ok"]
    await _tells(stranger, {"page": "Mugs"})
    await stranger.sync()
    assert await valkey.exists(f"firuze:page:{stranger.conversation_id}") == 1
