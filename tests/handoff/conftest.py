"""The gateway on real servers: a migrated database, a flushed Valkey, a bot that does as told."""

import logging
import traceback
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import structlog
from redis.asyncio import Redis
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id, now
from handoff.adapters.postgres.clock import Measure
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.adapters.postgres.engine import open_engine
from handoff.adapters.postgres.staff import PostgresStaff
from handoff.adapters.postgres.tables import deliveries
from handoff.adapters.signatures import SignedTokens
from handoff.app import Gateway, run_gateway
from handoff.domain.conversation.commands import Agent, Identify, Start
from handoff.domain.conversation.decisions import append
from handoff.domain.conversation.state import Conversation
from handoff.domain.people import Customer, Names
from handoff.services.errors import StaleState
from handoff.services.identities import ClaimedIdentity, identity_signature
from handoff.services.staff import StaffDirectory
from handoff.settings import Settings
from handoff.wiring.operating import staff_directory
from tests.handoff.browsers import Console, Widget
from tests.handoff.scripted_bot import SECRET as BOT_SECRET
from tests.handoff.scripted_bot import ScriptedBot

IDENTITY_SECRET = "identity-secret-of-the-tests"
INTERNAL_SECRET = "internal-secret-of-the-tests"
PASSWORD = "correct horse battery"

BUSINESS = """
name: {en: Book Corner, fa: کنج کتاب}
timezone: Asia/Tehran
currency: IRR
hours:
  saturday: ["09:00-13:00", "16:00-20:00"]
holidays:
  - {date: 2027-03-21, name: {en: Nowruz, fa: نوروز}}
contact: {email: help@books.example}
policies:
  delivery_time: {en: Two days., fa: دو روز.}
"""


@pytest.fixture(scope="module")
async def engine(migrated_url: str) -> AsyncIterator[AsyncEngine]:
    engine = open_engine(migrated_url)
    yield engine
    await engine.dispose()


@pytest.fixture(scope="module")
def store(engine: AsyncEngine) -> PostgresConversations:
    return PostgresConversations(engine)


@pytest.fixture(scope="module")
def customers(engine: AsyncEngine) -> PostgresCustomers:
    return PostgresCustomers(engine)


@pytest.fixture(scope="module")
def staff_store(engine: AsyncEngine) -> PostgresStaff:
    return PostgresStaff(engine)


@pytest.fixture
async def valkey(valkey_url: str) -> AsyncIterator[Redis]:
    """The session's Valkey, emptied."""
    client = Redis.from_url(valkey_url)
    await client.flushall()
    yield client
    await client.aclose()


@pytest.fixture
async def bot() -> AsyncIterator[ScriptedBot]:
    async with ScriptedBot().listening() as bot:
        yield bot


@pytest.fixture(scope="session")
def business_file(servers_folder: Path) -> Path:
    path = servers_folder / "business.yml"
    path.write_text(BUSINESS, encoding="utf-8")
    return path


IN_PERSIAN = {"Sara": "سارا", "Omid": "امید", "Leila": "لیلا"}


@dataclass
class House:
    """Everything a test needs to run gateways and to walk in as customer or staff."""

    settings: dict[str, Any]
    stack: AsyncExitStack
    directory: StaffDirectory
    engine: AsyncEngine
    gateways: list[Gateway] = field(default_factory=list)
    agents: dict[str, Agent] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)  # customers by their conversations

    async def open_gateway(self, measure: Measure | None = None, **changes: object) -> Gateway:
        gateway = await self.stack.enter_async_context(
            run_gateway(Settings(**(self.settings | changes)), measure)
        )
        self.gateways.append(gateway)
        return gateway

    @property
    def base(self) -> str:
        return base_of(self.gateways[0])

    async def hire(self, name: str, role: str = "agent", capacity: int = 4) -> str:
        """A new member of the staff; returns the e-mail address."""
        email = f"{name.lower()}-{new_id()}@books.example"
        names = Names(en=name, fa=IN_PERSIAN.get(name))
        member = await self.directory.add(email, names, role, PASSWORD, capacity)  # type: ignore[arg-type]
        self.agents[email] = Agent(id=member.id, names=member.names)
        return email

    async def widget(
        self, gateway: Gateway | None = None, address: str | None = None, **request: object
    ) -> Widget:
        """A customer who has opened the widget, and whose conversation has begun."""
        widget = Widget(base_of(gateway) if gateway else self.base, address)
        self.stack.push_async_callback(widget.leave)
        return await self.come_in(widget, **request)

    async def come_in(self, widget: Widget, **request: object) -> Widget:
        """As a customer whose conversation has begun before."""
        await widget.take_session(**request)
        await self._begin(widget)
        await widget.connect()
        return widget

    async def stranger(self, **request: object) -> Widget:
        """A visitor who has just opened the widget for the first time, and said nothing."""
        widget = Widget(self.base)
        self.stack.push_async_callback(widget.leave)
        return await widget.open(**request)

    async def _begin(self, widget: Widget) -> None:
        """As if the visitor had said something before, and nobody had anything to say to it."""
        visit = SignedTokens(self.settings["FIRUZE_SECRET"]).verify(widget.token).visit
        self.owners[visit.conversation_id] = visit.customer_id
        if visit.language is None:
            return
        customer = Customer.visitor(visit.customer_id, visit.language, now())
        await PostgresCustomers(self.engine).add(customer)
        start = Start(customer_id=customer.id, customer_name=None, language=visit.language)
        before = Conversation(id=visit.conversation_id)
        with suppress(StaleState):  # it came back by its token
            await PostgresConversations(self.engine).commit(before, *append(before, start, now()))

    async def sign_in_half_way(self, conversation_id: str) -> None:
        """As if a gateway had made a guest's conversation a customer's, and died before it told anybody."""
        store, customers = PostgresConversations(self.engine), PostgresCustomers(self.engine)
        customer = await customers.add(Customer.visitor(new_id(), "en", now()))
        identify = Identify(customer_id=customer.id, customer_name="Nika")
        async with store.exclusively(conversation_id) as (state, commit):
            after, events = append(state, identify, now())
            await commit(state, after, events, None)

    async def console(
        self,
        name: str,
        gateway: Gateway | None = None,
        *,
        role: str = "agent",
        email: str | None = None,
    ) -> Console:
        """A member of the staff at their console: a new one, or the one with `email`."""
        console = Console(base_of(gateway) if gateway else self.base)
        self.stack.push_async_callback(console.leave)
        return await console.log_in(email or await self.hire(name, role), PASSWORD)


