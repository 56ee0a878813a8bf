"""Every state of widget and console, in both languages: fit for everybody, and with `./firuze gallery` in pictures."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest
from playwright.async_api import BrowserContext, Page, expect

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.engine import open_engine
from handoff.domain.people import Names
from handoff.wiring.operating import staff_directory
from tests.e2e.live import Live
from tests.e2e.looks import Looks
from tests.e2e.people import DEMO_PASSWORD, Agent, Customer
from tests.e2e.test_files import payload
from tests.handoff.pictures import HTML, PDF, photo

LINES = {
    "en": {
        "who": "daniel",
        "order": "Where is my order 1042?",
        "address": "What is your address?",
        "upset": "This is terrible service. I want to complain!",
        "reply": "Hello Daniel, I'm Sara. I am calling the sorting centre now.",
        "list": "Two ways are open:\n\n- we send it **again**\n- you get your money back",
        "typed": "I have just heard",
        "comment": "Sara was very kind.",
    },
    "fa": {
        "who": "nika",
        "order": "سفارش ۱۰۶۳ کجاست؟",
        "address": "آدرس فروشگاه کجاست؟",
        "upset": "خدماتتان افتضاح است، می‌خواهم شکایت کنم!",
        "reply": "سلام نیکا خانم، سارا هستم. همین حالا با مرکز پست تماس می‌گیرم.",
        "list": "دو راه داریم:\n\n- **دوباره** می‌فرستیم\n- پولتان را برمی‌گردانیم",
        "typed": "همین الان خبر دادند",
        "comment": "سارا خیلی مهربان بود.",
    },
}


@dataclass
class Tour:
    """Walks through the states in one language, and looks at each."""

    live: Live
    language: str
    looks: Looks
    stack: AsyncExitStack

    @property
    def lines(self) -> dict[str, str]:
        return LINES[self.language]

    async def context(self) -> BrowserContext:
        context = await self.live.context(self.language)
        self.stack.push_async_callback(context.close)
        return context

    async def page(self, *, width: int = 1280) -> Page:
        page = await (await self.context()).new_page()
        await page.set_viewport_size({"width": width, "height": 860})
        await page.emulate_media(reduced_motion="reduce")  # nothing is looked at on its way
        return page

    async def customer(self, who: str = "") -> Customer:
        customer = Customer(await self.page())
        await customer.open_shop(self.live.address, self.language, who, theme="auto")
        return customer

    async def agent(self, name: str) -> Agent:
        agent = Agent(await self.page(width=1440))
        await agent.log_in(self.live.address, name)
        self.stack.push_async_callback(agent.log_out)
        return agent

    async def widget(self, customer: Customer, state: str) -> None:
        await self.looks.at(customer.page, "widget", state)

    async def console(self, agent: Agent, state: str) -> None:
        await self.looks.at(agent.page, "console", state)


@pytest.fixture(params=["en", "fa"])
async def tour(live: Live, request: pytest.FixtureRequest) -> AsyncIterator[Tour]:
    await live.settle()
    async with AsyncExitStack() as stack:
        looks = Looks(request.param)
        yield Tour(live, request.param, looks, stack)
        told = "\n".join(looks.wrong)  # also where the tour has ended early
        request.node.add_report_section("call", "what was found", told)
        await live.settle()


async def test_every_state_of_widget_and_console_is_fit_for_everybody(tour: Tour) -> None:
    """Axe finds nothing in either theme; nothing reaches beyond a phone of 320 px or a window at 200 %;
    fingers hit what they are meant to."""
    await tour.live.restock(tour.lines["who"])
    await _before_anybody_answers(tour)
    await _with_the_bot(tour)
    await _with_nobody_there(tour)
    await _at_the_door(tour)
    await _with_an_agent(tour)
    await _with_a_supervisor(tour)
    await _with_an_administrator(tour)
    assert not tour.looks.wrong, "\n".join(tour.looks.wrong)


async def _before_anybody_answers(tour: Tour) -> None:
    shopper = Customer(await tour.page())
    await shopper.page.goto(f"{tour.live.address}/shop/?lang={tour.language}&theme=auto")
    await expect(shopper.page.get_by_test_id("launcher")).to_be_visible()
    await tour.widget(shopper, "closed")
    await shopper.page.get_by_test_id("launcher").click()
    await expect(shopper.page.get_by_test_id("welcome")).to_be_visible()
    await tour.widget(shopper, "greeting")

    unlucky = Customer(await tour.page())
    await unlucky.page.route("**/api/visitor/session", lambda route: route.abort())
    await unlucky.page.goto(f"{tour.live.address}/shop/?lang={tour.language}&theme=auto")
    await unlucky.page.get_by_test_id("launcher").click()
    await expect(unlucky.page.get_by_test_id("session-error")).to_be_visible()
    await tour.widget(unlucky, "error")


async def _with_the_bot(tour: Tour) -> None:
    customer = await tour.customer()
    with tour.live.proxy.held():
        await customer.write(tour.lines["address"])
        await expect(customer.page.get_by_test_id("typing")).to_be_visible()
        await tour.widget(customer, "bot typing")
    await expect(customer.event("bot.said")).to_have_count(1)
    await tour.widget(customer, "bot talk")
    await customer.page.get_by_test_id("data").click()
    await expect(customer.page.get_by_test_id("data-copy-ask")).to_be_visible()
    await tour.widget(customer, "my data")
    await customer.page.get_by_test_id("data-copy-ask").click()
    await expect(customer.page.get_by_test_id("data-copy-withdraw")).to_be_visible()
    await tour.widget(customer, "my data asked")
    await customer.page.get_by_test_id("back").click()
    await customer.page.get_by_test_id("forget").click()
    await expect(customer.page.get_by_test_id("forget-confirm")).to_be_visible()
    await tour.widget(customer, "forget")
    await customer.page.keyboard.press("Escape")
    await customer.page.get_by_test_id("launcher").click()
    await customer.page.get_by_test_id("end-chat").click()
    await expect(customer.page.get_by_test_id("closed-state")).to_be_visible()
    await tour.widget(customer, "ended")


async def _with_nobody_there(tour: Tour) -> None:
    customer = await tour.customer()
    await customer.wants_a_person()
    await expect(customer.page.get_by_test_id("wait-state")).to_be_visible()
    await tour.widget(customer, "nobody there")
    await customer.page.get_by_test_id("open-ticket").click()
    await expect(customer.page.get_by_test_id("contact-form")).to_be_visible()
    await tour.widget(customer, "ticket form")
    await customer.page.get_by_test_id("contact-email").fill("nobody")
    await customer.page.get_by_test_id("contact-save").click()
    await expect(customer.page.get_by_role("alert")).to_be_visible()
    await tour.widget(customer, "ticket form refused")
    await customer.page.get_by_test_id("contact-email").fill("nika@mail.example")
    await customer.page.get_by_test_id("contact-save").click()
    await expect(customer.page.get_by_test_id("contact-form")).to_have_count(0)
    await tour.widget(customer, "ticket")


async def _at_the_door(tour: Tour) -> None:
    stranger = Agent(await tour.page(width=1440))
    page = stranger.page
    await page.goto(f"{tour.live.address}/console/")
    await expect(page.get_by_test_id("login-email")).to_be_visible()
    await tour.console(stranger, "sign in")
    await page.get_by_test_id("login-email").fill("sara@firuze.example")
    await page.get_by_test_id("login-password").fill("not that one")
    await page.get_by_test_id("login-submit").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    await tour.console(stranger, "sign in refused")
    await page.get_by_test_id("login-forgotten").click()
    await expect(page.get_by_test_id("forgotten-email")).to_be_visible()
    await tour.console(stranger, "password forgotten")


async def _with_an_agent(tour: Tour) -> None:
    lines = tour.lines
    sara = await tour.agent("sara")
    await tour.console(sara, "inbox without offers")
    await _own_face(tour, sara)
    customer = await tour.customer(lines["who"])
    await customer.say(lines["order"])
    await expect(customer.page.get_by_test_id("order-card").last).to_be_visible()
    await tour.widget(customer, "card")
    await customer.say(lines["upset"])
    await expect(customer.page.get_by_test_id("wait-state")).to_be_visible()
    await tour.widget(customer, "queue")
    await sara.page.get_by_test_id("tab-offered").click()
    await expect(sara.items("offered").first).to_be_visible()
    await tour.console(sara, "offers")
    await sara.accept()
    await expect(customer.event("agent.accepted").last).to_be_visible()
    await tour.widget(customer, "joined")
    await sara.reply(lines["reply"])
    await sara.write(lines["list"])
    await customer.hears("agent.said", re.compile(lines["list"][-8:]))
    await sara.page.get_by_test_id("reply").press_sequentially(lines["typed"])
    await expect(customer.page.get_by_test_id("typing")).to_be_visible()
    await tour.widget(customer, "agent typing")
    await tour.console(sara, "conversation")
    await _files(tour, customer, sara)
    await customer.page.context.set_offline(True)
    await expect(customer.page.get_by_test_id("connection")).to_be_visible()
    await tour.widget(customer, "offline")
    await customer.page.context.set_offline(False)
    await _sheets(tour, sara)
    await sara.close()
    await expect(customer.page.get_by_test_id("rating")).to_be_visible()
    await tour.widget(customer, "rating")
    await customer.page.get_by_test_id("satisfaction-4").check()
    await customer.page.get_by_test_id("rating-send").click()
    await expect(customer.page.get_by_test_id("rating-given")).to_be_visible()
    await tour.widget(customer, "rated")
    await sara.page.get_by_test_id("settings").click()
    await tour.console(sara, "settings")
    await sara.page.get_by_test_id("my-account").click()
    await expect(sara.page.get_by_test_id("account")).to_be_visible()
    await sara.page.get_by_test_id("own-portrait-remove").click()
    await expect(sara.page.get_by_test_id("own-portrait-remove")).to_have_count(0)
    await tour.console(sara, "account")


async def _own_face(tour: Tour, sara: Agent) -> None:
    """Sara shows customers a picture, and looks at the form for her names."""
    await sara.page.get_by_test_id("settings").click()
    await sara.page.get_by_test_id("my-account").click()
    picture = payload("me.jpg", "image/jpeg", photo((480, 480)))
    await sara.page.get_by_test_id("own-portrait-file").set_input_files(picture)
    await expect(sara.page.get_by_test_id("settings").locator("img")).to_be_visible()
    await sara.page.get_by_test_id("own-names-open").click()
    await tour.console(sara, "own names")
    await sara.page.get_by_test_id("nav-inbox").click()


async def _files(tour: Tour, customer: Customer, sara: Agent) -> None:
    picker = customer.page.get_by_test_id("attach")
    await picker.set_input_files(payload("parcel.jpg", "image/jpeg", photo((640, 480))))
    await expect(customer.page.get_by_test_id("file").locator("img")).to_be_visible()
    await sara.page.get_by_test_id("file-input").set_input_files(
        payload("bill.pdf", "application/pdf", PDF)
    )
    await expect(customer.event("agent.said").get_by_test_id("file")).to_be_visible()
    await picker.set_input_files(payload("holiday.png", "image/png", HTML))
    upload = customer.page.get_by_test_id("upload")
    await expect(upload).to_have_attribute("data-state", "failed")
    await tour.widget(customer, "files")
    await upload.get_by_test_id("upload-cancel").click()
    await tour.console(sara, "files")


async def _sheets(tour: Tour, sara: Agent) -> None:
    for sheet in ("transfer", "snooze", "close"):
        await sara.page.get_by_test_id(sheet).click()
        await expect(sara.page.get_by_role("dialog")).to_be_visible()
        await tour.console(sara, f"sheet {sheet}")
        await sara.page.keyboard.press("Escape")
        await expect(sara.page.get_by_role("dialog")).to_have_count(0)


async def _with_a_supervisor(tour: Tour) -> None:
    leila = await tour.agent("leila")
    page = leila.page
    await page.get_by_test_id("nav-waits").click()
    await expect(page.get_by_test_id("promises-kept").first).to_be_visible()
    await tour.console(leila, "waits")
    await page.get_by_test_id("nav-supervisor").click()
    await expect(page.get_by_test_id("conversation-row").first).to_be_visible()
    await tour.console(leila, "archive")
    # The page says that there is nothing before it has asked, too.
    async with page.expect_response("**/api/staff/deliveries?*"):
        await page.get_by_test_id("nav-deliveries").click()
    await expect(page.locator(".deliveries-list")).to_have_attribute("aria-busy", "false")
    mails = page.get_by_test_id("delivery").or_(page.get_by_test_id("deliveries-empty"))
    await expect(mails.first).to_be_visible()
    await tour.console(leila, "mails")
    await page.get_by_test_id("nav-requests").click()
    await expect(page.get_by_test_id("request").first).to_be_visible()
    await tour.console(leila, "data requests")
    await page.get_by_test_id("request-give").first.click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await tour.console(leila, "sheet give copy")
    await page.keyboard.press("Escape")
    await page.get_by_test_id("nav-supervisor").click()
    await page.get_by_test_id("conversation-row").first.click()
    await expect(page.get_by_test_id("customer-panel")).to_be_visible()
    await expect(leila.events.first).to_be_visible()
    await tour.console(leila, "replay")


async def _with_an_administrator(tour: Tour) -> None:
    engine = open_engine(tour.live.database_url, pool_size=1)
    name = f"admin-{new_id()}"
    await staff_directory(engine).add(
        f"{name}@firuze.example", Names(en="Nasrin", fa="نسرین"), "admin", DEMO_PASSWORD
    )
    await engine.dispose()
    admin = await tour.agent(name)
    await admin.page.get_by_test_id("nav-invitations").click()
    await expect(admin.page.get_by_test_id("invitations")).to_be_visible()
    await tour.console(admin, "staff")
    await admin.page.get_by_test_id("invite").click()
    await expect(admin.page.get_by_test_id("invite-name-en")).to_be_visible()
    await tour.console(admin, "invite")
    await admin.page.keyboard.press("Escape")
