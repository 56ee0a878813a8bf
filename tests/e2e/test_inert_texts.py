"""What strangers write is shown, never run: in the widget, in the console, and without their policies."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from html import escape
from typing import Any
from urllib.parse import quote

import pytest
from playwright.async_api import Browser, BrowserContext, Locator, Page, Route, expect
from sqlalchemy import insert, select

from handoff.adapters.machine import new_id, now
from handoff.adapters.postgres.tables import customers, orders
from handoff.domain.cards import CODE_LENGTH
from handoff.domain.people import Names, Role
from tests.e2e.payloads import Payload, payloads
from tests.e2e.people import Agent, Customer
from tests.e2e.test_second_factor import log_in
from tests.e2e.watch import Watch
from tests.handoff.conftest import PASSWORD, House, vouched
from tests.handoff.scripted_bot import Json, ScriptedBot, reply

PAYLOADS = payloads()
IMAGE = PAYLOADS[15].text  # short enough for any name
LINES = [payload.text for payload in PAYLOADS if payload.text.isprintable()]
NEVER = "leads nowhere good"
SAFE = {"http:", "https:", "mailto:", "tel:"}
LIMIT = 3_500  # characters of a message, with room for what is written around


@pytest.fixture(scope="module")
async def bot() -> AsyncIterator[ScriptedBot]:
    async with ScriptedBot().listening() as running:
        running.answer = _careless_bot
        yield running


@pytest.fixture(scope="module")
async def house(own_house: House, bot: ScriptedBot) -> House:
    await own_house.open_gateway(FIRUZE_DEMO=True, FIRUZE_BOT_URL=bot.url)
    return own_house


def _careless_bot(asked: Json) -> Json:
    """Repeats what it is told, in Markdown, on buttons and on cards."""
    texts = [line for line in asked["text"].split("\n") if line]
    marked = [payload.marked for payload in PAYLOADS if payload.text in texts]
    answer = reply(*_messages(marked or ["."]), buttons=tuple((text, "/x") for text in texts[:3]))
    cards = [*_cards(), *_never_shown()] if marked else []
    answer["messages"] += [{"text": "", "card": card} for card in cards]
    return answer


def _order(number: str) -> Json:
    return {
        "kind": "order",
        "number": number,
        "state": "delayed",
        "placed_at": "2026-11-20T10:00:00+00:00",
        "expected_at": "2026-11-25T10:00:00+00:00",
        "items": [{"title": text, "quantity": 2} for text in LINES[:50]],
        "total": {"amount": "12.5", "currency": "EUR"},
        "tracking": [
            {"at": "2026-11-21T10:00:00+00:00", "step": "delayed", "place": {"en": IMAGE}},
            {"at": "2026-11-22T10:00:00+00:00", "step": IMAGE, "place": {"en": IMAGE, "fa": IMAGE}},
        ],
    }


def _cards() -> list[Json]:
    """Cards of every kind with a text of strangers in every field that takes one: all of the texts, together."""
    until, items = "2026-12-20T10:00:00+00:00", [{"title": IMAGE, "quantity": 1}]
    code = next(text for text in LINES if "script" in text and len(text) <= CODE_LENGTH)
    link = "https://shop.example/?q=<script>pwned(0)</script>"
    return [
        _order(IMAGE),
        {"kind": "article", "slug": "gift-cards", "language": "en", "title": IMAGE},
        {"kind": "product", "title": IMAGE, "lines": LINES[:50], "link": link, "image": link},
        {"kind": "ticket", "number": 7, "title": IMAGE, "until": until},
        {"kind": "coupon", "title": IMAGE, "code": code, "lines": LINES[50:], "link": link},
        {"kind": "courier", "order": IMAGE, "title": IMAGE, "lines": LINES[:50]},
        {"kind": "return", "order": IMAGE, "items": items, "lines": [IMAGE], "code": code}
        | {"link": link, "until": until},
    ]


def _never_shown() -> list[Json]:
    """Cards whose addresses are none that may be opened."""
    return [
        {"kind": "product", "title": NEVER, name: payload.text}
        for payload in PAYLOADS
        if payload.kind == "href"
        for name in ("link", "image")
    ]


def _messages(texts: list[str]) -> Iterator[str]:
    """As few messages as hold all of the texts."""
    message = ""
    for text in texts:
        if len(message) + len(text) > LIMIT:
            yield message
            message = ""
        message += f"{text}\n"
    yield message


def _host_page(shop_id: str, name: str, query: str) -> str:
    """A shop's page that gives the widget its customer, and writes the query into its own title."""
    identity = escape(json.dumps(vouched(shop_id, name=name, email="a@b.example")), quote=True)
    language = escape(IMAGE, quote=True)
    return f"""<!doctype html><html lang="en"><title>{escape(query)}</title><body>
      <script src="/widget.js" data-identity="{identity}" data-language="{language}"></script>"""


async def _give_orders(house: House, shop_id: str) -> None:
    async with house.engine.begin() as connection:
        of = select(customers.c.id).where(customers.c.external_id == shop_id)
        customer = (await connection.execute(of)).scalar_one()
        card = _order("1042")
        row = {"number": shop_id, "customer_id": customer, "card": card, "placed_at": now()}
        await connection.execute(insert(orders).values(row))


