"""The staff's accounts and their links, on real servers, with a mail server or without."""

from collections.abc import Awaitable
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.account_links import PostgresAccountLinks
from handoff.adapters.postgres.tables import deliveries
from handoff.adapters.signatures import ArgonPasswords, SignedLinks
from handoff.adapters.valkey.limits import ValkeyLimits
from handoff.domain.errors import Refusal
from handoff.domain.language import Language
from handoff.domain.people import Names, Role, StaffMember
from handoff.services.account_links import AccountLinks, LinkBook, LinkMaker
from handoff.services.invitations import Invitations, Invited, Invitee, Inviter
from handoff.services.ports.limits import ClientNetwork
from handoff.services.staff import Skills
from tests.handoff.services.accounts import PASSWORD, SECRET, Accounts

if TYPE_CHECKING:
    from tests.handoff.services.conftest import Clock

OTHER = "another staple entirely"
HOME = ClientNetwork("192.0.2.7")


class Office:
    """Accounts and their links; `mailless` is without a mail server."""

    def __init__(self, engine: AsyncEngine, clock: "Clock", limits: ValkeyLimits) -> None:
        self.engine, self.clock, self.limits = engine, clock, limits
        self.signer = SignedLinks(SECRET)
        self.accounts = Accounts(engine, limits._valkey, clock, ArgonPasswords())
        self.sessions, self.directory = self.accounts.sessions, self.accounts.directory
        log = self.accounts.log
        self.store = PostgresAccountLinks(engine)
        book = LinkBook(self.store, self.accounts.staff, self.signer, "https://help.example")
        mailing, silent = (LinkMaker(clock, new_id, mails) for mails in (True, False))
        self.links = AccountLinks(self.directory, book, mailing, log, answer_seconds=0)
        self.unhurried = AccountLinks(self.directory, book, mailing, log)
        self.mailless = AccountLinks(self.directory, book, silent, log)
        self.invitations = Invitations(book, mailing, log)
        self.by_hand = Invitations(book, silent, log)

    async def hire(self, role: Role = "agent") -> StaffMember:
        return await self.accounts.hire(role, PASSWORD)

    async def invite(
        self,
        email: str | None = None,
        role: Role = "agent",
        language: Language = "en",
        inviter: Inviter | None = None,
    ) -> Invited:
        """By an operator, unless somebody else invites."""
        return await self.invitations.invite(
            invitee(email, role=role, language=language), inviter or Inviter()
        )

    async def forgotten(self, email: str, network: ClientNetwork = HOME) -> None:
        await self.links.forgotten(email, "en", network, self.limits)

    async def mailed(self, email: str) -> list[str]:
        """The secrets that were mailed to the address, oldest first."""
        query = (
            select(deliveries.c.link_id)
            .where(deliveries.c.to == email)
            .order_by(deliveries.c.created_at, deliveries.c.id)
        )
        async with self.engine.connect() as connection:
            return [self.signer.sign(x) for x in (await connection.execute(query)).scalars()]

    async def log_in(self, email: str, password: str) -> str:
        return (await self.accounts.log_in(email, password)).token


OMID = Names(en="Omid", fa="امید")


def invitee(
    email: str | None = None,
    *,
    names: Names = OMID,
    role: Role = "agent",
    language: Language = "en",
    skills: Skills | None = None,
) -> Invitee:
    return Invitee(
        email=email or new_email(),
        names=names,
        role=role,
        language=language,
        skills=skills or Skills(),
    )


def new_email() -> str:
    return f"omid-{new_id()}@books.example"


def token_of(invited: Invited) -> str:
    return invited.url.rpartition("/")[2]


async def refused(attempt: Awaitable[object]) -> str:
    """The code of the refusal."""
    with pytest.raises(Refusal) as refusal:
        await attempt
    return refusal.value.code


async def why_closed(attempt: Awaitable[object]) -> tuple[str, object]:
    """The code of the refusal of a link, and why the link is closed."""
    with pytest.raises(Refusal) as refusal:
        await attempt
    return refusal.value.code, refusal.value.data.get("why")
