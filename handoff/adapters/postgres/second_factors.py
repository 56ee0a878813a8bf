"""Second steps of signing in, in PostgreSQL: encrypted secrets, and hashes of recovery codes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from handoff.adapters.postgres.engine import single_statements
from handoff.adapters.postgres.tables import recovery_codes, second_factors
from handoff.domain.second_factor import SecondFactor

_FIELDS = ("staff_id", "sealed", "since", "last_step")


class PostgresSecondFactors:
    """Implements `SecondFactorStore`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._single = single_statements(engine)

    async def get(self, staff_id: str) -> SecondFactor | None:
        left = (
            select(func.count())
            .where(recovery_codes.c.staff_id == staff_id, recovery_codes.c.used_at.is_(None))
            .scalar_subquery()
            .label("recovery_left")
        )
        query = select(second_factors, left).where(second_factors.c.staff_id == staff_id)
        async with self._single.connect() as connection:
            row = (await connection.execute(query)).mappings().first()
        return SecondFactor(**row) if row else None

    async def put(
        self, factor: SecondFactor, recovery_hashes: Sequence[str], *, replacing: bool
    ) -> bool:
        row = {name: getattr(factor, name) for name in _FIELDS}
        new = upsert(second_factors).values(row)
        kept = (
            new.on_conflict_do_update(index_elements=["staff_id"], set_=row)
            if replacing
            else new.on_conflict_do_nothing()
        )
        async with self._engine.begin() as connection:
            found = await connection.execute(kept.returning(second_factors.c.staff_id))
            put = found.first() is not None
            if put:
                await _renew(connection, factor.staff_id, recovery_hashes)
        return put

    async def spend_step(self, staff_id: str, step: int) -> bool:
        mine = (
            update(second_factors)
            .where(second_factors.c.staff_id == staff_id, second_factors.c.last_step < step)
            .values(last_step=step)
            .returning(second_factors.c.staff_id)
        )
        async with self._single.connect() as connection:
            return (await connection.execute(mine)).first() is not None

    async def spend_recovery(self, staff_id: str, recovery_hash: str, now: datetime) -> bool:
        mine = (
            update(recovery_codes)
            .where(recovery_codes.c.staff_id == staff_id, recovery_codes.c.used_at.is_(None))
            .where(recovery_codes.c.hash == recovery_hash)
            .values(used_at=now)
            .returning(recovery_codes.c.hash)
        )
        async with self._single.connect() as connection:
            return (await connection.execute(mine)).first() is not None

    async def renew_recovery(self, staff_id: str, recovery_hashes: Sequence[str]) -> None:
        async with self._engine.begin() as connection:
            await _renew(connection, staff_id, recovery_hashes)

    async def remove(self, staff_id: str) -> bool:
        gone = (
            delete(second_factors)
            .where(second_factors.c.staff_id == staff_id)
            .returning(second_factors.c.staff_id)
        )
        async with self._single.connect() as connection:
            return (await connection.execute(gone)).first() is not None


async def _renew(connection: AsyncConnection, staff_id: str, hashes: Sequence[str]) -> None:
    await connection.execute(delete(recovery_codes).where(recovery_codes.c.staff_id == staff_id))
    await connection.execute(
        insert(recovery_codes).values([{"staff_id": staff_id, "hash": each} for each in hashes])
    )
