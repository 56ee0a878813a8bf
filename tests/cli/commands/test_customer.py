"""`./firuze customer revoke`: a customer's tokens end, whichever way the customer is named."""

import asyncio

import pytest
from typer.testing import CliRunner

from cli.commands.customer import customers
from handoff.adapters.machine import new_id, now
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.adapters.postgres.engine import open_engine
from handoff.adapters.postgres.migrate import migrate
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.decisions import append
from handoff.domain.conversation.state import Conversation
from handoff.domain.people import Customer

NIKA = Customer(
    id=new_id(),
    external_id="nika",
    name="Nika",
    email=None,
    phone=None,
    language="en",
    created_at=now(),
)
CONVERSATION = new_id()


@pytest.fixture(scope="module")
async def firuze(database_url: str) -> CliRunner:
    """The command line on a database in which Nika has a conversation."""
    await migrate(database_url)
    engine = open_engine(database_url, pool_size=1)
    await PostgresCustomers(engine).add(NIKA)
    start = c.Start(customer_id=NIKA.id, customer_name="Nika", language="en")
    before = Conversation(id=CONVERSATION)
    await PostgresConversations(engine).commit(before, *append(before, start, now()))
    await engine.dispose()
    return CliRunner()


async def _revocations(database_url: str) -> int:
    engine = open_engine(database_url, pool_size=1)
    try:
        return (await PostgresCustomers(engine).get(NIKA.id)).revocations
    finally:
        await engine.dispose()


@pytest.mark.parametrize("who", ["nika", NIKA.id, CONVERSATION])
def test_a_customer_is_revoked_by_any_of_their_ids(
    firuze: CliRunner, database_url: str, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    """The shop's id, Firuze's own, or that of a conversation."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    before = asyncio.run(_revocations(database_url))
    done = firuze.invoke(customers, ["revoke", who])
    assert done.exit_code == 0, done.output
    assert "Nika" in done.output
    assert asyncio.run(_revocations(database_url)) == before + 1


@pytest.mark.parametrize("who", ["nobody", new_id()])
def test_a_customer_that_there_is_not_is_named(
    firuze: CliRunner, database_url: str, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    """Nothing changes, and the answer says so."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    done = firuze.invoke(customers, ["revoke", who])
    assert done.exit_code == 1
    assert who in str(done.exception)
