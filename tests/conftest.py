"""The real PostgreSQL and Valkey for every test that needs them, started once per run."""

import gc
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import structlog
from aiohttp import web_app
from hypothesis import HealthCheck, settings

from handoff.adapters.postgres.migrate import migrate
from handoff.log_format import processors
from stack.checkout import Checkout
from stack.embedded.account import service_account
from stack.embedded.postgres import EmbeddedPostgres
from stack.embedded.valkey import EmbeddedValkey
from tests.server_folders import folder_for_servers

# How long an example takes on a busy machine says nothing of what it shows; what promises a time is
# marked `alone`.
settings.register_profile("examples", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("examples")

# As in the gateway's own log: a traceback with all local variables takes tenths of a second to draw, in which no
# gateway of the test's process does anything.
structlog.configure(processors=processors("console"))

collect_ignore = ["bot"]  # needs the bot's own Python; `./firuze test bot`


def pytest_collection_finish() -> None:
    """As a gateway does once it has started: what stays anyway is no longer looked through for garbage. With four
    thousand tests that took a third of a second each time, in which no gateway of the test's process does anything."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="module", autouse=True)
def _closed_servers_are_forgotten() -> Iterator[None]:
    """The cache of aiohttp keeps the handlers of a thousand requests, and they keep the gateways of tests that are over:
    enough for a search for garbage to hold everything up for 1.6 s of processor."""
    yield
    web_app._cached_build_middleware.cache_clear()


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """An empty checkout."""
    return Checkout(tmp_path)


@pytest.fixture(scope="session")
def servers_folder() -> Iterator[Path]:
    with folder_for_servers() as folder:
        yield folder


@pytest.fixture(scope="session")
def postgres_server(servers_folder: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(servers_folder, account=service_account())
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres_url(postgres_server: EmbeddedPostgres) -> str:
    """The session's own empty database `firuze`."""
    return postgres_server.url


@pytest.fixture(scope="module")
def database_url(postgres_server: EmbeddedPostgres) -> Iterator[str]:
    """A fresh, empty database for each test module; dropped at its end."""
    name = f"test_{uuid4().hex[:12]}"
    postgres_server.create_database(name)
    yield postgres_server.url_of(name)
    postgres_server.drop_database(name)


@pytest.fixture(scope="session")
async def migrated_template(postgres_server: EmbeddedPostgres) -> str:
    """A database with the newest schema, to be copied."""
    postgres_server.create_database("migrated")
    await migrate(postgres_server.url_of("migrated"))
    return "migrated"


@pytest.fixture(scope="module")
def migrated_url(postgres_server: EmbeddedPostgres, migrated_template: str) -> Iterator[str]:
    """A database of this module's own with the newest schema."""
    name = f"test_{uuid4().hex[:12]}"
    postgres_server.create_database(name, migrated_template)
    yield postgres_server.url_of(name)
    postgres_server.drop_database(name)


@pytest.fixture(scope="session")
def valkey_url(servers_folder: Path) -> Iterator[str]:
    """The session's own Valkey."""
    server = EmbeddedValkey(servers_folder, account=service_account())
    server.start()
    yield server.url
    server.stop()
