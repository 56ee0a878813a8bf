"""What the doctor says of the built-in table of products, beside a real PostgreSQL."""

import pytest

from cli.commands.doctor import examine
from handoff.adapters.postgres.engine import open_engine
from handoff.adapters.postgres.migrate import migrate
from handoff.adapters.postgres.products import PostgresProducts
from handoff.domain.shop.products import Product
from stack.checkout import this_checkout
from stack.checks.finding import Finding
from stack.checks.shop_systems import has_built_in_products
from stack.errors import CliError
from stack.free_ports import free_port


async def _put(database_url: str, products: dict[str, Product]) -> None:
    engine = open_engine(database_url, pool_size=1)
    await PostgresProducts(engine).put(products, replace=True)
    await engine.dispose()


async def _found() -> Finding:
    findings = await examine(this_checkout())
    return next(finding for finding in findings if finding.subject == "Products")


async def test_the_doctor_notes_that_the_bot_knows_no_product(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An operator who has not imported any hears so, with the command that does; also before the tables are
    made, and not once there is one."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    for make_tables in (False, True):
        if make_tables:
            await migrate(database_url)
        finding = await _found()
        assert (finding.kind, finding.state) == ("note", "the built-in table is empty")
        assert "./firuze products import" in finding.advice
    await _put(database_url, {"1": Product(title="Persian Cats, a calendar")})
    assert await _found() == Finding("Products", "in the built-in table")
    await _put(database_url, {})


async def test_a_database_that_is_down_is_named() -> None:
    """The doctor does not take it for an empty table."""
    with pytest.raises(CliError, match="cannot be read"):
        await has_built_in_products(f"postgresql://firuze@127.0.0.1:{free_port()}/none")
