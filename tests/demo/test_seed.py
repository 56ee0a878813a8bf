"""The demo shop: loaded once however often it is loaded, and true to its own log."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from demo.seed import main, seed
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customers import PostgresOrders
from handoff.adapters.postgres.engine import open_engine
from handoff.adapters.postgres.migrate import migrate
from handoff.adapters.postgres.tables import conversations, orders
from handoff.domain.conversation.evolve import replay
from handoff.web.views import conversation_item

SHOP = yaml.safe_load((Path(__file__).parents[2] / "demo" / "shop.yml").read_text("utf-8"))


@pytest.fixture(scope="module")
async def engine(database_url: str) -> Any:
    await migrate(database_url)
    await seed(database_url)
    engine = open_engine(database_url)
    yield engine
    await engine.dispose()


async def _counts(engine: AsyncEngine) -> dict[str, int]:
    tables = ("staff", "customers", "orders", "conversations", "events", "timers")
    async with engine.connect() as connection:
        return {
            name: (await connection.execute(text(f"SELECT count(*) FROM {name}"))).scalar_one()  # noqa: S608 - names from the line above
            for name in tables
        }


async def test_loading_it_again_adds_nothing(engine: AsyncEngine, database_url: str) -> None:
    """Everybody and everything is there once; nothing waits to be done."""
    before = await _counts(engine)
    await seed(database_url)
    assert await _counts(engine) == before
    expected = {name: len(SHOP[name]) for name in ("staff", "customers", "orders", "conversations")}
    assert expected.items() <= before.items()
    assert before["timers"] == 0


async def test_every_conversation_is_the_replay_of_its_log(engine: AsyncEngine) -> None:
    """The seeded past was lived through, not written by hand."""
    store = PostgresConversations(engine)
    async with engine.connect() as connection:
        ids = list(await connection.scalars(select(conversations.c.id)))
    assert len(ids) == len(SHOP["conversations"])
    for given_id in ids:
        log = await store.read(given_id, after=0, limit=500, public_only=False)
        state = await store.load(given_id)
        assert replay(given_id, log) == state
        assert state.owner.kind == "closed"
        assert conversation_item(state).last is not None


async def test_the_orders_are_in_every_state_and_fit_the_wire(engine: AsyncEngine) -> None:
    """Each can be shown; one of them is delayed."""
    async with engine.connect() as connection:
        rows = (await connection.execute(select(orders.c.number))).all()
    source = PostgresOrders(engine)
    found = [await source.by_number(number) for (number,) in rows]
    states = {order.card.state for order in found if order is not None}
    assert len(found) == len(rows)
    assert {"placed", "shipped", "delayed", "delivered", "returned", "refunded"} <= states


def test_loading_needs_to_be_told_where(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a database's URL it says what to set."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert main() == 2
    assert "DATABASE_URL" in capsys.readouterr().err