def vouched(external_id: str, expires: int | None = None, **facts: str) -> dict[str, object]:
    """What the shop's server says of a customer, signed; good for an hour unless it `expires` else."""
    claimed = ClaimedIdentity(
        external_id=external_id,
        expires=int(now().timestamp()) + 3600 if expires is None else expires,
        signature="",
        **facts,
    )
    signature = identity_signature(IDENTITY_SECRET, claimed)
    return {"id": external_id, "expires": claimed.expires, "signature": signature, **facts}


def base_of(gateway: Gateway) -> str:
    return f"http://127.0.0.1:{gateway.port}"


def settings_for(
    database_url: str, valkey_url: str, bot: ScriptedBot, business_file: Path
) -> dict[str, Any]:
    return {
        "DATABASE_URL": database_url,
        "REDIS_URL": valkey_url,
        "FIRUZE_PORT": 0,
        "FIRUZE_INTERNAL_PORT": 0,
        "FIRUZE_INTERNAL_SECRET": INTERNAL_SECRET,
        "FIRUZE_BOT_URL": bot.url,
        "FIRUZE_GATHER_SECONDS": 0,
        "FIRUZE_BOT_SECRET": BOT_SECRET,
        "FIRUZE_SECRET": "visit-secret-of-the-tests",
        "FIRUZE_IDENTITY_SECRET": IDENTITY_SECRET,
        "FIRUZE_BUSINESS_FILE": business_file,
        "FIRUZE_ARTICLES": Path(__file__).parent / "articles",
        "FIRUZE_FILES": str(business_file.parent / "files"),
    }


@pytest.fixture
async def closed_house(
    migrated_url: str,
    engine: AsyncEngine,
    valkey: Redis,
    valkey_url: str,
    bot: ScriptedBot,
    business_file: Path,
) -> AsyncIterator[House]:
    """A house without a gateway yet."""
    async with AsyncExitStack() as stack:
        directory = staff_directory(engine)
        settings = settings_for(migrated_url, valkey_url, bot, business_file)
        yield House(settings, stack, directory, engine)
        bot.release()


@pytest.fixture
async def house(closed_house: House) -> House:
    """A house with one gateway."""
    await closed_house.open_gateway()
    return closed_house


@pytest.fixture(scope="module")
async def open_house(
    migrated_url: str, engine: AsyncEngine, valkey_url: str, business_file: Path
) -> AsyncIterator[House]:
    """One house with one gateway for a whole module, for tests that leave nothing behind which
    could disturb another; its bot echoes."""
    async with AsyncExitStack() as stack:
        bot = await stack.enter_async_context(ScriptedBot().listening())
        settings = settings_for(migrated_url, valkey_url, bot, business_file)
        directory = staff_directory(engine)
        house = House(settings, stack, directory, engine)
        await house.open_gateway()
        yield house


@dataclass
class Written:
    """What was logged: structured entries, and everything else that any logger or print wrote."""

    entries: list[Any]
    rest: Callable[[], str]

    @property
    def codes(self) -> list[str]:
        return [entry["code"] for entry in self.entries if "code" in entry]

    @property
    def everything(self) -> str:
        told = [str(entry) + _traceback(entry.get("exc_info")) for entry in self.entries]
        return "\n".join([*told, self.rest()])


def _traceback(raised: object) -> str:
    if isinstance(raised, BaseException):
        return "".join(traceback.format_exception(raised))
    return ""


@pytest.fixture
async def nothing_to_deliver(engine: AsyncEngine) -> None:
    """Mails of earlier tests are not in the way."""
    async with engine.begin() as connection:
        await connection.execute(delete(deliveries))


@pytest.fixture
def written(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> Iterator[Written]:
    """Everything that is logged in the test, by whatever way."""
    caplog.set_level(logging.INFO)
    kept: list[str] = []

    def rest() -> str:
        out, err = capfd.readouterr()
        kept.extend([out, err])
        return caplog.text + "".join(kept)

    with structlog.testing.capture_logs() as entries:
        yield Written(entries, rest)
