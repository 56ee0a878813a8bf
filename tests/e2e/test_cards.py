"""Every kind of card in widget and console, in both languages: fit for everybody, and with `./firuze gallery` in
pictures."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from handoff.adapters.machine import new_id
from handoff.domain.language import Language
from handoff.domain.people import Names
from tests.e2e.looks import Looks
from tests.e2e.people import Agent, Customer
from tests.e2e.test_second_factor import log_in
from tests.handoff.conftest import PASSWORD, House
from tests.handoff.pictures import photo
from tests.handoff.scripted_bot import Json, ScriptedBot, reply

OWL = "https://pictures.example/owl.jpg"
UNTIL = "2027-03-20T10:00:00+00:00"
PRICE = {"amount": "1850000", "currency": "IRR"}
PRICED = ("order", "product", "coupon")
TOLD = {"en": "185,000 tomans", "fa": "۱۸۵٬۰۰۰ تومان"}  # in the unit of the texts beside the card
LATE = "2026-11-22T10:00:00+00:00"  # the courier has not answered in time
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"

# By language and kind, what the card says in the shop's own words.
WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "product": {"title": "The Blind Owl", "lines": ["Sadegh Hedayat", "Hardcover, 128 pages"]},
        "article": {"title": "How gift cards work", "language": "fa"},
        "ticket": {"title": "The cover came torn"},
        "coupon": {"title": "A tenth off your next order", "lines": ["For one order"]},
        "courier": {"title": "Peyk Express", "lines": [f"The parcel is at {LONG}"]},
        "return": {"lines": ["Put the book into its own box, and the label on top."]},
        "book": {"title": "Shahnameh, volume one"},
    },
    "fa": {
        "product": {"title": "بوف کور", "lines": ["صادق هدایت", "جلد سخت، ۱۲۸ صفحه"]},
        "article": {"title": "کارت هدیه چطور کار می‌کند", "language": "en"},
        "ticket": {"title": "جلد کتاب پاره بود"},
        "coupon": {"title": "ده درصد تخفیف برای خرید بعدی", "lines": ["فقط برای یک سفارش"]},
        "courier": {"title": "پیک اکسپرس", "lines": [f"بسته در {LONG} است"]},
        "return": {"lines": ["کتاب را در جعبهٔ خودش بگذارید و برچسب را روی آن بزنید."]},
        "book": {"title": "شاهنامه، جلد اول"},
    },
}


def cards(language: str) -> dict[str, Json]:
    words = WORDS[language]
    items = [words["book"] | {"quantity": 2}]
    return {
        "order": {"kind": "order", "number": "1042", "state": "shipped", "items": items}
        | {"placed_at": "2026-11-20T10:00:00+00:00", "expected_at": UNTIL, "total": PRICE}
        | {"tracking": [{"at": "2026-11-21T10:00:00+00:00", "step": "handed_over"}]},
        "product": {"kind": "product", "price": PRICE, "available": True, "image": OWL}
        | {"link": "https://shop.example/owl"}
        | words["product"],
        "article": {"kind": "article", "slug": "gift-cards"} | words["article"],
        "ticket": {"kind": "ticket", "number": 318, "until": UNTIL} | words["ticket"],
        "coupon": {"kind": "coupon", "code": "SORRY-10", "until": UNTIL, "price": PRICE}
        | {"link": "https://shop.example/coupons"}
        | words["coupon"],
        "courier": {"kind": "courier", "order": "1042", "until": LATE} | words["courier"],
        "return": {"kind": "return", "order": "1042", "items": items, "code": "RET-77"}
        | {"until": UNTIL, "link": "https://shop.example/labels/77?signature=abc"}
        | words["return"],
    }


@pytest.fixture(scope="module")
async def bot() -> AsyncIterator[ScriptedBot]:
    """Shows the card whose kind the customer names."""
    async with ScriptedBot().listening() as running:
        running.answer = _shows
        yield running


def _shows(asked: Json) -> Json:
    kind = asked["text"]
    answer = reply("", intent=kind)  # which never repeats itself
    answer["messages"][0]["card"] = cards(asked["language"])[kind]
    return answer


@pytest.fixture(scope="module")
async def house(own_house: House, bot: ScriptedBot) -> House:
    await own_house.open_gateway(FIRUZE_DEMO=True, FIRUZE_BOT_URL=bot.url)
    return own_house


@pytest.fixture(params=["en", "fa"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def _send_owl(route: Route) -> None:
    await route.fulfill(body=photo(), content_type="image/jpeg")


async def _open_shop(page: Page, house: House, language: str) -> Customer:
    await page.route(OWL, _send_owl)
    customer = Customer(page)
    await page.emulate_media(reduced_motion="reduce")
    await customer.open_shop(house.base, language, "", theme="auto")
    return customer


async def _open_console(context: BrowserContext, house: House, language: str) -> Agent:
    email, page = f"{new_id()}@books.example", await context.new_page()
    await page.set_viewport_size({"width": 1440, "height": 860})
    await page.emulate_media(reduced_motion="reduce")  # nothing is looked at on its way
    await house.directory.add(email, Names(en="Sara"), "agent", PASSWORD, 4)
    await page.goto(f"{house.base}/console/")
    await page.evaluate(f"localStorage['firuze.console.language'] = '{language}'")
    await page.reload()
    await log_in(page, email)
    await expect(page.get_by_test_id("availability")).to_be_visible()
    return Agent(page)


async def test_every_kind_of_card_is_seen_on_both_sides(
    house: House, chromium: Browser, language: Language
) -> None:
    """With what stands on it, in the reader's language; fit for phones, fingers and screen readers."""
    looks, words = Looks(language), WORDS[language]
    context = await chromium.new_context(locale=language, permissions=["clipboard-read"])
    await context.grant_permissions(["clipboard-read", "clipboard-write"], origin=house.base)
    customer = await _open_shop(await context.new_page(), house, language)
    for kind in cards(language):
        await customer.say(kind)
        card = customer.page.get_by_test_id(f"{kind}-card")
        await expect(card).to_be_visible()
        for text in [words.get(kind, {}).get("title"), *words.get(kind, {}).get("lines", [])]:
            await expect(card).to_contain_text(text or "")
        await expect(card).to_contain_text(TOLD[language] if kind in PRICED else "")
        await card.scroll_into_view_if_needed()
        await looks.at(customer.page, "widget", f"card of kind {kind}")
    courier = customer.page.get_by_test_id("courier-card")
    await expect(courier).to_contain_text({"en": "Answer was due", "fa": "جواب بیاد"}[language])
    await _copies_the_code(customer)
    agent = await _open_console(context, house, language)
    await customer.wants_a_person()
    await agent.accept()
    for kind in cards(language):
        card = agent.page.get_by_test_id(f"{kind}-card")
        await card.scroll_into_view_if_needed()
        await expect(card).to_contain_text(words.get(kind, {}).get("title", ""))
        await expect(card).to_contain_text(TOLD[language] if kind in PRICED else "")
    courier = agent.page.get_by_test_id("courier-card")
    await expect(courier).to_contain_text({"en": "Answer was due", "fa": "پاسخ داده شود"}[language])
    await expect(agent.page.locator(".card img")).to_have_count(0)
    await looks.at(agent.page, "console", "cards")
    await context.close()
    assert not looks.wrong, "\n".join(looks.wrong)


