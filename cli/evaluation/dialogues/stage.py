"""The shop in which dialogues are played: the demo shop on servers of its own, open, on a Monday."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncEngine

from bench.premises import Premises, open_premises
from cli.evaluation.dialogues.scripts import Script
from demo.seed import give_orders
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.adapters.postgres.engine import open_engine
from handoff.domain.people import Customer
from handoff.services.identities import ClaimedIdentity, identity_signature
from stack.screen import Screen
from stack.services import answers
from stack.tools import run_tool

# Eleven in the morning in Tehran, on a Monday without a holiday near: the shop is open.
NOW = datetime(2026, 11, 30, 7, 30, tzinfo=UTC)
VOUCHED_FOR = timedelta(hours=12)

Identity = Mapping[str, str | int]


@dataclass
class Stage:
    """A running shop. `facts` are the demo shop's customers, by key."""

    address: str
    store: PostgresConversations
    engine: AsyncEngine
    secret: str
    facts: Mapping[str, Any]
    _turns: dict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    @asynccontextmanager
    async def signed_in(self, script: Script) -> AsyncIterator[Identity | None]:
        """The shop vouches for the customer of this dialogue, if it names one.

        It is a new customer with the name, the contact and the orders of the one in the script, so that no
        dialogue remembers another one. Dialogues of one customer are played one after the other,
        and each begins with the orders as they were.
        """
        if script.customer is None:
            yield None
            return
        async with self._turns[script.customer]:
            customer = self._customer(script.customer)
            await PostgresCustomers(self.engine).add(customer)
            await give_orders(self.engine, script.customer, customer, NOW)
            yield self._vouched(customer)

    def _customer(self, key: str) -> Customer:
        facts = self.facts[key]
        return Customer(
            id=str(uuid4()),
            external_id=f"{key}-{uuid4()}",
            name=facts["name"][facts["language"]],
            email=facts["email"],
            phone=facts["phone"],
            language=facts["language"],
            created_at=NOW - timedelta(days=90),
        )

    def _vouched(self, customer: Customer) -> Identity:
        claimed = ClaimedIdentity(
            external_id=customer.external_id or "",
            expires=int((NOW + VOUCHED_FOR).timestamp()),
            signature="",
            name=customer.name,
            email=customer.email,
            phone=customer.phone,
        )
        return {
            "id": claimed.external_id,
            "expires": claimed.expires,
            "signature": identity_signature(self.secret, claimed),
            "name": claimed.name or "",
            "email": claimed.email or "",
            "phone": claimed.phone or "",
        }


@asynccontextmanager
async def open_stage(screen: Screen, facts: Mapping[str, Any]) -> AsyncIterator[Stage]:
    """Servers, bot, actions and a gateway of their own, with the demo shop and nobody at the desk.
    The bot must be trained.

    Raises:
        CliError: something could not be started, or did not stay up.
    """
    async with open_premises(screen) as premises:
        premises.stack = replace(premises.stack, demo=True)
        async with screen.step("The demo shop", "people and orders"):
            await _furnish(premises)
        async with screen.step("Bot and gateway", "the model is loaded"):
            await _start(premises)
        engine = open_engine(premises.postgres.url)
        try:
            yield Stage(
                address=premises.stack.address,
                store=PostgresConversations(engine),
                engine=engine,
                secret=premises.stack.gateway_environment()["FIRUZE_IDENTITY_SECRET"],
                facts=facts,
            )
        finally:
            await engine.dispose()


async def _furnish(premises: Premises) -> None:
    await run_tool(
        [str(premises.checkout.python), "-m", "demo.seed", NOW.isoformat()],
        folder=premises.checkout.root,
        log=premises.folder / "seed.log",
        environment=premises.stack.tool_environment(),
        failed="The demo shop could not be loaded.",
    )


async def _start(premises: Premises) -> None:
    stack = premises.stack
    gateway = stack.gateway()
    moved = [str(stack.checkout.python), "-m", "cli.evaluation.dialogues.gateway", NOW.isoformat()]
    shop = {"FIRUZE_BUSINESS_FILE": str(stack.checkout.root / "business.yml")}
    services = (
        stack.actions(),
        stack.bot(),
        replace(
            gateway,
            command=moved,
            environment={**gateway.environment, **shop},
            is_ready=lambda: answers(f"{stack.address}/readyz"),
        ),
    )
    for service in services:
        await premises.start(service)
