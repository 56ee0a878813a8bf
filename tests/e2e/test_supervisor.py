"""The supervisor's page: every conversation, and each one whole."""

from playwright.async_api import expect

from tests.e2e.conftest import NewAgent, NewCustomer


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
