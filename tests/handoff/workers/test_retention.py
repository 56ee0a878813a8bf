"""The worker of retention: what it finishes, what it erases, and what it leaves alone."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import now
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customer_data import PostgresCustomerData
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.domain.conversation import commands as c
from handoff.services.erasures import BATCH, Erasures
from handoff.services.publication import Publication
from handoff.workers.retention import RetentionWorker
from tests.handoff.adapters.pen import Pen

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
DAYS = timedelta(days=400)


@pytest.fixture
def pen(store: PostgresConversations, customers: PostgresCustomers) -> Pen:
    return Pen(store, customers)


def _worker(engine: AsyncEngine, kept_for: timedelta | None) -> RetentionWorker:
    store = PostgresConversations(engine)
    data = PostgresCustomerData(engine)
    return RetentionWorker(Erasures(data, store, Publication(), now), now, kept_for)


def _say() -> c.CustomerSay:
    return c.CustomerSay(text="hello", client_id=str(uuid4()))


async def test_more_than_a_batch_is_erased_in_one_pass(
    engine: AsyncEngine, pen: Pen, store: PostgresConversations
) -> None:
    """However much has gathered: batch after batch; what is recent stays."""
    customer = await pen.customer()
    old = await asyncio.gather(
        *(pen.conversation(_say(), customer=customer, at=LONG_AGO) for _ in range(BATCH + 5))
    )
    recent = await pen.conversation(_say(), at=now())
    await _worker(engine, DAYS).run_once()
    assert all([(await store.load(state.id)).erased for state in old])
    assert not (await store.load(recent.id)).erased


async def test_without_a_setting_nothing_is_erased_that_nobody_asked_for(
    engine: AsyncEngine, pen: Pen, store: PostgresConversations
) -> None:
    """What a command has begun is finished nevertheless."""
    old = await pen.conversation(_say(), at=LONG_AGO)
    asked = await pen.customer()
    begun = await pen.conversation(_say(), customer=asked)
    await PostgresCustomerData(engine).begin_erasure(asked.id)
    await _worker(engine, None).run_once()
    assert not (await store.load(old.id)).erased
    assert (await store.load(begun.id)).erased
