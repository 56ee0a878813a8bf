"""The people of the suite keep the rules of the browsers' client: both are held to the cases in
`contracts/client_rules.json`, these here and `client/test/rules.test.ts`."""

import asyncio
import json
from contextlib import suppress
from typing import Any

import pytest

from faults.cursor import ReaderCursor
from faults.line import PASSING, NoAnswer
from faults.outbox import Outbox
from faults.record import Json, ReaderLog, SentMessage
from stack.checkout import this_checkout
from tests.handoff.waiting import eventually

RULES = json.loads((this_checkout().root / "contracts/client_rules.json").read_text("utf-8"))
PAGE = 2

type Case = dict[str, Any]


def _named(case: Case) -> str:
    return str(case["name"])


@pytest.mark.parametrize(("code", "passing"), RULES["passing"].items())
def test_a_refusal_passes_or_is_for_good(code: str, passing: bool) -> None:  # noqa: FBT001 - a case
    """By its code, as the browsers' client has it."""
    assert (code in PASSING) == passing


class Server:
    """Answers each message by the next of `answers`, then with acks."""

    def __init__(self, answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked: list[SentMessage] = []

    async def send(self, given: SentMessage) -> Json:
        self.asked.append(given)
        answer = self.answers.pop(0) if self.answers else "ack"
        if answer == "none":
            raise NoAnswer
        if answer == "ack":
            return {"ok": True, "seq": len(self.asked)}
        return {"ok": False, "error": {"code": answer}}


async def _settle(server: Server, messages: list[SentMessage]) -> None:
    """Has an outbox send all of them, with a new connection after each lost answer."""
    outbox = Outbox(server.send)
    for message in messages:
        outbox.add(message)
    keeping = asyncio.create_task(outbox.keep())

    async def done() -> bool:
        outbox.resume()
        return all(message.is_settled for message in messages)

    try:
        await eventually(done, "the messages to be settled")
    finally:
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping


@pytest.mark.parametrize("case", RULES["outbox"], ids=_named)
async def test_an_outbox(case: Case) -> None:
    """What it sends, in which order, under which ids, and what is refused for good."""
    messages = [SentMessage("conversation-1", "Nika", "say", text) for text in case["messages"]]
    server = Server(case["answers"])
    await _settle(server, messages)
    assert [message.text for message in server.asked] == case["sent"]
    assert {message.client_id for message in server.asked} == {m.client_id for m in messages}
    refused = {message.text: message.refused for message in messages if message.refused}
    assert refused == case["refused"]
    assert all((message.acked is None) == (message.text in refused) for message in messages)


async def _settled() -> None:
    """Lets every task go on that waits for nothing from outside: the server here answers at once."""
    for _ in range(100):
        await asyncio.sleep(0)


def _logged(pairs: list[list[int]]) -> list[Json]:
    return [{"seq": seq, "after": after, "body": {"type": "x"}} for seq, after in pairs]


@pytest.mark.parametrize("case", RULES["log"], ids=_named)
async def test_a_log(case: Case) -> None:
    """What it shows, and the cursors at which it asks for what is missing."""
    stored, asked = _logged(case["recorded"]), list[int]()

    async def fetch(after: int) -> Json:
        asked.append(after)
        missing = [event for event in stored if event["seq"] > after]
        return {"events": missing[:PAGE], "more": len(missing) > PAGE}

    reading = ReaderLog("reader", "conversation-1", is_customer=case["reader"] == "customer")
    cursor = ReaderCursor(reading, fetch)
    cursor.load()
    await _settled()
    for move in case["moves"]:
        stored += _logged(move.get("record", []))
        cursor.receive(_logged(move.get("push", [])))
        cursor.expect(move.get("head", 0))
        await _settled()
    assert [event["seq"] for event in reading.events] == case["shown"]
    assert asked == case["asked"]
    await cursor.stop()
