"""How fast one conversation may be written in, by however many sockets."""

import asyncio
from uuid import uuid4

from handoff.web.socketio.paces import _KEPT, EventPace, Paces
from tests.handoff.browsers import Widget
from tests.handoff.conftest import House
from tests.handoff.waiting import PATIENCE

PACE = EventPace(burst=3, per_second=1)


def test_all_who_share_a_key_share_a_bucket() -> None:
    """At once or one after the other; others have one of their own."""
    paces = Paces(PACE)
    first, second = paces.bucket("nika", 0), paces.bucket("nika", 0)
    assert [first.take(0), second.take(0), first.take(0)] == [True] * 3
    assert not second.take(0)
    paces.leave("nika", first, 0)
    paces.leave("nika", second, 0)
    del first, second
    assert not paces.bucket("nika", 0.5).take(0.5)
    assert paces.bucket("daniel", 0.5).take(0.5)


def test_a_bucket_fills_with_time_and_no_further() -> None:
    """A second gives one event, an hour no more than the burst."""
    bucket = Paces(PACE).bucket("nika", 0)
    assert [bucket.take(0) for _ in range(4)] == [True, True, True, False]
    assert [bucket.take(1) for _ in range(2)] == [True, False]
    assert [bucket.take(3600) for _ in range(4)] == [True, True, True, False]


def test_what_is_kept_of_those_who_have_left_is_bounded() -> None:
    """A bucket that is full again is as good as none, and is dropped; an empty one is kept."""
    paces = Paces(PACE)
    for number in range(3 * _KEPT):
        bucket = paces.bucket(f"customer {number}", number)
        bucket.take(number)
        paces.leave(f"customer {number}", bucket, number)
    assert len(paces._left) < 2 * _KEPT
    late = 3 * _KEPT - 1
    emptied = paces.bucket("nika", late)
    assert [emptied.take(late) for _ in range(3)] == [True] * 3
    paces.leave("nika", emptied, late)
    del emptied
    for number in range(2 * _KEPT):
        paces.leave(f"another {number}", paces.bucket(f"another {number}", late), late)
    assert not paces.bucket("nika", late).take(late)


async def test_many_sockets_and_reconnects_give_a_conversation_no_more(
    closed_house: House,
) -> None:
    """What one may say at once, eight may together; coming back refills nothing."""
    await closed_house.open_gateway(FIRUZE_EVENT_BURST=40, FIRUZE_EVENTS_PER_SECOND=0.01)
    first = await closed_house.widget()
    others = []
    for _ in range(7):
        widget = Widget(first.base)
        closed_house.stack.push_async_callback(widget.leave)
        widget.token = first.token
        await widget.connect()
        others.append(widget)
    said = await asyncio.gather(*(w.say(str(n)) for n in range(10) for w in (first, *others)))
    taken = sum(answer["ok"] for answer in said)
    assert taken == 40 - 8, "each socket has synced once"
    assert {a["error"]["code"] for a in said if not a["ok"]} == {"rate_limited"}
    await first.socket.disconnect()
    again = Widget(first.base)
    closed_house.stack.push_async_callback(again.leave)
    again.token = first.token
    await again.socket.connect(
        again.base,
        auth={"token": again.token},
        namespaces=["/visitor"],
        transports=["websocket"],
        wait_timeout=PATIENCE,
    )
    # Not `say`: where the bot's answer is pushed meanwhile, that would have to load what came before.
    refused = await again.call("say", {"client_id": str(uuid4()), "text": "and now?"})
    assert refused["error"]["code"] == "rate_limited"
    stranger = await closed_house.widget()
    assert (await stranger.say("somebody else"))["ok"]