async def _copies_the_code(customer: Customer) -> None:
    """By the keyboard, with a word that it was done."""
    card = customer.page.get_by_test_id("coupon-card")
    await card.get_by_role("button").focus()
    await customer.page.keyboard.press("Enter")
    await expect(card.get_by_role("status")).not_to_be_empty()
    assert await customer.page.evaluate("navigator.clipboard.readText()") == "SORRY-10"


async def test_a_picture_keeps_its_place_and_tells_nothing(house: House, chromium: Browser) -> None:
    """Its server learns of no page; before it comes, and if it never does, the card is as large."""
    context = await chromium.new_context()
    customer = Customer(await context.new_page())
    told: list[str | None] = []

    async def refuse(route: Route) -> None:
        told.append(await route.request.header_value("referer"))
        await route.abort()

    await customer.page.route(OWL, refuse)
    await customer.open_shop(house.base, "en", "")
    await customer.say("product")
    card = customer.page.get_by_test_id("product-card")
    picture = card.locator("img")
    await expect(picture).to_have_css("opacity", "0")
    assert told == [None]
    broken = await card.bounding_box()
    await customer.page.unroute(OWL)
    other = await _open_shop(await context.new_page(), house, "en")
    shown = other.page.get_by_test_id("product-card")
    await expect(shown.locator("img")).to_have_css("opacity", "1")
    whole = await shown.bounding_box()
    assert broken is not None
    assert whole is not None
    assert (whole["width"], whole["height"]) == (broken["width"], broken["height"])
    await context.close()
