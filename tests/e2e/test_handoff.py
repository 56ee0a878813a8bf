"""From the bot to a person: two pages side by side."""

import re
from datetime import datetime

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import NewAgent, NewCustomer
from tests.e2e.live import CUSTOMERS_ZONE, Live

COMPLAINTS = {
    "en": "This is a disgrace! My parcel is nine days late and nobody cares. I want to complain!",
    "fa": "واقعاً افتضاحه! نه روزه بسته‌ام نرسیده و هیچ‌کس جواب نمی‌ده. شکایت دارم!",
}

SARA = {"en": "Sara", "fa": "سارا"}

PERSIAN_MONTHS = (
    *("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور"),
    *("مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"),
)


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_an_angry_customer_gets_a_person_who_knows_the_story(
    new_customer: NewCustomer, new_agent: NewAgent, language: str
) -> None:
    """The bot acknowledges, an agent is offered the chat, accepts, sees all of it and replies."""
    sara = await new_agent("sara")
    customer = await new_customer(language)
    await customer.say("hello" if language == "en" else "سلام")
    await expect(customer.event("bot.said").first).to_be_visible()
    await customer.say(COMPLAINTS[language])
    await expect(customer.event("bot.said")).to_have_count(2)
    await expect(customer.page.get_by_test_id("wait-state")).to_be_visible()

    await sara.accept()
    await expect(sara.page.get_by_test_id("handoff-reason")).to_be_visible()
    for kind in ("customer.said", "bot.said"):
        shown = await customer.event(kind).count()
        await expect(sara.event(kind)).to_have_count(shown)

    await sara.reply("Hello, I'm Sara. I have read everything.")
    await customer.hears("agent.said", "I have read everything")
    await expect(customer.event("agent.accepted")).to_contain_text(SARA[language])
    await customer.say("thanks" if language == "en" else "ممنون")
    await expect(sara.event("customer.said").last).to_be_visible()
    assert await customer.event("bot.said").count() == 2


async def test_the_agent_sees_the_orders_of_a_customer_whom_the_shop_knows(
    new_customer: NewCustomer, new_agent: NewAgent
) -> None:
    """Daniel is logged in at the shop: the agent sees his orders and what happened last time."""
    omid = await new_agent("omid")
    customer = await new_customer("en", signed_in_as="daniel")
    await customer.wants_a_person()
    await omid.accept()
    panel = omid.page.get_by_test_id("customer-panel")
    await expect(panel).to_contain_text("daniel@mail.example")
    await expect(panel.get_by_test_id("order-card").filter(has_text="1042")).to_be_visible()
    await expect(panel.get_by_test_id("earlier-conversation").first).to_be_visible()


async def test_a_late_answer_of_the_bot_never_reaches_the_customer(
    live: Live, new_customer: NewCustomer, new_agent: NewAgent
) -> None:
    """The agent owns the chat when the bot's answer comes; only the agent sees it."""
    sara = await new_agent("sara")
    customer = await new_customer("en")
    with live.proxy.held():
        await customer.say("What are your opening hours?")
        await live.proxy.has_an_answer()
        await customer.wants_a_person()
        await sara.accept()
        await sara.reply("Sara here. One moment please.")
    await expect(sara.event("bot.suppressed")).to_have_count(1)
    await customer.say("take your time")
    await expect(sara.event("customer.said").filter(has_text="take your time")).to_be_visible()
    assert await customer.event("bot.said").count() == 0


async def test_back_to_the_bot_and_closed(new_customer: NewCustomer, new_agent: NewAgent) -> None:
    """After the hand-back the bot answers again; after closing, writing again reopens."""
    sara = await new_agent("sara")
    customer = await new_customer("en")
    await customer.wants_a_person()
    await sara.accept()
    await sara.page.get_by_test_id("return-to-bot").click()
    await expect(customer.event("returned.to_bot")).to_be_visible()
    await customer.say("how can I pay?")
    await expect(customer.event("bot.said")).to_have_count(1)

    await customer.wants_a_person()
    await sara.accept()
    await sara.close()
    await expect(customer.event("conversation.closed")).to_be_visible()
    await customer.say("one more thing: where is your shop?")
    await expect(customer.event("conversation.reopened")).to_have_count(1)
    await expect(customer.event("bot.said")).to_have_count(2)


@pytest.mark.parametrize(
    ("language", "nobody"), [("en", "None of us is online"), ("fa", "آنلاین نیستن")]
)
async def test_nobody_online_is_said_and_becomes_a_ticket(
    new_customer: NewCustomer, language: str, nobody: str
) -> None:
    """With no agent online, the customer sees so, gets a ticket, and can leave an address."""
    customer = await new_customer(language)
    await customer.wants_a_person()
    await expect(customer.event("absence.told")).to_be_visible(timeout=45_000)
    await expect(customer.page.get_by_test_id("wait-state")).to_contain_text(nobody)
    await customer.page.get_by_test_id("open-ticket").click()
    await expect(customer.event("ticket.opened")).to_be_visible()
    form = customer.page.get_by_test_id("contact-form")
    await form.get_by_test_id("contact-email").fill("visitor@mail.example")
    await form.get_by_test_id("contact-save").click()
    await expect(customer.event("contact.left")).to_have_count(1)


WORDS_OF_THE_OPENING = {
    "en": ("open again on", {}),
    "fa": ("دوباره باز می‌کنیم", str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")),
}


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_outside_hours_the_opening_is_told_by_the_customer_s_own_clock(
    closed_desk: datetime, new_customer: NewCustomer, new_agent: NewAgent, language: str
) -> None:
    """The customer in Berlin reads when the desk in Tehran opens, chooses to wait, and is served
    when somebody comes all the same."""
    words, digits = WORDS_OF_THE_OPENING[language]
    customer = await new_customer(language)
    await customer.wants_a_person()
    waiting = customer.page.get_by_test_id("wait-state")
    await expect(waiting).to_contain_text(words)
    local = f"{closed_desk.astimezone(CUSTOMERS_ZONE):%H:%M}".translate(digits)
    await expect(waiting).to_contain_text(local)
    if language == "fa":
        await expect(waiting).to_contain_text(re.compile("|".join(PERSIAN_MONTHS)))
    await customer.page.get_by_test_id("keep-waiting").click()
    await expect(customer.event("wait.chosen")).to_be_visible()
    await expect(customer.page.get_by_test_id("keep-waiting")).to_have_count(0)
    sara = await new_agent("sara")
    await sara.accept()
    await expect(customer.event("agent.accepted")).to_contain_text(SARA[language])


@pytest.mark.parametrize(
    ("language", "joining", "excuse"),
    [
        ("en", "Omid is joining you", "Omid can't come after all"),
        ("fa", "امید داره میاد", "امید نتونست بیاد"),
    ],
)
async def test_who_is_announced_has_a_slot_and_is_excused_if_they_do_not_come(
    new_customer: NewCustomer, new_agent: NewAgent, language: str, joining: str, excuse: str
) -> None:
    """Sara hands over to Omid, who declines: the customer reads his name, and then the truth."""
    sara = await new_agent("sara")
    customer = await new_customer(language)
    await customer.wants_a_person()
    await sara.accept()
    omid = await new_agent("omid")
    await sara.hand_over_to("Omid")
    waiting = customer.page.get_by_test_id("wait-state")
    await expect(waiting).to_contain_text(joining)
    await omid.decline()
    await expect(customer.event("queue.entered").filter(has_text=excuse)).to_be_visible()
    await expect(waiting).not_to_contain_text(joining.split(maxsplit=1)[0])
