"""docs/orders.md: its orders files are read as they stand, its SQL runs, what it lists is complete."""

from pathlib import Path
from typing import get_args

import pytest
from sqlalchemy import text

from handoff.adapters.orders.file import read_orders_file
from handoff.adapters.postgres.customers import PostgresOrders
from handoff.adapters.postgres.engine import open_engine
from handoff.adapters.postgres.migrate import migrate
from handoff.domain.shop.order_cards import OrderState, ParcelStep
from tests.docs.pages import ROOT, Example, examples, the_example

PAGE = "docs/orders.md"
SECRETS = {"WOO_KEY": "ck_1", "WOO_SECRET": "cs_2", "SHOP_TOKEN": "token"}


@pytest.mark.parametrize("example", examples(ROOT / PAGE, "yaml"), ids=str)
def test_an_orders_file_is_read_as_it_stands(tmp_path: Path, example: Example) -> None:
    """The file has its variables and comments."""
    file = tmp_path / "orders.yml"
    file.write_text(example.text, encoding="utf-8")
    shop = read_orders_file(file, SECRETS)
    assert example.text.startswith(f"source: {shop.source}\n")


async def test_an_order_copied_in_by_sql_is_found(database_url: str) -> None:
    """The statement of the page, on the tables as they are."""
    await migrate(database_url)
    engine = open_engine(database_url, pool_size=1)
    try:
        async with engine.begin() as connection:
            await connection.execute(text(the_example(PAGE, "sql", "INSERT").replace(":", "\\:")))
        order = await PostgresOrders(engine).by_number("1042")
    finally:
        await engine.dispose()
    assert order is not None
    assert order.card.state in get_args(OrderState)


def test_all_states_and_steps_are_listed() -> None:
    """A reader who maps their own states finds every target listed here."""
    page = (ROOT / PAGE).read_text(encoding="utf-8")
    listed = " ".join(page[page.index("- States:") : page.index("- `cancel` and")].split())
    states, steps = (part.split("`")[1].split() for part in listed.split("Steps:"))
    assert sorted(states) == sorted(get_args(OrderState))
    assert sorted(steps) == sorted(get_args(ParcelStep))
