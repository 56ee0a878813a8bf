"""The migrations make exactly the schema that the code expects."""

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.postgres.engine import database_url, open_engine
from handoff.adapters.postgres.migrate import main, migrate
from handoff.adapters.postgres.schema import MIGRATIONS, is_up_to_date, newest_revision
from handoff.adapters.postgres.tables import metadata
from handoff.domain.errors import InvalidInput


def _differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


async def test_a_migrated_database_has_the_tables_of_the_code(engine: AsyncEngine) -> None:
    """Nothing is missing, nothing is left over, no type differs."""
    async with engine.connect() as connection:
        assert await connection.run_sync(_differences) == []


async def test_migrating_again_changes_nothing(migrated_url: str, engine: AsyncEngine) -> None:
    """A second run finds everything there."""
    await migrate(migrated_url)
    async with engine.connect() as connection:
        assert await connection.run_sync(_differences) == []


async def test_a_database_is_up_to_date_once_it_is_migrated(
    database_url: str, migrated_url: str
) -> None:
    """One without tables, one that another version made, and one that cannot be reached are not."""
    assert newest_revision() == ScriptDirectory(str(MIGRATIONS)).get_current_head()
    assert await is_up_to_date(migrated_url)
    assert not await is_up_to_date(database_url)
    assert not await is_up_to_date("postgresql://nobody@127.0.0.1:1/nothing")
    engine = open_engine(migrated_url)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert not await is_up_to_date(migrated_url)
    async with engine.begin() as connection:
        await connection.execute(
            text("UPDATE alembic_version SET version_num = :newest"), {"newest": newest_revision()}
        )
    await engine.dispose()
    assert await is_up_to_date(migrated_url)


def test_migrating_needs_to_be_told_where(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a database's URL it says what to set."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert main() == 2
    assert "DATABASE_URL" in capsys.readouterr().err


@pytest.mark.parametrize("url", ["mysql://u@h/d", "sqlite:///x", "no url at all", ""])
def test_a_url_of_something_else_is_refused(url: str) -> None:
    """Only PostgreSQL keeps the record."""
    with pytest.raises(InvalidInput) as refused:
        database_url(url)
    assert refused.value.code == "database_url"


async def test_an_engine_connects_only_when_it_is_used() -> None:
    """The gateway starts while its database is still starting."""
    engine = open_engine("postgresql://nobody@127.0.0.1:1/nothing")
    await engine.dispose()
