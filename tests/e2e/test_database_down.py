"""What a customer meets who opens the chat while the record is away."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from handoff.adapters.postgres.migrate import migrate
from stack.embedded.account import service_account
from stack.embedded.postgres import EmbeddedPostgres
from tests.e2e.people import Customer
from tests.handoff.conftest import House, base_of

TOLD = {"en": "We can't reach the chat right now", "fa": "الان گفت‌وگو وصل نمی‌شه"}


@pytest.fixture(scope="module")
def record(servers_folder: Path) -> Iterator[EmbeddedPostgres]:
    """A server of the module's own, which may go down."""
    home = servers_folder / "away"
    home.mkdir()
    home.chmod(0o755)
    server = EmbeddedPostgres(home, account=service_account())
    server.start()
    yield server
    server.stop()


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_a_new_visitor_is_told_and_loses_nothing(
    own_house: House, record: EmbeddedPostgres, chromium: Browser, language: str
) -> None:
    """The session needs no record, the conversation does: the panel says that the chat cannot be
    reached, keeps what is written, and sends it when the record is back."""
    await migrate(record.url)
    gateway = await own_house.open_gateway(DATABASE_URL=record.url, FIRUZE_DEMO=True)
    context = await chromium.new_context(locale=language)
    customer = Customer(await context.new_page())
    await customer.page.goto(f"{base_of(gateway)}/shop/?lang={language}")
    record.stop()
    try:
        await customer.page.get_by_test_id("launcher").click()
        told = customer.page.get_by_test_id("session-error")
        await expect(told).to_contain_text(TOLD[language])
        await customer.write("Anybody there?")
        await expect(customer.page.get_by_test_id("outbox")).to_contain_text("Anybody there?")
    finally:
        record.start()
    await customer.hears("customer.said", "Anybody there?")
    await expect(told).to_have_count(0)
    assert [kind for _, kind in await customer.log()].count("customer.said") == 1
    await context.close()
