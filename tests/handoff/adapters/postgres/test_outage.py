"""The pool of connections: a server that is away is DatabaseDown, what it refuses is not."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.adapters.postgres.engine import Database, open_engine, single_statements
from handoff.services.errors import DatabaseDown
from tests.handoff.waiting import PATIENCE

ONE = text("SELECT 1")


@pytest.fixture
async def small(migrated_url: str) -> AsyncIterator[Database]:
    """A pool of two connections."""
    engine = open_engine(migrated_url, pool_size=1)
    yield engine
    await engine.dispose()


async def test_a_server_that_is_not_there_is_an_outage() -> None:
    """Whichever way a connection is taken."""
    engine = open_engine("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(DatabaseDown, match=r"127\.0\.0\.1"):
        async with engine.begin():
            pass
    with pytest.raises(DatabaseDown):
        async with single_statements(engine).connect():
            pass
    await engine.dispose()


async def _cut_off(cut: Database, by: Database) -> None:
    """A statement of `cut`, on a connection that `by` has just ended."""
    async with cut.begin() as connection:
        process = (await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one()
        async with single_statements(by).connect() as other:
            end = text("SELECT pg_terminate_backend(:process, 5000)")
            assert (await other.execute(end, {"process": process})).scalar_one()
        await connection.execute(ONE)


async def test_a_connection_that_ends_in_the_middle_is_an_outage(
    small: Database, engine: Database
) -> None:
    """As when PostgreSQL is restarted: the statement fails as an outage, and the next one finds a new
    connection."""
    with pytest.raises(DatabaseDown):
        await _cut_off(small, by=engine)
    async with small.begin() as connection:
        assert (await connection.execute(ONE)).scalar_one() == 1


@pytest.mark.parametrize(
    ("state", "kind"), [("53100", DatabaseDown), ("58030", DatabaseDown), ("P0001", DBAPIError)]
)
async def test_trouble_that_the_server_tells_of_is_an_outage(
    small: Database, state: str, kind: type[Exception]
) -> None:
    """A full disk and an unreadable file are; a rule of ours that refuses a row is not. The reason is
    PostgreSQL's own, without the statement."""
    raising = text(f"DO $$ BEGIN RAISE 'the reason' USING ERRCODE = '{state}'; END $$")
    with pytest.raises(kind, match="the reason") as raised:
        async with small.begin() as connection:
            await connection.execute(raising)
    assert isinstance(raised.value, DatabaseDown) == ("DO $$" not in str(raised.value))


async def _seat_twice(engine: Database) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TEMPORARY TABLE seats (n integer PRIMARY KEY)"))
        await connection.execute(text("INSERT INTO seats VALUES (1), (1)"))


async def test_what_the_server_refuses_stays_what_it_is(small: Database) -> None:
    """Adapters tell a broken key from a server that is away."""
    with pytest.raises(IntegrityError):
        await _seat_twice(small)


async def test_our_own_errors_pass(small: Database) -> None:
    """An error that a caller raises while holding a connection is not PostgreSQL's."""
    with pytest.raises(LookupError):
        async with small.begin():
            raise LookupError("ours")


async def _driver_of(connection: AsyncConnection) -> Any:
    return (await connection.get_raw_connection()).driver_connection


async def test_a_connection_that_ended_in_the_pool_is_replaced(
    small: Database, engine: Database
) -> None:
    """As after a restart of PostgreSQL while nobody asked for anything: the next caller notices nothing,
    whether the statement goes through SQLAlchemy or straight to the driver."""
    async with single_statements(small).connect() as connection:
        driver, ended = await _driver_of(connection), asyncio.Event()
        driver.add_termination_listener(lambda _: ended.set())
    async with single_statements(engine).connect() as other:
        end = text("SELECT pg_terminate_backend(:process, 5000)")
        assert (await other.execute(end, {"process": driver.get_server_pid()})).scalar_one()
    await asyncio.wait_for(ended.wait(), PATIENCE)
    async with single_statements(small).connect() as connection:
        again = await _driver_of(connection)
        assert again is not driver
        assert await again.fetchval("SELECT 1") == 1


async def _cut_off_on_the_driver(cut: Database, by: Database) -> None:
    async with single_statements(cut).connect() as connection:
        driver = await _driver_of(connection)
        async with single_statements(by).connect() as other:
            end = text("SELECT pg_terminate_backend(:process, 5000)")
            await other.execute(end, {"process": driver.get_server_pid()})
        await driver.fetchval("SELECT 1")


async def test_a_statement_on_the_driver_itself_meets_an_outage_as_any_other_does(
    small: Database, engine: Database
) -> None:
    """Commits go to the driver directly; their callers know one kind of outage."""
    with pytest.raises(DatabaseDown):
        await _cut_off_on_the_driver(small, by=engine)
