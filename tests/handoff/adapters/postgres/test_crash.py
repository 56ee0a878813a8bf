"""Readers go on after a crash of PostgreSQL, which gives some transaction numbers a second time."""

import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.adapters.postgres.engine import Database, open_engine, single_statements
from handoff.adapters.postgres.lists import PostgresLists
from handoff.adapters.postgres.migrate import migrate
from handoff.adapters.postgres.subscriptions import PostgresSubscriptions
from handoff.services.errors import DatabaseDown
from handoff.services.ports.subscriptions import Cursor
from stack.embedded.account import service_account
from stack.embedded.postgres import EmbeddedPostgres
from tests.handoff.adapters.pen import Pen, say
from tests.handoff.waiting import eventually
from tests.server_folders import folder_for_servers

SAID = {"customer.said"}
NUMBER = text("SELECT CAST(CAST(pg_current_xact_id() AS text) AS bigint)")
FORGOTTEN = 50  # transactions whose numbers the server gives again
START = Cursor(committed_in=0, conversation_id="0" * 8 + "-0000-0000-0000-" + "0" * 12, seq=0)


@pytest.fixture
def server() -> Iterator[EmbeddedPostgres]:
    """One of the test's own: its crash is nobody else's."""
    with folder_for_servers() as folder:
        server = EmbeddedPostgres(folder, account=service_account())
        server.start()
        yield server
        server.stop()


@pytest.fixture
async def database(server: EmbeddedPostgres) -> AsyncIterator[Database]:
    await migrate(server.url)
    engine = open_engine(server.url)
    yield engine
    await engine.dispose()


async def use_numbers(connection: AsyncConnection) -> int:
    """Transactions that do not wait for the disk; the number that comes next."""
    await connection.execute(text("SET synchronous_commit = off"))
    for _ in range(FORGOTTEN):
        used = await connection.execute(NUMBER)
    return int(used.scalar_one()) + 1


async def kill(connection: AsyncConnection) -> None:
    """Ends this session's process, upon which the server ends all of them and repairs itself."""
    pid = (await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one()
    os.kill(pid, signal.SIGKILL)


async def next_number(engine: Database) -> int:
    """The number of a new transaction, once the server is back."""
    numbers: list[int] = []

    async def is_back() -> bool:
        with suppress(DatabaseDown):
            async with engine.connect() as connection:
                numbers.append((await connection.execute(NUMBER)).scalar_one())
        return bool(numbers)

    await eventually(is_back, "PostgreSQL's return", within=30)
    return numbers[0]


async def test_what_is_committed_after_a_crash_is_read(
    server: EmbeddedPostgres, database: Database
) -> None:
    """By a subscription and by a list whose cursors are from the moment before it."""
    server.sql("ALTER SYSTEM SET wal_writer_delay = '10s'", "firuze")
    server.sql("SELECT pg_reload_conf()", "firuze")
    pen = Pen(PostgresConversations(database), PostgresCustomers(database))
    subscriptions, lists = PostgresSubscriptions(database), PostgresLists(database)
    await pen.conversation(say("before"))
    with suppress(DatabaseDown):
        async with single_statements(database).connect() as connection:
            expected = await use_numbers(connection)
            before = await subscriptions.read(SAID, START, 100)
            cursor = await lists.horizon()
            await kill(connection)
            await connection.execute(NUMBER)
    assert await next_number(database) < expected, "no number comes again: this shows nothing"
    state = await pen.conversation(say("after"))
    after = await subscriptions.read(SAID, before.cursor, 100)
    assert [logged.conversation_id for logged in after.events] == [state.id]
    changes = await lists.changes(cursor, 100)
    assert [brief.id for brief in changes.briefs] == [state.id]
