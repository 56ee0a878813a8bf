"""The process that reads: in order, within its time, and there again after its death."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from typing import Any

import pytest

from bot.reader import Reader, ReadingFailed


def parse(text: str, known: dict[str, Any]) -> dict[str, Any]:
    """A pipeline that does as the text says."""
    if text == "hang":
        while True:
            time.sleep(0.1)
    if text == "fail":
        raise ValueError(text)
    if text == "die":
        os._exit(3)
    return {"text": text, "known": known, "process": os.getpid()}


def used(work: Any, limit: float = 5.0) -> Any:
    """What `work` makes of a reader that lives as long."""

    async def run() -> Any:
        reader = Reader(parse, limit)
        try:
            return await work(reader)
        finally:
            reader.close()

    return asyncio.run(run())


def test_it_reads_in_one_other_process() -> None:
    async def work(reader: Reader) -> list[dict[str, Any]]:
        return [await reader.read(text, {}) for text in ("one", "سلام", "x" * 100_000)]

    readings = used(work)
    assert [reading["text"] for reading in readings] == ["one", "سلام", "x" * 100_000]
    (process,) = {reading["process"] for reading in readings}
    assert process != os.getpid()


def test_what_else_is_known_of_a_message_comes_along() -> None:
    async def work(reader: Reader) -> Any:
        return (await reader.read("42", {"asked": "order_number"}))["known"]

    assert used(work) == {"asked": "order_number"}


def test_readings_come_in_the_order_of_the_questions() -> None:
    async def work(reader: Reader) -> list[str]:
        read: list[str] = []

        async def ask(text: str) -> None:
            read.append((await reader.read(text, {}))["text"])

        await asyncio.gather(*(ask(str(number)) for number in range(50)))
        return read

    assert used(work) == [str(number) for number in range(50)]


@pytest.mark.alone
def test_a_reading_that_hangs_is_ended_and_the_others_go_on() -> None:
    """Within the limit, in another process; the loop answers meanwhile."""

    async def work(reader: Reader) -> float:
        began = time.monotonic()
        hung = asyncio.ensure_future(reader.read("hang", {}))
        waiting = asyncio.ensure_future(reader.read("next", {}))
        with pytest.raises(ReadingFailed):
            await hung
        assert (await waiting)["text"] == "next"
        return time.monotonic() - began

    assert 0.3 <= used(work, limit=0.3) < 3


@pytest.mark.parametrize("text", ["fail", "die"])
def test_a_reading_that_fails_says_so_and_the_next_one_works(text: str) -> None:
    async def work(reader: Reader) -> str:
        with pytest.raises(ReadingFailed):
            await reader.read(text, {})
        return str((await reader.read("next", {}))["text"])

    assert used(work) == "next"


@pytest.mark.alone
def test_a_stopped_process_is_replaced() -> None:
    """As after SIGSTOP, or on a machine that has lost its disk."""

    async def work(reader: Reader) -> tuple[int, int]:
        first = (await reader.read("one", {}))["process"]
        os.kill(first, signal.SIGSTOP)
        with pytest.raises(ReadingFailed):
            await reader.read("two", {})
        return first, (await reader.read("three", {}))["process"]

    first, second = used(work, limit=0.3)
    assert first != second


def test_a_caller_who_leaves_takes_no_answer_of_others_along() -> None:
    async def work(reader: Reader) -> str:
        leaving = asyncio.ensure_future(reader.read("of one who leaves", {}))
        await asyncio.sleep(0)
        leaving.cancel()
        return str((await reader.read("of one who stays", {}))["text"])

    assert used(work) == "of one who stays"


def test_it_ends_with_the_bot() -> None:
    """When the bot is killed nobody closes anything: the end of the line is the sign."""

    async def work(reader: Reader) -> int:
        process = int((await reader.read("one", {}))["process"])
        line = reader._line
        assert line is not None
        line.close()
        _, status = await asyncio.to_thread(os.waitpid, process, 0)
        return status

    assert used(work) == 0
