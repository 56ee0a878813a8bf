"""What the doctor says of reactions and deliveries, beside a real PostgreSQL."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.commands.doctor import examine
from handoff.adapters.machine import now
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.adapters.postgres.deliveries import row_of
from handoff.adapters.postgres.engine import open_engine
from handoff.adapters.postgres.migrate import migrate
from handoff.adapters.postgres.subscriptions import PostgresSubscriptions
from handoff.adapters.postgres.tables import deliveries, postponed_reactions, subscriptions
from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.decisions import append
from handoff.domain.deliveries import Delivery, DeliveryState
from handoff.services.reactions.missed_offers import MissedOffers
from stack.checkout import Checkout
from stack.checks.backlog import LATE, backlog_findings
from stack.checks.finding import Finding
from stack.errors import CliError
from stack.free_ports import free_port
from tests.handoff.adapters.pen import SARA, Pen


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """A house where the reader of missed offers has come to the end, and nothing is to be mailed."""
    await migrate(database_url)
    engine = open_engine(database_url)
    async with engine.begin() as connection:
        for table in (postponed_reactions, subscriptions, deliveries):
            await connection.execute(delete(table))
    await PostgresSubscriptions(engine).declare(MissedOffers.name, "now")
    yield engine
    await engine.dispose()


async def look(database_url: str, *, sends_mail: bool = True) -> tuple[Finding, Finding]:
    reactions, mail = await backlog_findings(database_url, sends_mail=sends_mail)
    assert (reactions.subject, mail.subject) == ("Reactions", "Deliveries")
    return reactions, mail


async def an_offer_runs_out(engine: AsyncEngine, seconds_ago: float) -> tuple[str, int]:
    """Where the event stands that the reader has not handled."""
    at = now() - timedelta(seconds=seconds_ago)
    store = PostgresConversations(engine)
    pen = Pen(store, PostgresCustomers(engine))
    offered = await pen.conversation(c.RequestPerson(), c.Offer(agent=SARA, deadline=at), at=at)
    after, recorded = append(offered, c.ExpireOffer(epoch=offered.epoch), at)
    await store.commit(offered, after, recorded)
    return after.id, next(x.seq for x in recorded if isinstance(x.body, e.OfferExpired))


async def to_be_mailed(engine: AsyncEngine, *states: DeliveryState) -> None:
    rows = [
        Delivery(
            id=str(uuid4()),
            kind="answer",
            to="nika@mail.example",
            language="fa",
            state=state,
            due_at=now(),
            expires_at=now() + timedelta(days=1),
            created_at=now(),
            tries=1,
        )
        for state in states
    ]
    async with engine.begin() as connection:
        await connection.execute(insert(deliveries), [row_of(row) for row in rows])


async def test_a_house_with_nothing_left_to_do_is_well(
    engine: AsyncEngine, database_url: str
) -> None:
    """Both are said, so that nobody must guess whether they were looked at."""
    reactions, mail = await look(database_url)
    assert (reactions.kind, mail.kind) == ("good", "good")


async def test_a_reader_that_is_late_is_a_failure(engine: AsyncEngine, database_url: str) -> None:
    """How many events, since when, and where to look; what has just come is no failure."""
    await an_offer_runs_out(engine, 5)
    fresh, _ = await look(database_url)
    assert (fresh.kind, "missed_offers is 1 behind" in fresh.state) == ("note", True)
    await an_offer_runs_out(engine, LATE.total_seconds() + 5)
    late, _ = await look(database_url)
    assert late.is_failure
    assert "missed_offers is 2 behind, the oldest of " in late.state
    assert "reaction.failed" in late.advice
    assert "docs/subsystems/reactions.md" in late.advice


async def test_events_that_were_given_up_are_a_failure(
    engine: AsyncEngine, database_url: str
) -> None:
    """With the way to have them tried again, which is in the page that is named."""
    conversation_id, seq = await an_offer_runs_out(engine, 5)
    row = {"subscription": MissedOffers.name, "conversation_id": conversation_id, "seq": seq}
    async with engine.begin() as connection:
        await connection.execute(
            insert(postponed_reactions).values(row | {"tries": 8, "error": "ValueError"})
        )
    reactions, _ = await look(database_url)
    assert reactions.is_failure
    assert "has given up 1" in reactions.state
    assert "tried again: docs/subsystems/reactions.md" in reactions.advice
    page, _, section = reactions.advice.rstrip(".").rpartition(": ")[2].partition(", ")
    described = (Path(__file__).parents[3] / page).read_text("utf-8")
    assert f"## {section}\n" in described
    assert "UPDATE postponed_reactions" in described


async def test_deliveries_are_counted(engine: AsyncEngine, database_url: str) -> None:
    """What waits is on its way; what has failed is for people to see, in the console."""
    await to_be_mailed(engine, "waiting", "sending", "sent")
    _, mail = await look(database_url)
    assert (mail.kind, mail.state) == ("good", "2 wait, 0 failed")
    await to_be_mailed(engine, "failed")
    _, mail = await look(database_url)
    assert (mail.kind, mail.state) == ("note", "2 wait, 1 failed")
    assert "Send now" in mail.advice


async def test_without_a_mail_server_deliveries_wait_in_vain(
    engine: AsyncEngine, database_url: str
) -> None:
    """The doctor says so."""
    await to_be_mailed(engine, "waiting")
    _, mail = await look(database_url, sends_mail=False)
    assert (mail.kind, "without a mail server" in mail.advice) == ("note", True)


async def test_a_database_without_tables_has_no_backlog(postgres_url: str) -> None:
    """`up` will make them."""
    assert await backlog_findings(postgres_url, sends_mail=True) == []


async def test_a_server_that_is_away_is_said() -> None:
    """It is no empty backlog."""
    with pytest.raises(CliError, match="cannot be read"):
        await backlog_findings(f"postgresql://127.0.0.1:{free_port()}/shop", sends_mail=True)


async def test_the_doctor_tells_of_both(
    engine: AsyncEngine,
    database_url: str,
    checkout: Checkout,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The doctor still checks everything else."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    await to_be_mailed(engine, "failed")
    found = {finding.subject: finding.state for finding in await examine(checkout)}
    assert found["Reactions"] == "everything that has happened is handled"
    assert found["Deliveries"] == "0 wait, 1 failed"
