"""Visitors' sessions and tokens over a real gateway: who is let in, as whom, and for how long."""

import asyncio
import hashlib
import hmac
from typing import Any

import pytest
from redis.asyncio import Redis
from socketio.exceptions import ConnectionError as Refused

from handoff.adapters.machine import new_id, now
from handoff.adapters.signatures import SignedTokens
from handoff.services.visits import Pass, Visit
from tests.handoff.browsers import Widget
from tests.handoff.conftest import IDENTITY_SECRET, House, base_of, vouched
from tests.handoff.waiting import PATIENCE

SOON = 2  # seconds, in which a visit is over in these tests


def signed_as_written(**fields: Any) -> dict[str, Any]:
    """An identity as a shop's template has it: what it prints is what it signs."""
    names = ("id", "expires", "name", "email", "phone")
    message = "\n".join(str(fields.get(name, "")) for name in names)
    key = IDENTITY_SECRET.encode()
    return fields | {"signature": hmac.new(key, message.encode(), hashlib.sha256).hexdigest()}


def in_an_hour() -> int:
    return int(now().timestamp()) + 3600


async def connects(widget: Widget, token: str) -> bool:
    """Whether a new socket is let in by the token."""
    other = Widget(widget.base)
    other.token = token
    try:
        await other.connect()
    except Refused:
        return False
    finally:
        await other.leave()
    return True


async def test_an_identity_that_is_refused_opens_nothing(open_house: House, valkey: Redis) -> None:
    """The answer says why, and the conversation of the customer whom it claims stays shut."""
    daniel = await open_house.widget(identity=vouched("daniel", name="Daniel"))
    await daniel.say("this is between us")
    forged = {"id": "daniel", "expires": 0, "signature": "0" * 64}
    for claimed in (forged, vouched("daniel") | {"name": "Daniel"}, vouched("daniel", expires=1)):
        status, told = await daniel.ask_for_session(identity=claimed)
        assert status == 403
        assert told["error"]["code"] in ("identity_invalid", "identity_expired")
    stranger = await open_house.widget()
    assert stranger.conversation_id != daniel.conversation_id


@pytest.mark.parametrize(
    "written",
    [
        {"id": 1042},
        {"id": "1043", "phone": ""},
        {"id": "1044", "name": "", "email": "", "phone": ""},
        {"id": "1045", "phone": "+98 912 555 0142", "avatar": "https://shop.example/1045.png"},
        {"id": "1046", "name": None},
        {"id": "1047", "expires": str},
    ],
)
async def test_an_identity_in_a_slightly_other_form_is_understood(
    open_house: House, valkey: Redis, written: dict[str, Any]
) -> None:
    """A number for the id, an empty field as templates print it, a field that is not ours."""
    expires = str(in_an_hour()) if written.pop("expires", None) else in_an_hour()
    told = {name: value for name, value in written.items() if value is not None}
    identity = signed_as_written(expires=expires, **told) | written
    first = await open_house.widget(identity=identity)
    again = await open_house.widget(identity=vouched(str(written["id"])))
    assert first.conversation_id == again.conversation_id


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ({"expires": 1795400000.5}, "expires"),
        ({"expires": "tomorrow"}, "expires"),
        ({"expires": -1}, "expires"),
        ({"expires": 10**300}, "expires"),
        ({"expires": None}, "expires"),
        ({"id": True}, "id"),
        ({"id": 1.5}, "id"),
        ({"id": ""}, "id"),
        ({"id": None}, "id"),
        ({"id": "x" * 321}, "id"),
        ({"name": "Nika\nadmin"}, "name"),
        ({"email": 7}, "email"),
        ({"signature": "F" * 64}, "signature"),
        ({"signature": None}, "signature"),
    ],
)
async def test_a_malformed_identity_is_refused_by_its_field(
    open_house: House, valkey: Redis, written: dict[str, Any], word: str
) -> None:
    """By a code with which the widget goes on as a visitor's, and a word for the shop's engineer."""
    widget = await open_house.widget()
    identity = signed_as_written(**({"id": "1042", "expires": in_an_hour()} | written)) | written
    status, told = await widget.ask_for_session(identity=identity)
    assert (status, told["error"]["code"]) == (403, "identity_invalid")
    assert f"identity.{word}" in told["error"]["message"]
    for no_object in ("daniel", ["daniel"], 7):
        status, told = await widget.ask_for_session(identity=no_object)
        assert (status, told["error"]["code"]) == (403, "identity_invalid")


async def test_ten_tabs_of_one_customer_open_one_conversation(
    open_house: House, valkey: Redis
) -> None:
    """The tabs open concurrently, for a customer who has never been here."""
    widget, nika = await open_house.widget(), vouched(new_id())
    answers = await asyncio.gather(*(widget.ask_for_session(identity=nika) for _ in range(10)))
    assert {status for status, _ in answers} == {200}
    assert len({told["conversation_id"] for _, told in answers}) == 1


