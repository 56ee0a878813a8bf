"""Links by which staff choose a password, in PostgreSQL; each is written with the mail that brings it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from handoff.adapters.postgres.deliveries import row_of
from handoff.adapters.postgres.engine import single_statements
from handoff.adapters.postgres.staff import columns_of, member_of
from handoff.adapters.postgres.tables import account_links, deliveries, staff
from handoff.domain.account_links import AccountLink, Ending, Invitation
from handoff.domain.deliveries import Delivery
from handoff.domain.errors import IllegalMove, InvalidInput
from handoff.domain.people import StaffMember
from handoff.services.ports.people import NO_PASSWORD

_NO_PASSWORD = staff.c.password_hash == NO_PASSWORD


class PostgresAccountLinks:
    """Implements `AccountLinkStore`. Each change locks the member's row before it looks at links."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._single = single_statements(engine)

    async def issue(self, link: AccountLink, mail: Delivery | None) -> None:
        async with self._engine.begin() as connection:
            may_have_it = await _locks(connection, link.staff_id, invited=_is_invitation(link))
            if not may_have_it:
                raise IllegalMove("invitation_closed", "They have a password, or are disabled")
            await _void(connection, link.staff_id, link.created_at, "replaced")
            await _write(connection, link, mail)

    async def invite(self, member: StaffMember, link: AccountLink, mail: Delivery | None) -> None:
        values = columns_of(member)
        added = upsert(staff).values(values | {"password_hash": NO_PASSWORD})
        renewed = added.on_conflict_do_update(
            index_elements=[staff.c.id], set_=values, where=staff.c.disabled & _NO_PASSWORD
        )
        try:
            async with self._engine.begin() as connection:
                if (await connection.execute(renewed.returning(staff.c.id))).first() is None:
                    raise _taken()
                await _void(connection, link.staff_id, link.created_at, "replaced")
                await _write(connection, link, mail)
        except IntegrityError:
            raise _taken() from None

    async def get(self, link_id: str) -> AccountLink | None:
        query = select(account_links).where(account_links.c.id == link_id)
        async with self._single.connect() as connection:
            row = (await connection.execute(query)).mappings().first()
        return AccountLink(**row) if row else None

    async def use(self, link: AccountLink, password_hash: str, now: datetime) -> bool:
        mine = (
            update(account_links)
            .where(account_links.c.id == link.id, account_links.c.used_at.is_(None))
            .where(account_links.c.expires_at > now)
            .values(used_at=now, ended="used")
            .returning(account_links.c.id)
        )
        chosen = (
            update(staff).where(staff.c.id == link.staff_id).values(password_hash=password_hash)
        )
        async with self._engine.begin() as connection:
            await _locks(connection, link.staff_id)
            used = (await connection.execute(mine)).first() is not None
            if used:
                await _void(connection, link.staff_id, now, "used")
                await connection.execute(chosen)
        return used

    async def withdraw(self, staff_id: str, now: datetime) -> bool:
        out = update(staff).where(staff.c.id == staff_id).values(disabled=True)
        async with self._engine.begin() as connection:
            if not await _locks(connection, staff_id, invited=True):
                return False
            await connection.execute(out)
            await _void(connection, staff_id, now, "withdrawn")
        return True

    async def invitations(self) -> Sequence[Invitation]:
        query = _open_invitations().order_by(account_links.c.created_at.desc())
        return await self._found(query)

    async def invitation(self, staff_id: str) -> Invitation | None:
        found = await self._found(_open_invitations().where(staff.c.id == staff_id))
        return found[0] if found else None

    async def _found(self, query: Select[Any]) -> Sequence[Invitation]:
        async with self._single.connect() as connection:
            return [_invitation(row) for row in (await connection.execute(query)).mappings()]


def _is_invitation(link: AccountLink) -> bool:
    return link.purpose == "invitation"


async def _locks(connection: AsyncConnection, staff_id: str, *, invited: bool = False) -> bool:
    """Whether the member's row is there; with `invited`, without a password, and not disabled."""
    row = select(staff.c.id).where(staff.c.id == staff_id)
    if invited:
        row = row.where(_NO_PASSWORD, ~staff.c.disabled)
    return (await connection.execute(row.with_for_update(key_share=True))).first() is not None


async def _write(connection: AsyncConnection, link: AccountLink, mail: Delivery | None) -> None:
    await connection.execute(insert(account_links).values(asdict(link)))
    if mail is not None:
        await connection.execute(insert(deliveries).values(row_of(mail)))


async def _void(connection: AsyncConnection, staff_id: str, now: datetime, ended: Ending) -> None:
    """Closes every link of a member that was not closed before."""
    await connection.execute(
        update(account_links)
        .where(account_links.c.staff_id == staff_id, account_links.c.used_at.is_(None))
        .values(used_at=now, ended=ended)
    )


def _taken() -> InvalidInput:
    return InvalidInput("email_taken", "Somebody has this e-mail address")


_LINK = [account_links.c[name].label(f"link_{name}") for name in account_links.c.keys()]  # noqa: SIM118


def _open_invitations() -> Select[Any]:
    """The newest invitation of each member who has no password yet, with its newest mail."""
    newest = (
        select(account_links.c.id)
        .where(account_links.c.staff_id == staff.c.id, account_links.c.purpose == "invitation")
        .order_by(account_links.c.created_at.desc(), account_links.c.id.desc())
        .limit(1)
        .correlate(staff)
        .scalar_subquery()
    )
    return (
        select(staff, *_LINK, deliveries.c.state, deliveries.c.error)
        .join(account_links, account_links.c.id == newest)
        .outerjoin(deliveries, deliveries.c.link_id == account_links.c.id)
        .where(_NO_PASSWORD, ~staff.c.disabled)
    )


def _invitation(row: RowMapping) -> Invitation:
    link = {name: row[f"link_{name}"] for name in account_links.c.keys()}  # noqa: SIM118
    return Invitation(
        member=member_of(row), link=AccountLink(**link), mail=row["state"], error=row["error"]
    )
