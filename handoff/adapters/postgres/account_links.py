"""Links that let staff choose a password, in PostgreSQL; each is written with the mail that brings it."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from handoff.adapters.postgres.deliveries import row_of
from handoff.adapters.postgres.engine import single_statements
from handoff.adapters.postgres.tables import account_links, deliveries
from handoff.domain.account_links import AccountLink
from handoff.domain.deliveries import Delivery


class PostgresAccountLinks:
    """Implements `AccountLinkStore`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._single = single_statements(engine)

    async def issue(self, link: AccountLink, mail: Delivery | None) -> None:
        async with self._engine.begin() as connection:
            await _void(connection, link.staff_id, link.created_at)
            await connection.execute(insert(account_links).values(asdict(link)))
            if mail is not None:
                await connection.execute(insert(deliveries).values(row_of(mail)))

    async def get(self, link_id: str) -> AccountLink | None:
        query = select(account_links).where(account_links.c.id == link_id)
        async with self._single.connect() as connection:
            row = (await connection.execute(query)).mappings().first()
        return AccountLink(**row) if row else None

    async def use(self, link: AccountLink, now: datetime) -> bool:
        mine = (
            update(account_links)
            .where(account_links.c.id == link.id, account_links.c.used_at.is_(None))
            .where(account_links.c.expires_at > now)
            .values(used_at=now)
            .returning(account_links.c.id)
        )
        async with self._engine.begin() as connection:
            used = (await connection.execute(mine)).first() is not None
            if used:
                await _void(connection, link.staff_id, now)
        return used


async def _void(connection: AsyncConnection, staff_id: str, now: datetime) -> None:
    """Closes every open link of a member."""
    await connection.execute(
        update(account_links)
        .where(account_links.c.staff_id == staff_id, account_links.c.used_at.is_(None))
        .values(used_at=now)
    )
