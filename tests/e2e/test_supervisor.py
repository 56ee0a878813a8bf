"""The supervisor's page: every conversation, and each one whole."""

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import NewAgent, NewCustomer

# Milliseconds: the page of waits refreshes every five seconds, so a look that came a moment too
# early is followed by one in time.
TWO_LOOKS = 10_000


async def test_a_supervisor_finds_a_conversation_and_reads_all_of_it(
    new_customer: NewCustomer, new_agent: NewAgent
) -> None:
    """The list has the demo shop's history; a transcript has the bot's part and the notes."""
    leila = await new_agent("leila")
    await leila.page.get_by_test_id("nav-supervisor").click()
    await leila.page.get_by_test_id("archive-search").fill("torn cover")
    await leila.page.get_by_test_id("archive-search").press("Enter")
    rows = leila.page.get_by_test_id("conversation-row")
    await expect(rows).to_have_count(1)
    await rows.first.click()
    await expect(leila.event("bot.said").first).to_be_visible()
    await expect(leila.event("agent.noted").first).to_contain_text("Second copy")
    await expect(leila.event("conversation.closed").first).to_be_visible()


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_a_supervisor_sees_who_waits_and_what_became_of_promises(
    new_customer: NewCustomer, new_agent: NewAgent, language: str
) -> None:
    """The customer who waits for nobody is on the page, with the figures and what they mean."""
    leila = await new_agent("leila")
    customer = await new_customer(language)
    await customer.wants_a_person()
    await leila.page.get_by_test_id("nav-waits").click()
    waiting = leila.page.get_by_test_id("waiting")
    await expect(waiting).to_have_count(1, timeout=TWO_LOOKS)
    await expect(waiting).to_have_attribute("data-state", "alone", timeout=TWO_LOOKS)
    await expect(leila.page.get_by_test_id("promises-kept")).to_have_count(3)
