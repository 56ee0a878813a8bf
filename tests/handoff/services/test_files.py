"""Files where something goes wrong between their bytes and the log: nothing is lost, nothing is left."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.files.inspector import PillowInspector
from handoff.adapters.machine import new_id, now
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.adapters.postgres.files import PostgresFiles
from handoff.adapters.postgres.tables import files as table
from handoff.adapters.signatures import SignedFileLinks
from handoff.domain.conversation.commands import CustomerSay, Start
from handoff.domain.conversation.decisions import append
from handoff.domain.conversation.state import Conversation
from handoff.domain.errors import IllegalMove, NotFound, TooManyAttempts
from handoff.domain.files import SentFile
from handoff.domain.people import Customer
from handoff.services import files as module
from handoff.services.errors import FileStoreDown
from handoff.services.files import LINK_LIFE, SETTLED, Files
from handoff.services.inspection import Inspection
from handoff.services.signals import Committed
from tests.handoff.pictures import PDF, photo


class Shelf:
    """A file store in memory, which can be away, be slow, or hold on to some of its files."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.away = False
        self.stuck: set[str] = set()  # beginnings of keys that cannot be deleted
        self.tried: list[str] = []  # the keys that were to be deleted
        self.begun = asyncio.Event()
        self.quick = asyncio.Event()
        self.quick.set()

    def _look(self) -> None:
        if self.away:
            raise FileStoreDown("away")

    async def put(self, key: str, content: bytes) -> None:
        self._look()
        self.begun.set()
        await self.quick.wait()
        self.kept[key] = content

    async def read(self, key: str) -> AsyncIterator[bytes]:
        self._look()
        if key not in self.kept:
            raise NotFound("not_found", "No such file")

        async def pieces() -> AsyncIterator[bytes]:
            stream = BytesIO(self.kept[key])
            while piece := stream.read(1000):
                yield piece

        return pieces()

    async def delete(self, key: str) -> None:
        self._look()
        self.tried.append(key)
        if key.startswith(tuple(self.stuck)):
            raise FileStoreDown("stuck")
        self.kept.pop(key, None)

    async def check(self) -> None:
        self._look()


class Hands:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.at = now()

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def files(engine: AsyncEngine, shelf: Shelf, clock: Hands) -> Files:
    signer = SignedFileLinks("secret")
    return Files(
        shelf, PostgresFiles(engine), PillowInspector(), Inspection(None), signer, clock, new_id
    )


@pytest.fixture
async def begun(store: PostgresConversations, customers: PostgresCustomers) -> Conversation:
    """A conversation in which nobody has said anything yet."""
    customer = await customers.add(Customer.visitor(new_id(), "en", now()))
    state = Conversation(id=new_id())
    start = Start(customer_id=customer.id, customer_name=None, language="en")
    after, events = append(state, start, now())
    await store.commit(state, after, events)
    return after


async def said(store: PostgresConversations, begun: Conversation, file: SentFile) -> Committed:
    """The customer's file is in the log."""
    command = CustomerSay(text=file.name, client_id=new_id(), file=file)
    after, events = append(begun, command, now())
    await store.commit(begun, after, events)
    return Committed(conversation=after, events=events)


async def states(engine: AsyncEngine, conversation_id: str) -> list[str]:
    query = select(table.c.state).where(table.c.conversation_id == conversation_id)
    async with engine.connect() as connection:
        return list((await connection.execute(query)).scalars())


async def erased(engine: AsyncEngine, conversation_id: str) -> None:
    """What an erasure does to the records of files."""
    mine = table.c.conversation_id == conversation_id
    async with engine.begin() as connection:
        await connection.execute(update(table).where(mine).values(state="doomed"))


async def test_what_the_log_refuses_is_deleted(
    files: Files, shelf: Shelf, clock: Hands, engine: AsyncEngine
) -> None:
    """The conversation was erased meanwhile: the bytes go with the next pass, the record once no upload can
    be under way any more."""
    conversation_id = new_id()

    async def refuse(_: SentFile) -> Committed:
        raise IllegalMove("erased", "This conversation was erased")

    with pytest.raises(IllegalMove):
        await files.send(conversation_id, "bill.pdf", PDF, refuse)
    assert await states(engine, conversation_id) == ["doomed"]
    await files.sweep()
    assert shelf.kept == {}
    clock.at += SETTLED + timedelta(seconds=1)
    await files.sweep()
    assert await states(engine, conversation_id) == []


@pytest.mark.parametrize("end", [IllegalMove("erased", "Erased"), RuntimeError("killed")])
async def test_bytes_that_arrive_after_the_erasure_do_not_stay(
    files: Files, shelf: Shelf, clock: Hands, engine: AsyncEngine, end: Exception
) -> None:
    """The store is slow: the file was erased and swept before its bytes were there. They go with a later pass,
    also if the gateway that sent them has died."""
    conversation_id = new_id()
    shelf.quick.clear()

    async def stop(_: SentFile) -> Committed:
        raise end

    sending = asyncio.create_task(files.send(conversation_id, "box.jpg", photo(), stop))
    await shelf.begun.wait()
    await erased(engine, conversation_id)
    await files.sweep()
    shelf.quick.set()
    with pytest.raises(type(end)):
        await sending
    assert len(shelf.kept) == 2
    await files.sweep()
    assert shelf.kept == {}
    clock.at += SETTLED + timedelta(seconds=1)
    await files.sweep()
    assert await states(engine, conversation_id) == []


