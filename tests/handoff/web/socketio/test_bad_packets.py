"""Broken and hostile packets: refused with a code, logged without their text, and survived."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from tests.handoff.conftest import House, Written
from tests.handoff.web.conftest import answers_normally
from tests.handoff.web.raw import RawSocket

TEXT = "my secret sorrow"


def message(**more: object) -> dict[str, Any]:
    return {"client_id": str(uuid4()), "text": TEXT, **more}


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (f'42/visitor,1["say",{{"text":"{TEXT}"', "bad_packet"),
        (f"42/visitor,{TEXT}", "bad_packet"),
        (f'42/visitor,{{"text":"{TEXT}"}}', "bad_packet"),
        ("42/visitor,[]", "bad_packet"),
        ("42/visitor,", "bad_packet"),
        (f'42/visitor,[1,"{TEXT}"]', "bad_packet"),
        (f'42/visitor,[{{"{TEXT}":1}}]', "bad_packet"),
        (f'47/visitor,["{TEXT}"]', "bad_packet"),
        (f'44/visitor,["{TEXT}"]', "bad_packet"),
        (f'4["{TEXT}"]', "bad_packet"),
        (f"4{TEXT}", "bad_packet"),
        ("42/visitor," + "[" * 60_000, "bad_packet"),
        ("4" + "[" * 60_000, "bad_frame"),
        ("42/visitor," + "9" * 500 + f'["{TEXT}"]', "bad_packet"),
        (f'42/visitor,["connect",{{"token":"{TEXT}"}}]', "reserved_event"),
        (f'42/visitor,["disconnect","{TEXT}"]', "reserved_event"),
        (f'42/staff,["say",{{"text":"{TEXT}"}}]', "not_connected"),
        (f'42["say",{{"text":"{TEXT}"}}]', "not_connected"),
        (f'42/nowhere,["say",{{"text":"{TEXT}"}}]', "not_connected"),
        ('451-/visitor,["say",{"_placeholder":true,"num":0}]', "binary_refused"),
        ('4599999999-/visitor,["say",{"_placeholder":true,"num":0}]', "binary_refused"),
        (TEXT.encode(), "binary_refused"),
        ("bAAAA" + TEXT, "binary_refused"),
        ("", "bad_frame"),
        ("9" + TEXT, "bad_frame"),
        ("0" + TEXT, "bad_frame"),
        (TEXT, "bad_frame"),
        ("٤2/visitor,[]", "bad_frame"),
        ("42/visitor," + json.dumps(["say", message(text="x" * 120_000)]), "frame_refused"),
    ],
)
async def test_a_broken_packet_closes_its_connection(
    open_house: House, raw_visitor: RawSocket, written: Written, frame: str | bytes, code: str
) -> None:
    """The sender is disconnected, the log has one code and no word of it, others are served."""
    await raw_visitor.send(frame)
    await raw_visitor.until_closed()
    assert written.codes == [code]
    assert TEXT not in written.everything
    assert "Traceback" not in written.everything
    assert await answers_normally(open_house)


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (["say", message(text="y" * 4001)], "text_too_long"),
        (["say", message(text="")], "invalid_input"),
        (["say", message(text="  \n ")], "invalid_input"),
        (["say", message(text=f"{TEXT}\0")], "invalid_input"),
        (["say", message(text=f"{TEXT}\ud800")], "invalid_input"),
        (["say", message(text=7)], "invalid_input"),
        (["say", message(text=[TEXT])], "invalid_input"),
        (["say", message(text=None)], "invalid_input"),
        (["say", message(client_id="7")], "invalid_input"),
        (["say", message(client_id=TEXT)], "invalid_input"),
        (["say", message(conversation_id=str(uuid4()))], "invalid_input"),
        (["say", message(payload=f"/restart {TEXT}")], "invalid_input"),
        (["say", message(button={"seq": 1, "index": 0})], "unknown_button"),
        (["say", message(button={"seq": 10**30, "index": 0})], "invalid_input"),
        (["say", message(button={"seq": "1", "index": 0})], "invalid_input"),
        (["say", message(), TEXT], "invalid_input"),
        (["say", TEXT], "invalid_input"),
        (["say", [TEXT]], "invalid_input"),
        (["say", None], "invalid_input"),
        (["say"], "invalid_input"),
        (["sync", {"after": -1}], "invalid_input"),
        (["sync", {"after": "0"}], "invalid_input"),
        (["sync", {"after": 10**30}], "invalid_input"),
        (["sync", {"after": 0, "limit": 10_000}], "invalid_input"),
        (["sync", {"after": 0, "conversation_id": str(uuid4())}], "invalid_input"),
        (["typing", {"active": "yes"}], "invalid_input"),
        (["request_person", {"conversation_id": str(uuid4())}], "invalid_input"),
        (["leave_contact", {"client_id": str(uuid4())}], "contact_missing"),
        (["leave_contact", {"client_id": str(uuid4()), "email": TEXT}], "invalid_input"),
        (["accept", {"conversation_id": str(uuid4())}], "unknown_event"),
        (["connect_staff", {"text": TEXT}], "unknown_event"),
        ([TEXT, {"text": TEXT}], "unknown_event"),
        (["__init__", {}], "unknown_event"),
        (["*", {}], "unknown_event"),
    ],
)
async def test_a_bad_event_is_answered_with_a_code(
    open_house: House, raw_visitor: RawSocket, written: Written, event: list[Any], code: str
) -> None:
    """The sender gets the code, the connection stays, the log has the code and nothing of the
    event."""
    answer = await raw_visitor.call("/visitor", *event)
    assert answer["ok"] is False
    assert answer["error"]["code"] == code
    assert TEXT not in json.dumps(answer)
    assert written.codes == [code]
    assert TEXT not in written.everything
    assert "yyy" not in written.everything
    assert (await raw_visitor.say("and now a good one"))["ok"]


async def test_an_unknown_namespace_is_refused(raw: RawSocket, written: Written) -> None:
    """There are two, and the default is none of them."""
    assert (await raw.connect("/admin", {"token": TEXT})).startswith("44/admin,")
    await raw.send("40{}")
    assert (await raw.receive()).startswith("44")
    assert written.codes == ["unknown_namespace"] * 2
    assert TEXT not in written.everything


@pytest.mark.parametrize("auth", [{}, {"token": TEXT}, {"token": 7}, {"token": None}, [TEXT], 7])
async def test_a_visitor_without_a_good_token_is_refused(
    open_house: House, raw: RawSocket, written: Written, auth: object
) -> None:
    """Whatever stands in for a token, the connection to the namespace is refused by code."""
    answer = await raw.connect("/visitor", auth)
    assert answer.startswith("44/visitor,")
    assert '"code":"token_invalid"' in answer
    assert written.codes == ["token_invalid"]
    assert TEXT not in written.everything
    assert await answers_normally(open_house)


async def test_a_bad_poll_is_refused(
    open_house: House, http: aiohttp.ClientSession, written: Written
) -> None:
    """Long polling is as strict: a body that is no frame, and a session that is none."""
    polling = f"{open_house.base}/socket.io/?EIO=4&transport=polling"
    async with http.get(polling) as opened:
        sid = json.loads((await opened.text())[1:])["sid"]
    for body, code in [
        (TEXT.encode(), "bad_frame"),
        (b"\xff", "bad_frame"),
        (b"", "bad_frame"),
        (b"d=" + TEXT.encode(), "bad_frame"),
        (b"bAAAA", "binary_refused"),
    ]:
        async with http.post(f"{polling}&sid={sid}", data=body) as refused:
            assert refused.status == 422
            assert (await refused.json())["error"]["code"] == code
    async with http.post(f"{polling}&sid={sid}", data=b"4" * 70_000) as refused:
        assert (refused.status, (await refused.json())["error"]["code"]) == (413, "body_too_large")
    async with http.post(f"{polling}&sid={TEXT}", data=b"3") as refused:
        assert refused.status == 400
    assert TEXT not in written.everything
    assert "Traceback" not in written.everything
    assert await answers_normally(open_house)


async def test_a_flood_of_events_is_slowed_down(closed_house: House, written: Written) -> None:
    """Beyond the burst, events are refused with the time to wait; the connection stays. The pace is
    slow, so that a busy machine does not keep to it by itself."""
    await closed_house.open_gateway(FIRUZE_EVENTS_PER_SECOND=0.1)
    widget = await closed_house.widget()
    answers = await asyncio.gather(*(widget.call("sync", {"after": 0}) for _ in range(100)))
    refused = [answer["error"] for answer in answers if not answer["ok"]]
    assert 0 < len(refused) < 50
    assert {error["code"] for error in refused} == {"rate_limited"}
    assert refused[0]["data"] == {"retry_after": 1}
    assert widget.socket.connected
    assert await answers_normally(closed_house)
