"""The people of the suite keep the rules of the browsers' client."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from faults.cursor import ReaderCursor
from faults.line import NoAnswer
from faults.outbox import Outbox
from faults.record import Json, ReaderLog, SentMessage
from tests.handoff.waiting import eventually


def letter(text: str) -> SentMessage:
    return SentMessage("conversation-1", "Nika", "say", text)


class Server:
    """Answers each letter by what `answers` holds, then with acks."""

    def __init__(self, *answers: Json | None) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def send(self, given: SentMessage) -> Json:
        self.asked.append(given.client_id)
        answer = self.answers.pop(0) if self.answers else {"ok": True, "seq": len(self.asked)}
        if answer is None:
            raise NoAnswer
        return answer


async def sent(server: Server, *letters: SentMessage) -> None:
    """Has an outbox send all of them, with a new connection after each lost answer."""
    outbox = Outbox(server.send)
    for letter in letters:
        outbox.add(letter)
    keeping = asyncio.create_task(outbox.keep())

    async def done() -> bool:
        outbox.resume()
        return all(letter.is_settled for letter in letters)

    try:
        await eventually(done, "the letters to be settled")
    finally:
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping


async def test_a_letter_is_sent_again_until_it_is_acked_and_the_next_one_waits() -> None:
    """The same `client_id` again after a lost answer and after a passing error; order is kept."""
    first, second = letter("first"), letter("second")
    passing = {"ok": False, "error": {"code": "unavailable"}}
    server = Server(None, passing)
    await sent(server, first, second)
    assert server.asked == [first.client_id] * 3 + [second.client_id]
    assert (first.acked, second.acked) == (3, 4)


async def test_a_refusal_for_good_lets_the_next_one_go() -> None:
    """It is not acked, and the sender knows why."""
    first, second = letter("first"), letter("second")
    server = Server({"ok": False, "error": {"code": "not_owner"}})
    await sent(server, first, second)
    assert (first.refused, first.acked) == ("not_owner", None)
    assert second.acked == 2


def event(seq: int, after: int) -> Json:
    return {"seq": seq, "after": after, "body": {"type": "customer.said"}}


async def loaded(
    reading: ReaderLog, log: list[Json]
) -> tuple[ReaderCursor, Callable[[], list[int]]]:
    async def fetch(after: int) -> Json:
        missing = [event for event in log if event["seq"] > after]
        return {"events": missing[:2], "more": len(missing) > 2}

    cursor = ReaderCursor(reading, fetch)
    cursor.load()
    await eventually(_has_loaded(reading), "the first load")
    return cursor, lambda: [event["seq"] for event in reading.events]


def _has_loaded(reading: ReaderLog) -> Callable[[], Awaitable[bool]]:
    async def has() -> bool:
        return reading.loaded_at is not None

    return has


async def until(seqs: Callable[[], list[int]], expected: list[int]) -> None:
    async def are() -> bool:
        return seqs() == expected

    await eventually(are, str(expected))


async def test_a_gap_brings_what_is_missing_and_what_is_known_is_ignored() -> None:
    """Page by page at first; then by pushes, of which one was lost and one came twice."""
    log = [event(1, 0), event(4, 1), event(5, 4)]
    reading = ReaderLog("Nika", "conversation-1", is_customer=True)
    cursor, seqs = await loaded(reading, log)
    assert seqs() == [1, 4, 5]
    log.extend([event(7, 5), event(9, 7)])
    cursor.receive([event(5, 4), event(9, 7)])
    await until(seqs, [1, 4, 5, 7, 9])
    await cursor.stop()


async def test_a_head_that_is_ahead_brings_the_rest() -> None:
    """For staff every seq counts, and a list row may tell of news."""
    log = [event(1, 0)]
    reading = ReaderLog("Sara", "conversation-1", is_customer=False)
    cursor, seqs = await loaded(reading, log)
    log.append(event(2, 1))
    cursor.expect(1)
    assert seqs() == [1]
    cursor.expect(2)
    await until(seqs, [1, 2])
    await cursor.stop()
