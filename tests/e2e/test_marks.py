"""Sent, delivered, seen: what each side sees of the other's marks, live and after a reload."""

import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.conftest import NewAgent, NewCustomer
from tests.e2e.people import Agent

WORDS = {
    "en": {"sent": "Sent", "delivered": "Delivered", "seen": "Seen", "new": "New messages"},
    "fa": {"sent": "فرستاده شد", "delivered": "رسید", "seen": "دیده شد", "new": "پیام‌های تازه"},
}


def receipt(page: Page) -> Locator:
    return page.get_by_test_id("receipt")


async def speaks(agent: Agent, language: str) -> None:
    await agent.page.evaluate(f"localStorage['firuze.console.language'] = '{language}'")
    await agent.page.reload()
    await expect(agent.page.locator("html")).to_have_attribute("lang", language)


async def leaves_the_chat(agent: Agent) -> None:
    """Back to the list: nothing is open, and nothing is read any more."""
    await agent.page.goto(f"{agent.page.url.split('#')[0]}#/")
    await expect(agent.page.get_by_test_id("reply")).to_have_count(0)


async def comes_back(agent: Agent) -> None:
    await agent.page.get_by_test_id("tab-mine").click()
    await agent.page.locator('[data-testid="inbox-item"][data-owner="agent"]').first.click()
    await expect(agent.page.get_by_test_id("reply")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_each_side_sees_what_the_other_has_seen(
    new_customer: NewCustomer, new_agent: NewAgent, language: str
) -> None:
    """Sent to nobody yet; seen once the agent opens the chat; delivered while they are elsewhere,
    and unread for them; and all of it still there after a reload."""
    words = WORDS[language]
    sara = await new_agent("sara")
    await speaks(sara, language)
    customer = await new_customer(language)
    await customer.wants_a_person()
    await customer.say("one")
    await expect(receipt(customer.page)).to_have_text(words["sent"])

    await sara.accept()
    await expect(receipt(customer.page)).to_have_text(words["seen"])
    await expect(sara.page.get_by_test_id("unread")).to_have_count(0)

    await sara.reply("two")
    await customer.hears("agent.said", "two")
    await expect(receipt(sara.page)).to_have_text(words["seen"])

    await leaves_the_chat(sara)
    await customer.say("three")
    await expect(receipt(customer.page)).to_have_text(words["delivered"])
    await sara.page.get_by_test_id("tab-mine").click()
    await expect(sara.page.get_by_test_id("unread")).to_contain_text(
        "1" if language == "en" else "۱"
    )

    await sara.page.reload()
    await expect(sara.page.get_by_test_id("unread")).to_be_visible()
    await customer.page.reload()
    await customer.page.get_by_test_id("launcher").click()
    await expect(receipt(customer.page)).to_have_text(words["delivered"])

    await comes_back(sara)
    await expect(receipt(customer.page)).to_have_text(words["seen"])
    await expect(receipt(sara.page)).to_have_text(words["seen"])
    await expect(sara.page.get_by_test_id("new-messages")).to_have_text(words["new"])
    await expect(sara.page.get_by_test_id("unread")).to_have_count(0)
    await sara.page.reload()
    await expect(receipt(sara.page)).to_have_text(words["seen"])


async def test_a_closed_widget_has_the_message_and_has_not_seen_it(
    new_customer: NewCustomer, new_agent: NewAgent
) -> None:
    """The customer closes the panel: delivered, not seen, and told on the launcher, also after a
    reload; opening it again is seeing it."""
    omid = await new_agent("omid")
    customer = await new_customer("en")
    await customer.wants_a_person()
    await customer.say("I'll be right back")
    await omid.accept()
    await customer.page.get_by_test_id("launcher").click()
    await omid.reply("Take your time.")
    await expect(receipt(omid.page)).to_have_text("Delivered")
    await expect(customer.page.get_by_test_id("unread")).to_be_visible()
    await customer.page.get_by_test_id("launcher").click()
    await expect(receipt(omid.page)).to_have_text("Seen")