async def _reads(events: Locator) -> None:
    """All the texts are there to be read, in their order, but for the signs that may mark something."""
    await expect(events.last).to_contain_text(f"pwned({len(PAYLOADS) - 1})")
    shown = _unmarked("".join(await events.all_inner_texts()))
    missing = [payload for payload in PAYLOADS if _unmarked(payload.text) not in shown]
    assert missing == []


def _unmarked(text: str) -> str:
    return re.sub(r"[*_`\\\s\x01]", "", text)


async def _links(page: Page) -> set[str]:
    """The schemes of all links of a page, inside the widget too."""
    schemes: list[str] = await page.evaluate(
        """() => {
          const roots = [document, document.querySelector("#firuze")?.shadowRoot ?? document];
          return roots.flatMap((root) => [...root.querySelectorAll("a")].map((a) => a.protocol));
        }"""
    )
    return set(schemes)


async def test_every_text_runs_where_a_page_is_careless(chromium: Browser) -> None:
    """What is counted below happens on a page that shows the texts as markup."""
    assert len(PAYLOADS) >= 60
    watch = Watch()
    async with watch.over(chromium) as context:
        dead = [payload for payload in PAYLOADS if not await _runs(payload, context, watch)]
    assert dead == []


async def _runs(payload: Payload, context: BrowserContext, watch: Watch) -> bool:
    watch.ran.clear()
    page = await context.new_page()
    await page.route("http://shop.example/**", _answer_with("", 404))
    await page.route("**/careless", _answer_with(payload.careless))
    await page.goto("http://shop.example/careless", wait_until="commit")
    if payload.kind == "href":
        await page.locator("#go").click()
    for _ in range(200):
        if watch.ran:
            break
        await page.wait_for_timeout(20)
    await page.close()
    return watch.ran != []


def _answer_with(body: str, status: int = 200) -> Any:
    async def answer(route: Route) -> None:
        await route.fulfill(body=body, status=status, content_type="text/html")

    return answer


@pytest.mark.parametrize("without_policy", [False, True], ids=["with policy", "without policy"])
async def test_no_text_runs_in_widget_or_console(
    house: House, chromium: Browser, *, without_policy: bool
) -> None:
    """Messages, names, buttons, orders, articles, notes, the page's title and address, and a search."""
    watch, shop_id = Watch(), f"customer-{new_id()}"
    async with watch.over(chromium, bypass_csp=without_policy) as context:
        customer = Customer(await context.new_page())
        await _open_shop(customer.page, house, shop_id)
        for text in _messages([payload.text for payload in PAYLOADS]):
            await customer.say(text)
        await _give_orders(house, shop_id)
        agent = await _open_console(await context.new_page(), house)
        await customer.wants_a_person()
        await agent.accept()
        for text in _messages([payload.marked for payload in PAYLOADS]):
            await agent.write(text)
        await agent.page.get_by_test_id("composer-note").click()
        await agent.page.get_by_test_id("note").fill(PAYLOADS[0].marked)
        await agent.page.get_by_test_id("note-send").click()
        await expect(agent.event("agent.noted")).to_be_visible()

        for person in (customer, agent):
            await _reads(person.event("customer.said"))
            await _reads(person.event("agent.said"))
        await expect(agent.page.get_by_test_id("order-card").first).to_contain_text(IMAGE)
        for person in (customer, agent):
            await _shows_every_card(person.page)
        async with watch.over(chromium, bypass_csp=without_policy) as other:
            supervisors = await other.new_page()
            await _search(supervisors, house)
            assert await _links(supervisors) <= SAFE
        for page in (customer.page, agent.page):
            assert await _links(page) <= SAFE
            await page.wait_for_timeout(
                1_000
            )  # what would run, has run: the careless page takes less
    assert watch.ran == []


async def _shows_every_card(page: Page) -> None:
    """Each kind, with what strangers wrote in it; none with an address that runs something."""
    for card in _cards():
        shown = page.get_by_test_id(f"{card['kind']}-card").last
        for text in [card.get("title"), card.get("code"), *card.get("lines", [])]:
            await expect(shown).to_contain_text(text or IMAGE)
    await expect(page.get_by_text(NEVER)).to_have_count(0)


async def _open_shop(page: Page, house: House, shop_id: str) -> None:
    query = f"?q={quote(IMAGE)}#{quote(IMAGE)}"
    await page.route("**/host?*", _answer_with(_host_page(shop_id, IMAGE, IMAGE)))
    await page.goto(f"{house.base}/host{query}")
    await page.get_by_test_id("launcher").click()
    await expect(page.get_by_test_id("composer")).to_be_visible()


async def _open_console(page: Page, house: House) -> Agent:
    """An agent whose name is one of the texts."""
    await _log_in(page, house, "agent", f"?q={quote(IMAGE)}#/inbox/{quote(IMAGE)}")
    return Agent(page)


async def _log_in(page: Page, house: House, role: Role, place: str) -> None:
    email = f"{new_id()}@books.example"
    await house.directory.add(email, Names(en=IMAGE), role, PASSWORD, 4)
    await page.goto(f"{house.base}/console/{place}")
    await log_in(page, email)
    await expect(page.get_by_test_id("availability")).to_be_visible()


async def _search(page: Page, house: House) -> None:
    """As a supervisor who looks for one of the texts, and opens what was found."""
    await _log_in(page, house, "supervisor", "#/all")
    await page.get_by_test_id("archive-search").fill(IMAGE)
    await page.get_by_test_id("conversation-row").first.click()
    await expect(page.get_by_test_id("order-card").first).to_contain_text(IMAGE)
