"""Whether a database needs migrating: asked by commands, without loading what migrates."""

from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from handoff.adapters.postgres.engine import open_engine
from handoff.services.errors import DatabaseDown

MIGRATIONS = Path(__file__).parent / "migrations"

_REVISION = text("SELECT version_num FROM alembic_version")

# Transactions are numbered by each server: what came with a dump of another one may lie in this
# one's future. It keeps its order, below everything to come.
FROM_ANOTHER_SERVER = text("""
SELECT (SELECT max(changed_in) FROM conversations)
  >= (pg_snapshot_xmax(pg_current_snapshot())::text)::bigint
""")


def newest_revision() -> str:
    """That of the last migration: their files are named by it."""
    return max(file.name.partition("_")[0] for file in MIGRATIONS.glob("versions/[0-9]*.py"))


async def is_up_to_date(url: str) -> bool:
    """Whether migrating would find nothing to do. False also for a database that cannot be asked:
    migrating says what is wrong with it."""
    engine = open_engine(url, pool_size=1)
    try:
        async with engine.connect() as connection:
            revision = (await connection.execute(_REVISION)).scalar_one_or_none()
            foreign = (await connection.execute(FROM_ANOTHER_SERVER)).scalar_one()
    except (SQLAlchemyError, DatabaseDown):
        return False
    finally:
        await engine.dispose()
    return revision == newest_revision() and not foreign
