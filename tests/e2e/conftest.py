"""One stack for all browser tests; a browser context for each person."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path
from typing import Protocol

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from handoff.adapters.postgres.engine import open_engine
from handoff.adapters.postgres.migrate import migrate
from handoff.wiring.operating import staff_directory
from stack.browser import CHROMIUM_FLAGS, find_browser
from stack.embedded.account import service_account
from stack.embedded.postgres import EmbeddedPostgres
from stack.embedded.valkey import EmbeddedValkey
from tests.e2e.live import Live, live_stack
from tests.e2e.people import Agent, Customer
from tests.handoff.conftest import House, settings_for
from tests.handoff.scripted_bot import ScriptedBot
from tests.server_folders import folder_for_servers

BUSINESS_FILE = Path(__file__).parents[2] / "business.yml"


class NewCustomer(Protocol):
    """Opens the shop's page in a language, as a visitor or signed in at the shop."""

    async def __call__(self, language: str, signed_in_as: str = "") -> Customer: ...


NewAgent = Callable[[str], Awaitable[Agent]]


@pytest_asyncio.fixture(scope="session")
async def live(
    postgres_server: EmbeddedPostgres, valkey_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Live]:
    postgres_server.create_database("e2e")
    logs = tmp_path_factory.mktemp("logs")
    async with live_stack(postgres_server.url_of("e2e"), valkey_url, logs) as running:
        yield running


@pytest.fixture(scope="module")
def own_valkey_url() -> Iterator[str]:
    """A Valkey for a house of the module's own: of `live` it must not hear."""
    with folder_for_servers() as folder:
        server = EmbeddedValkey(folder, account=service_account())
        server.start()
        yield server.url
        server.stop()


@pytest.fixture(scope="module")
async def own_house(
    database_url: str, own_valkey_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """A house in the test's own process, without a gateway yet: the test says which bot it has."""
    await migrate(database_url)
    engine = open_engine(database_url, pool_size=1)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(engine.dispose)
        directory = staff_directory(engine)
        settings = settings_for(database_url, own_valkey_url, ScriptedBot(), BUSINESS_FILE)
        settings["FIRUZE_FILES"] = str(tmp_path_factory.mktemp("files"))
        yield House(settings, stack, directory, engine)


@pytest_asyncio.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_browser(), args=CHROMIUM_FLAGS
        )
        yield browser
        await browser.close()


@pytest_asyncio.fixture
async def strict(own_house: House) -> str:
    """Where administrators need a second step."""
    gateway = await own_house.open_gateway(FIRUZE_SECOND_FACTOR="admin")
    return f"http://127.0.0.1:{gateway.port}"


@pytest_asyncio.fixture
async def closed_desk(live: Live) -> AsyncIterator[datetime]:
    """The shop is closed until then."""
    yield await live.keep_hours(open_always=False)
    await live.keep_hours(open_always=True)


@pytest_asyncio.fixture
async def new_customer(live: Live) -> AsyncIterator[NewCustomer]:
    """Opens the shop's page in a language, as a new visitor, with the widget open. Nobody is left
    waiting at the end: the next test's agents would be offered them first."""
    contexts = []

    async def open_page(language: str, signed_in_as: str = "") -> Customer:
        context = await live.context(language)
        contexts.append(context)
        customer = Customer(await context.new_page())
        await customer.open_shop(live.address, language, signed_in_as)
        return customer

    yield open_page
    await live.settle()
    for context in contexts:
        await context.close()


@pytest_asyncio.fixture
async def new_agent(live: Live) -> AsyncIterator[NewAgent]:
    """Logs a member of the staff in, by first name in small letters; out again at the end."""
    contexts, agents = [], []

    async def open_page(name: str) -> Agent:
        context = await live.context("en")
        contexts.append(context)
        agent = Agent(await context.new_page())
        await agent.log_in(live.address, name)
        agents.append(agent)
        return agent

    yield open_page
    await live.settle()
    for agent in agents:
        await agent.log_out()
    for context in contexts:
        await context.close()
