"""PostgreSQL without room on its disk: nothing is promised that is not kept, and all goes on by
itself once there is room again."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.engine import open_engine
from handoff.adapters.postgres.migrate import migrate
from stack.embedded.account import service_account
from stack.embedded.postgres import EmbeddedPostgres
from tests.handoff.browsers import Json, Widget
from tests.handoff.conftest import House, Written
from tests.handoff.waiting import eventually
from tests.small_disk import Disk, ShortFiles, SmallDisk, can_mount

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mount and prlimit are of Linux")
needs_mount = pytest.mark.skipif(not can_mount(), reason="a small disk cannot be mounted here")

LENGTH = 1_500  # characters of a message: each needs room of its own, in the log itself

ECHO = "You said: "  # how the bot of these tests begins an answer


@pytest.fixture(params=[pytest.param(SmallDisk, marks=needs_mount), ShortFiles])
async def disk(request: pytest.FixtureRequest, servers_folder: Path) -> AsyncIterator[Disk]:
    """A disk with a server and Firuze's tables on it."""
    kind: type[Disk] = request.param
    home = servers_folder / f"disk-{kind.__name__.lower()}"
    with kind.at(home):
        postgres = EmbeddedPostgres(home, account=service_account())
        postgres.start()
        await migrate(postgres.url)
        yield kind(postgres)
        postgres.stop()


async def test_senders_are_told_and_nothing_acked_is_lost(
    disk: Disk, closed_house: House, written: Written
) -> None:
    """`unavailable`, which clients keep and send again; then the same messages are taken, each once,
    in their order, and the bot answers all of them."""
    await closed_house.open_gateway(DATABASE_URL=disk.postgres.url, FIRUZE_EVENT_BURST=10_000)
    await (await closed_house.widget()).say("the first conversation of this house")
    widget = await closed_house.widget()
    assert (await widget.say("before"))["ok"]
    disk.fill()
    written_down, refused = await _write_until_refused(widget)
    assert refused["error"]["code"] == "unavailable", refused
    assert "unavailable" in [entry["event"] for entry in written.entries]
    assert "disk" not in refused["error"]["message"], "whose disk it is concerns nobody outside"

    disk.make_room()
    outbox = written_down[-1]  # what was refused stays first in the outbox

    async def taken() -> bool:
        return bool((await widget.say(*outbox))["ok"])

    await eventually(taken, "the message to be taken")
    assert (await widget.say("after"))["ok"]

    async def all_answered() -> bool:
        return await _answers_owed(disk, widget.conversation_id) == 0

    await eventually(all_answered, "every answer", within=30)
    lines = ["before", *(text for text, _ in written_down), "after"]
    assert await _said(disk, widget.conversation_id, "customer.said") == lines
    answers = await _said(disk, widget.conversation_id, "bot.said")
    # Lines that waited for the disk were answered together.
    assert {answer[: len(ECHO)] for answer in answers} == {ECHO}
    assert "\n".join(answer[len(ECHO) :] for answer in answers).split("\n") == lines


@asynccontextmanager
async def _store(disk: Disk) -> AsyncIterator[PostgresConversations]:
    engine = open_engine(disk.postgres.url, pool_size=1)
    try:
        yield PostgresConversations(engine)
    finally:
        await engine.dispose()


async def _answers_owed(disk: Disk, conversation_id: str) -> int:
    async with _store(disk) as store:
        return len((await store.load(conversation_id)).pending)


async def _said(disk: Disk, conversation_id: str, kind: str) -> list[str]:
    async with _store(disk) as store:
        log = await store.read(conversation_id, after=0, limit=5000, public_only=True)
        return [getattr(event.body, "text", "") for event in log if event.body.type == kind]


async def _write_until_refused(widget: Widget) -> tuple[list[tuple[str, str]], Json]:
    """The messages with their ids, the last one refused, and the refusal."""
    sent: list[tuple[str, str]] = []
    answer: Json = {"ok": True}
    while answer["ok"]:
        sent.append((f"{len(sent)} {os.urandom(LENGTH // 2).hex()}", str(uuid4())))
        answer = await widget.say(*sent[-1])
    return sent, answer
