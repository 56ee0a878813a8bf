"""The sound that tells a customer who looks at another tab of an answer, and its switch."""

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.people import Customer
from tests.e2e.test_attention import Elsewhere
from tests.handoff.conftest import House
from tests.handoff.scripted_bot import ScriptedBot

# Counts the notes that the page plays.
LISTEN = """
  window.notes = 0;
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) { window.notes++; return start.apply(this, when); };
"""
NOTES = 2  # of one sound


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_an_answer_makes_a_sound_elsewhere_unless_it_is_off(
    own_house: House, chromium: Browser, language: str
) -> None:
    """Nothing sounds while the customer looks; the switch is remembered over a reload."""
    async with ScriptedBot().listening() as bot:
        gateway = await own_house.open_gateway(FIRUZE_DEMO=True, FIRUZE_BOT_URL=bot.url)
        context = await chromium.new_context(locale=language)
        await context.add_init_script(LISTEN)
        customer = Customer(await context.new_page())
        await customer.open_shop(f"http://127.0.0.1:{gateway.port}", language, "")
        await customer.say("Hello")
        await customer.hears("bot.said", "Hello")
        assert await customer.page.evaluate("notes") == 0
        await _answered_elsewhere(customer, bot)
        await customer.page.wait_for_function(f"notes === {NOTES}")

        switch = customer.page.get_by_test_id("sound")
        await switch.click()
        await customer.page.reload()
        await expect(switch).to_have_attribute("aria-pressed", "false")
        await _answered_elsewhere(customer, bot)
        await customer.say("I am back")  # a sound would have come before the answer
        await customer.hears("bot.said", "I am back")
        assert await customer.page.evaluate("notes") == 0
        await context.close()


async def _answered_elsewhere(customer: Customer, bot: ScriptedBot) -> None:
    title = await customer.page.title()
    bot.hold()
    await customer.say("Are you there?")
    async with Elsewhere(customer.page):
        bot.release()
        await expect(customer.page).not_to_have_title(title)
