"""The whole stack on real parts: PostgreSQL, Valkey, Rasa, its actions, a gateway, one browser."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from playwright.async_api import Browser, BrowserContext, async_playwright, expect

from demo.seed import give_orders, seed
from handoff.adapters.machine import now
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.adapters.postgres.engine import open_engine
from handoff.adapters.postgres.lists import PostgresLists
from handoff.adapters.postgres.migrate import migrate
from handoff.domain.conversation import commands
from handoff.domain.conversation.decisions import append
from handoff.domain.conversation.state import Conversation, Offered, Queued, WithAgent
from handoff.domain.people import Names
from handoff.services.errors import StaleState
from stack.browser import CHROMIUM_FLAGS, DESKTOP, find_browser
from stack.checkout import this_checkout
from stack.free_ports import free_port
from stack.services import Ports, Stack, lacks_nothing
from stack.settings import StackSettings
from stack.supervisor import Service, Supervisor
from tests.e2e.holding import HoldingProxy
from tests.handoff.mail_server import MailServer

# Not the shop's.
CUSTOMERS_ZONE = ZoneInfo("Europe/Berlin")

# Milliseconds for what must come about. A test of how soon it does names its own.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


@dataclass
class Live:
    """A running stack. `proxy` stands between gateway and bot."""

    stack: Stack
    supervisor: Supervisor
    proxy: HoldingProxy
    browser: Browser
    logs: Path
    business: Path  # the shop's hours, read when the gateway starts
    mail: MailServer

    @property
    def address(self) -> str:
        return self.stack.address

    @property
    def database_url(self) -> str:
        return self.stack.database_url

    def kill(self, service: str, number: signal.Signals = signal.SIGKILL) -> None:
        """Nothing but the signal; the supervisor starts it again."""
        os.kill(self.supervisor.pids()[service], number)

    def gateway(self, stack: Stack) -> Service:
        """The gateway of `stack`, with the proxy before its bot, offers that are short, and the
        hours of this test."""
        service = _logging_to(self.logs, stack.gateway())
        changes = {
            "FIRUZE_BOT_URL": self.proxy.url,
            "FIRUZE_OFFER_SECONDS": "30",
            "FIRUZE_GATHER_SECONDS": "0.5",
            "FIRUZE_WRAP_UP_SECONDS": "0",  # `settle` closes chats: the next test may need the agent
            "FIRUZE_BUSINESS_FILE": str(self.business),
            "FIRUZE_RASA_PATH": "/rasa/socket.io",
            "FIRUZE_SMTP_URL": self.mail.url,
            "FIRUZE_MAIL_FROM": "help@shop.example",
        }
        return replace(service, environment={**service.environment, **changes})

    async def restock(self, customer: str) -> None:
        """Puts the orders of a customer of the demo shop back as they were, whatever tests did to them."""
        engine = open_engine(self.database_url, pool_size=1)
        try:
            known = await PostgresCustomers(engine).by_external_id(customer)
            assert known is not None, customer
            await give_orders(engine, customer, known, now())
        finally:
            await engine.dispose()

    async def becomes_ready(self) -> None:
        """Returns when database, Valkey and bot answer the gateway again."""
        async with asyncio.timeout(90):
            while not await lacks_nothing(self.address):  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.2)

    async def keep_hours(self, *, open_always: bool) -> datetime:
        """Keeps other hours from now on; returns when a closed desk opens."""
        opens_at = keep_hours(self.business, open_always=open_always)
        self.kill("gateway")
        await self.becomes_ready()
        return opens_at

    async def settle(self) -> None:
        """Ends what a test left behind: owned chats are closed, waits given up."""
        engine = open_engine(self.database_url)
        try:
            store = PostgresConversations(engine)
            page = await PostgresLists(engine).page("all", None, 100)
            for conversation in [await store.load(brief.id) for brief in page.briefs]:
                await _settle(store, conversation)
        finally:
            await engine.dispose()

    async def context(self, language: str, **device: Any) -> BrowserContext:
        """A browser of its own, as of another person; on a desk, unless another device is given."""
        locale = "fa-IR" if language == "fa" else "en-GB"
        desk = {"viewport": DESKTOP}
        context = await self.browser.new_context(
            locale=locale, timezone_id=CUSTOMERS_ZONE.key, **(desk | device)
        )
        context.set_default_timeout(PATIENCE)
        return context


@asynccontextmanager
async def live_stack(database_url: str, valkey_url: str, logs: Path) -> AsyncIterator[Live]:
    """Everything up and ready; everything down again at the end."""
    stack = Stack(
        checkout=this_checkout(),
        settings=StackSettings(FIRUZE_PORT=free_port()),
        ports=Ports(),
        database_url=database_url,
        redis_url=valkey_url,
        demo=True,
    )
    business = logs / "business.yml"
    keep_hours(business, open_always=True)
    await migrate(database_url)
    await seed(database_url)
    supervisor = Supervisor(lambda _: None)
    async with (
        HoldingProxy(f"http://127.0.0.1:{stack.ports.bot}").running() as proxy,
        MailServer().listening() as mail,
        async_playwright() as playwright,
    ):
        browser = await playwright.chromium.launch(
            executable_path=find_browser(), args=CHROMIUM_FLAGS
        )
        live = Live(stack, supervisor, proxy, browser, logs, business, mail)
        try:
            for service in (
                _logging_to(logs, stack.actions()),
                _logging_to(logs, stack.bot()),
                live.gateway(stack),
            ):
                await supervisor.start(service)
            yield live
        finally:
            await browser.close()
            await supervisor.stop()


def keep_hours(business: Path, *, open_always: bool) -> datetime:
    """Writes the shop's file with its own week, but open around the clock today and tomorrow; or
    closed until nine in five days, which is the time returned."""
    shop = yaml.safe_load((this_checkout().root / "business.yml").read_text(encoding="utf-8"))
    zone = ZoneInfo(shop["timezone"])
    today = datetime.now(zone).date()
    opens_at = datetime.combine(today + timedelta(days=5), time(9), zone)
    shop["holidays"] = []
    if open_always:
        days = (today, today + timedelta(days=1))
        shop["special_days"] = [{"date": day, "hours": ["00:00-24:00"]} for day in days]
    else:
        shop["hours"] = {}
        shop["special_days"] = [{"date": opens_at.date(), "hours": ["09:00-18:00"]}]
    business.write_text(yaml.safe_dump(shop, allow_unicode=True), encoding="utf-8")
    return opens_at


async def _settle(store: PostgresConversations, conversation: Conversation) -> None:
    """The gateway may be quicker: what it has changed is looked at again."""
    try:
        for command in _to_settle(conversation):
            after, events = append(conversation, command, now())
            await store.commit(conversation, after, events)
    except StaleState:
        await _settle(store, await store.load(conversation.id))


def _to_settle(conversation: Conversation) -> Sequence[commands.Command]:
    match conversation.owner:
        case WithAgent() as owner:
            agent = commands.Agent(id=owner.agent_id, names=Names.written(owner.agent_name))
            return [commands.Close(agent=agent)]
        case Queued() | Offered():
            return [commands.OpenTicket(number=0)]
        case _:
            return []


def _logging_to(folder: Path, service: Service) -> Service:
    return replace(service, log=folder / f"{service.name.replace(' ', '-')}.log")
