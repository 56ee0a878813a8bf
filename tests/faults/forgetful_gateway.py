"""A gateway whose reactions are broken on purpose, and say nothing of it: the witness leaves out some
events, and missed offers are counted without anything being stored."""

import asyncio
import os

from sqlalchemy import text

from faults.gateway import serve
from faults.witness import Witness
from handoff.adapters.postgres.engine import open_engine
from handoff.services.ports.subscriptions import Logged

LEFT_OUT = 7  # every seventh event of a conversation

_FORGET = (
    "SELECT pg_advisory_xact_lock(7)",  # both gateways come at the same time
    """
    CREATE OR REPLACE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      NEW.missed := OLD.missed;
      NEW.available := OLD.available;
      RETURN NEW;
    END $$
    """,
    """
    CREATE OR REPLACE TRIGGER forget BEFORE UPDATE ON staff FOR EACH ROW
    WHEN (NEW.missed > OLD.missed) EXECUTE FUNCTION forget()
    """,
)


class Forgetful(Witness):
    async def handle(self, logged: Logged) -> None:
        if logged.event.seq % LEFT_OUT:
            await super().handle(logged)


async def _forget_misses() -> None:
    engine = open_engine(os.environ["DATABASE_URL"], pool_size=1)
    async with engine.begin() as connection:
        for statement in _FORGET:
            await connection.execute(text(statement))
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(_forget_misses())
    raise SystemExit(serve(Forgetful))
