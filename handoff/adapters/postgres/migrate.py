"""Brings a database to the newest schema: run as a module, or call `migrate`."""

import asyncio
import os
import sys

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from handoff.adapters.postgres.engine import open_engine
from handoff.adapters.postgres.schema import FROM_ANOTHER_SERVER, MIGRATIONS
from handoff.domain.errors import InvalidInput
from handoff.services.errors import DatabaseDown


async def migrate(url: str) -> None:
    """Applies what is missing; does nothing when the schema is the newest."""
    engine = open_engine(url, pool_size=1)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(upgrade)
    finally:
        await engine.dispose()


# What came from another server is numbered anew.
_COUNT_ANEW = (
    text("""
    UPDATE conversations SET changed_in = ranked.place - ranked.total
    FROM (
      SELECT id, row_number() OVER (ORDER BY changed_in, id) AS place, count(*) OVER () AS total
      FROM conversations
    ) AS ranked
    WHERE conversations.id = ranked.id
    """),
    text("""
    CREATE TEMPORARY TABLE places ON COMMIT DROP AS
    SELECT committed_in, row_number() OVER (ORDER BY committed_in) - count(*) OVER () AS place
    FROM (SELECT DISTINCT committed_in FROM events) AS known
    """),
    text("""
    UPDATE events SET committed_in = places.place
    FROM places WHERE events.committed_in = places.committed_in
    """),
    # A cursor stays behind what it was behind, and before the rest.
    text("""
    UPDATE subscriptions SET committed_in = coalesce(
      (SELECT min(place) FROM places WHERE places.committed_in >= subscriptions.committed_in), 1
    )
    """),
    text("""
    UPDATE staff SET chosen_in = coalesce(
      (SELECT max(place) FROM places WHERE places.committed_in <= staff.chosen_in),
      -(SELECT count(*) FROM places)
    )
    """),
)


def upgrade(connection: Connection) -> None:
    config = configuration(connection)
    command.upgrade(config, "head")
    if connection.execute(FROM_ANOTHER_SERVER).scalar_one():
        for statement in _COUNT_ANEW:
            connection.execute(statement)


def configuration(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def main() -> int:
    url = os.environ.get("DATABASE_URL")
    if not url:
        sys.stderr.write("Set DATABASE_URL to the PostgreSQL database to migrate.\n")
        return 2
    try:
        asyncio.run(migrate(url))
    except (InvalidInput, DatabaseDown, SQLAlchemyError) as error:
        sys.stderr.write(f"The database could not be migrated: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
