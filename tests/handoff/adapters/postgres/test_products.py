"""The built-in table of products."""

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.postgres.products import CANDIDATES, PostgresProducts
from handoff.domain.shop.order_cards import Money
from handoff.domain.shop.products import Product
from handoff.services.errors import ProductSystemDown

OWL = Product(
    title="بوف کور",
    titles=("The Blind Owl",),
    price=Money(amount="24.80", currency="EUR"),
    available=True,
    attributes={"author": "صادق هدایت"},
)
CAT = Product(title="Persian Cats, a calendar")


@pytest.fixture(autouse=True)
async def _no_products(engine: AsyncEngine) -> None:
    await PostgresProducts(engine).put({}, replace=True)


async def test_an_empty_table_says_that_there_are_no_products(engine: AsyncEngine) -> None:
    """Which is something else than an unknown title."""
    table = PostgresProducts(engine)
    assert await table.candidates("owl") is None
    await table.put({"1": CAT}, replace=False)
    assert await table.candidates("owl") == []


async def test_products_are_found_by_any_word_in_either_script(engine: AsyncEngine) -> None:
    """The one that shares most comes first; all of it comes back."""
    table = PostgresProducts(engine)
    await table.put({"1": CAT, "2": OWL}, replace=False)
    for asked in ("the owl", "بوف", "boof koor", "هدایت"):
        assert await table.candidates(asked) == [OWL]
    assert await table.candidates("persian blind owl") == [OWL, CAT]
    assert await table.candidates("'; DROP TABLE products; --") == []


async def test_an_import_changes_what_is_there_or_replaces_it(engine: AsyncEngine) -> None:
    """The same sku is the same product."""
    table = PostgresProducts(engine)
    await table.put({"1": CAT, "2": CAT}, replace=False)
    await table.put({"2": OWL}, replace=False)
    assert await table.candidates("persian blind owl") == [OWL, CAT]
    await table.put({"2": OWL}, replace=True)
    assert await table.candidates("persian owl") == [OWL]


async def test_candidates_are_bounded(engine: AsyncEngine) -> None:
    """A word of every title does not bring the whole table; more than a batch is written."""
    table = PostgresProducts(engine)
    many = {str(number): Product(title=f"Book {number}") for number in range(600)}
    await table.put(many, replace=True)
    assert len(await table.candidates("book") or ()) == CANDIDATES
    assert (
        next(product.title for product in (await table.candidates("book 599") or ())) == "Book 599"
    )


async def test_a_row_that_is_no_product_counts_as_down(engine: AsyncEngine) -> None:
    """Somebody else has written it."""
    async with engine.begin() as connection:
        await connection.execute(
            text("INSERT INTO products VALUES ('1', '{\"titel\": 1}', ARRAY['owl'])")
        )
    with pytest.raises(ProductSystemDown):
        await PostgresProducts(engine).candidates("owl")