async def test_files_that_cannot_be_deleted_hold_up_no_others(
    files: Files,
    shelf: Shelf,
    clock: Hands,
    engine: AsyncEngine,
    store: PostgresConversations,
    begun: Conversation,
) -> None:
    """Between others they are passed over. After some in a row a pass leaves the store alone, and the next one
    goes on behind them."""
    state, ids = begun, []
    for _ in range(module.FAILURES + 2):
        committed = await files.send(begun.id, "bill.pdf", PDF, partial(said, store, state))
        state = committed.conversation
        ids.append(committed.events[0].body.file.id)  # type: ignore[union-attr]
    keys = [f"{begun.id}/{file_id}" for file_id in ids]
    await erased(engine, begun.id)
    clock.at += SETTLED + timedelta(seconds=1)
    shelf.stuck = set(keys[: module.FAILURES])
    await files.sweep()
    assert set(shelf.kept) == set(keys)
    assert len(shelf.tried) == module.FAILURES
    shelf.stuck = {keys[0], keys[-1]}
    await files.sweep()
    await files.sweep()
    assert set(shelf.kept) == {keys[0], keys[-1]}
    shelf.stuck = set()
    await files.sweep()
    assert (shelf.kept, await states(engine, begun.id)) == ({}, [])


async def test_a_gateway_that_dies_before_the_commit_leaves_nothing_behind(
    files: Files, shelf: Shelf, clock: Hands, engine: AsyncEngine
) -> None:
    """Nobody knows at first what has become of it; after a while the log says that it has no such file."""
    conversation_id = new_id()

    async def die(_: SentFile) -> Committed:
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        await files.send(conversation_id, "bill.pdf", PDF, die)
    await files.sweep()
    assert await states(engine, conversation_id) == ["uploading"]
    clock.at += SETTLED + timedelta(seconds=1)
    await files.sweep()
    assert (shelf.kept, await states(engine, conversation_id)) == ({}, [])


async def test_a_gateway_that_dies_after_the_commit_loses_nothing(
    files: Files,
    shelf: Shelf,
    clock: Hands,
    engine: AsyncEngine,
    store: PostgresConversations,
    begun: Conversation,
) -> None:
    """The log has the file, so it stays, and can be opened all the while."""
    sent: list[SentFile] = []

    async def die_too_late(file: SentFile) -> Committed:
        await said(store, begun, file)
        sent.append(file)
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        await files.send(begun.id, "box.jpg", photo(), die_too_late)
    assert len(await files.links(begun.id, [sent[0].id])) == 1
    clock.at += SETTLED + timedelta(seconds=1)
    await files.sweep()
    assert await states(engine, begun.id) == ["kept"]
    assert len(shelf.kept) == 2


async def test_a_store_that_is_away_is_asked_again(
    files: Files,
    shelf: Shelf,
    clock: Hands,
    engine: AsyncEngine,
    store: PostgresConversations,
    begun: Conversation,
) -> None:
    """What is doomed stays doomed until its bytes are gone."""
    await files.send(begun.id, "bill.pdf", PDF, lambda file: said(store, begun, file))
    await erased(engine, begun.id)
    clock.at += SETTLED + timedelta(seconds=1)
    shelf.away = True
    await files.sweep()
    assert await states(engine, begun.id) == ["doomed"]
    shelf.away = False
    await files.sweep()
    assert (shelf.kept, await states(engine, begun.id)) == ({}, [])


async def test_a_store_that_takes_nothing_dooms_the_upload(
    files: Files, shelf: Shelf, engine: AsyncEngine
) -> None:
    """And nothing was said."""
    conversation_id = new_id()
    shelf.away = True

    async def never(_: SentFile) -> Committed:
        raise AssertionError("said, and not stored")

    with pytest.raises(FileStoreDown):
        await files.send(conversation_id, "bill.pdf", PDF, never)
    assert await states(engine, conversation_id) == ["doomed"]


async def test_a_link_ends(
    files: Files, clock: Hands, store: PostgresConversations, begun: Conversation
) -> None:
    """Good until its end, and nothing afterwards."""
    committed = await files.send(begun.id, "bill.pdf", PDF, lambda f: said(store, begun, f))
    file_id = committed.events[0].body.file.id  # type: ignore[union-attr]
    [link] = await files.links(begun.id, [file_id])
    clock.at += LINK_LIFE - timedelta(seconds=2)
    opened = await files.open(link.whole)
    assert b"".join([piece async for piece in opened.content]) == PDF
    clock.at += timedelta(seconds=2)
    with pytest.raises(NotFound):
        await files.open(link.whole)


async def test_a_conversation_holds_so_much(
    files: Files, engine: AsyncEngine, store: PostgresConversations, begun: Conversation
) -> None:
    """What is there counts, whoever has sent it."""
    await files.send(begun.id, "bill.pdf", PDF, lambda file: said(store, begun, file))
    async with engine.begin() as connection:
        mine = table.c.conversation_id == begun.id
        full = update(table).where(mine).values(bytes=module.CONVERSATION_BYTES)
        await connection.execute(full)
    with pytest.raises(TooManyAttempts) as refused:
        await files.send(begun.id, "bill.pdf", PDF, lambda file: said(store, begun, file))
    assert refused.value.code == "files_full"