async def test_parallel_requests_at_two_gateways_open_one_conversation(
    closed_house: House,
) -> None:
    """For a customer who has never been here; and a guest whose tabs say their first words at once is taken down
    once, with all of them."""
    house, nika = closed_house, vouched(new_id())
    gateways = [await house.open_gateway() for _ in range(2)]
    tabs = [Widget(base_of(gateway)) for gateway in gateways * 4]
    for tab in tabs:
        house.stack.push_async_callback(tab.leave)
    answers = await asyncio.gather(*(tab.ask_for_session(identity=nika) for tab in tabs))
    assert {status for status, _ in answers} == {200}
    assert len({told["conversation_id"] for _, told in answers}) == 1
    _, session = await tabs[0].ask_for_session()
    for tab in tabs:
        tab.token, tab.conversation_id = session["token"], session["conversation_id"]
        await tab.connect()
    acks = await asyncio.gather(*(tab.say(f"hello from {n}") for n, tab in enumerate(tabs)))
    assert all(ack["ok"] for ack in acks), acks
    assert len({ack["seq"] for ack in acks}) == len(tabs)
    await tabs[0].sync()
    assert set(tabs[0].texts) >= {f"hello from {n}" for n in range(len(tabs))}


async def test_the_socket_of_a_customer_ends_with_the_shop_s_word(
    open_house: House, valkey: Redis
) -> None:
    """What was open is shut within a second or two, and the token opens nothing any more; with a new
    word the chat goes on."""
    nika = new_id()
    soon = int(now().timestamp()) + SOON
    widget = await open_house.widget(identity=vouched(nika, expires=soon))
    await widget.say("hello")
    await asyncio.wait_for(widget.disconnected.wait(), SOON + 5)
    assert not await connects(widget, widget.token)
    status, told = await widget.ask_for_session(token=widget.token)
    assert (status, told["error"]["code"]) == (401, "token_expired")
    back = await open_house.widget(identity=vouched(nika))
    assert "hello" in back.texts


async def test_signing_out_ends_the_customer_s_sockets_on_every_gateway(
    closed_house: House,
) -> None:
    """Another customer's stays; the token that has leaked somewhere opens nothing."""
    house, nika = closed_house, new_id()
    here, there = await house.open_gateway(), await house.open_gateway()
    phone = await house.widget(there, identity=vouched(nika))
    laptop = await house.widget(here, identity=vouched(nika))
    stranger = await house.widget(there)
    assert await laptop.sign_out() == 204
    for widget in (phone, laptop):
        await asyncio.wait_for(widget.disconnected.wait(), 5)
        assert not await connects(widget, widget.token)
    assert await laptop.sign_out() == 401
    assert (await stranger.say("still here"))["ok"]


async def test_a_guest_s_sockets_end_where_the_chat_has_become_a_customer_s(
    closed_house: House,
) -> None:
    """Even if the gateway that did it died before it revoked the guest's token; what is said from then on
    stays between the customer and the shop."""
    await closed_house.open_gateway()
    guest = await closed_house.widget()
    await guest.say("hello")
    await closed_house.sign_in_half_way(guest.conversation_id)
    await asyncio.wait_for(guest.disconnected.wait(), PATIENCE)
    assert "customer.identified" not in guest.types
    assert not await connects(guest, guest.token)


async def test_a_visitor_s_token_is_renewed_by_use_and_ends_without(open_house: House) -> None:
    """A visit gives a token that lasts longer; one that has run out connects nobody."""
    widget = await open_house.widget()
    status, told = await widget.ask_for_session(token=widget.token)
    assert status == 200
    assert told["conversation_id"] == widget.conversation_id
    tokens = SignedTokens(str(open_house.settings["FIRUZE_SECRET"]))
    before, after = tokens.verify(widget.token), tokens.verify(told["token"])
    assert after.ends >= before.ends > now().timestamp() + 29 * 86_400
    over = Pass(visit=before.visit, revocations=0, ends=int(now().timestamp()) - 1)
    assert await connects(widget, told["token"])
    assert not await connects(widget, tokens.sign(over))


async def test_a_token_of_an_earlier_release_opens_nothing(open_house: House) -> None:
    """It had no end."""
    widget = await open_house.widget()
    tokens = SignedTokens(str(open_house.settings["FIRUZE_SECRET"]))
    visit: Visit = tokens.verify(widget.token).visit
    endless = tokens._serializer.dumps([visit.customer_id, visit.conversation_id])
    assert not await connects(widget, str(endless))


async def test_a_vouched_customer_is_greeted_by_the_first_name(open_house: House) -> None:
    """As the shop has it; a visitor has none."""
    widget = await open_house.widget()
    _, told = await widget.ask_for_session(identity=vouched(new_id(), name="Daniel Frost"))
    assert told["customer_name"] == "Daniel"
    _, told = await widget.ask_for_session()
    assert told["customer_name"] is None
