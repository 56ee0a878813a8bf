"""An account that is disabled in mid-conversation."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from playwright.async_api import expect

from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.engine import open_engine
from handoff.adapters.postgres.lists import PostgresLists
from handoff.adapters.postgres.staff import PostgresStaff
from handoff.domain.conversation.events import AgentSaid, BotSaid, CustomerSaid, QueueEntered
from handoff.services.ports.lists import Search
from stack.checkout import this_checkout
from tests.e2e.conftest import NewCustomer
from tests.e2e.live import Live
from tests.e2e.people import DEMO_PASSWORD, Agent

SARA = "sara@firuze.example"
LOST = {"en": "had to leave", "fa": "باید می‌رفت"}


async def _disable(live: Live, email: str) -> None:
    """Disables the account as an operator does."""
    command = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cli", "user", "disable", email),
        cwd=this_checkout().root,
        env=os.environ | {"DATABASE_URL": live.database_url},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    told, _ = await command.communicate()
    assert command.returncode == 0, told.decode()
    assert "can no longer log in" in told.decode()


@asynccontextmanager
async def _enabled_again(live: Live, email: str) -> AsyncIterator[None]:
    """Enables the account for the tests after this one."""
    try:
        yield
    finally:
        engine = open_engine(live.database_url)
        store = PostgresStaff(engine)
        found = await store.by_email(email)
        assert found is not None
        await store.update(replace(found[0], disabled=False))
        await engine.dispose()


@pytest.mark.alone
@pytest.mark.parametrize("language", ["en", "fa"])
async def test_the_console_is_shut_and_a_colleague_takes_over(
    live: Live, new_customer: NewCustomer, language: str
) -> None:
    """Within moments the console closes, the draft is not sent, the customer hears of it and keeps the
    place, and a colleague goes on with the whole log."""
    sara, omid = [Agent(await (await live.context(language)).new_page()) for _ in range(2)]
    async with _enabled_again(live, SARA):
        await sara.log_in(live.address, "sara")
        customer = await new_customer(language)
        await customer.wants_a_person()
        await sara.accept()
        await sara.reply("I am looking into it")
        await customer.hears("agent.said", "I am looking into it")
        await omid.log_in(live.address, "omid")
        await sara.page.get_by_test_id("reply").fill("half a senten")

        await _disable(live, SARA)
        await expect(sara.page.get_by_test_id("login-email")).to_be_visible(timeout=5_000)
        await customer.hears("agent.lost", LOST[language])
        await customer.say("hello?")
        await omid.accept()
        await expect(omid.event("agent.said")).to_contain_text(["I am looking into it"])
        await omid.reply("Omid here, I have read it all")
        await customer.hears("agent.said", "Omid here")

        await _log_in_again(sara)
        await expect(sara.page.get_by_test_id("login-submit")).to_be_enabled()
        await expect(sara.page.get_by_test_id("availability")).to_have_count(0)
        await _check_log(live, "I am looking into it", customer_lines=["hello?"])
        await live.settle()
        await omid.log_out()
    for page in (sara.page, omid.page):
        await page.context.close()


async def _log_in_again(agent: Agent) -> None:
    async with agent.page.expect_response("**/api/staff/login") as answer:
        await agent.page.get_by_test_id("login-email").fill(SARA)
        await agent.page.get_by_test_id("login-password").fill(DEMO_PASSWORD)
        await agent.page.get_by_test_id("login-submit").click()
    assert (await answer.value).status == 401


async def _check_log(live: Live, words: str, customer_lines: list[str]) -> None:
    """Nothing of what was never sent, and the first place in the queue kept."""
    engine = open_engine(live.database_url)
    store = PostgresConversations(engine)
    conversation = (await PostgresLists(engine).search(Search(words=words, limit=1))).briefs[0]
    log = await store.read(conversation.id, after=0, limit=200, public_only=False)
    await engine.dispose()
    said = CustomerSaid | BotSaid | AgentSaid
    texts = [event.body.text for event in log if isinstance(event.body, said)]
    assert texts == [words, *customer_lines, "Omid here, I have read it all"]
    since = [event.body.since for event in log if isinstance(event.body, QueueEntered)]
    assert len(set(since)) == 1
