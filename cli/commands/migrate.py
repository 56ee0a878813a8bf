"""`./firuze migrate`: brings the database's tables up to date."""

import asyncio

from stack.checkout import this_checkout
from stack.database import migrated_database
from stack.screen import Screen
from stack.settings import load_settings


def migrate() -> None:
    """Bring the database's tables up to date."""
    checkout, screen = this_checkout(), Screen()

    async def run() -> None:
        async with migrated_database(checkout, load_settings(checkout), screen):
            screen.say("The database is up to date.")

    asyncio.run(run())
