"""The bubble on the shop's page, on the whole stack: light, discreet, and gone without a trace."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, Request, WebSocket, expect

from tests.e2e.conftest import NewAgent, NewCustomer
from tests.e2e.live import Live
from tests.e2e.people import Customer
from tests.e2e.sites import a_shop

WHERE = {"en": "what is your address?", "fa": "آدرس شما کجاست؟"}
LABELS = {"en": "Chat with us", "fa": "گفت‌وگو با ما"}

# A proxy that lets no WebSocket through, as the browser sees it.
NO_WEBSOCKET = """
window.WebSocket = class {
  constructor() { setTimeout(() => this.onerror?.(new Event("error"))); }
  close() {}
};
"""

# A browser that forbids pages to keep anything.
NO_STORAGE = """
for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("", "SecurityError") } });
}
"""

# Shops do this that draw their next page in place of this one.
NEW_BODY = """
const body = document.createElement("body");
body.append(Object.assign(document.createElement("h1"), { textContent: "Second" }));
document.body.replaceWith(body);
"""

TRACES = """() => ({
  element: document.querySelectorAll("#firuze").length,
  scripts: document.querySelectorAll("script[data-firuze]").length,
  globals: Object.keys(window).filter((name) => name.startsWith("Firuze")).length,
  stored: [...Object.keys(localStorage), ...Object.keys(sessionStorage)]
    .filter((key) => key.startsWith("firuze")).length,
})"""


def _another_site(live: Live, language: str) -> AbstractAsyncContextManager[str]:
    """A page of another origin that embeds the widget by the one tag of the documentation."""
    return a_shop(
        f'<script src="{live.address}/widget.js" data-language="{language}" defer></script>'
    )


NewContext = Callable[[str], Awaitable[BrowserContext]]


@pytest_asyncio.fixture
async def new_context(live: Live) -> AsyncIterator[NewContext]:
    """A browser of its own, without a page yet."""
    contexts = []

    async def open_context(language: str) -> BrowserContext:
        context = await live.context(language)
        contexts.append(context)
        return context

    yield open_context
    for context in contexts:
        await context.close()


def _asked_for(page: Page) -> list[str]:
    """The addresses that the page asks for from now on, sockets included."""
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    page.on("websocket", lambda socket: asked.append(socket.url))
    return asked


def _sockets_of(page: Page) -> list[WebSocket]:
    """The WebSockets that the page opens from now on."""
    opened: list[WebSocket] = []

    def note(socket: WebSocket) -> None:
        opened.append(socket)

    page.on("websocket", note)
    return opened


async def test_nothing_but_the_launcher_is_loaded_until_it_is_tapped(
    live: Live, new_context: NewContext
) -> None:
    """A new visitor costs the gateway one small file: no panel, no session, no connection."""
    page = await (await new_context("en")).new_page()
    async with _another_site(live, "en") as address:
        asked = _asked_for(page)
        await page.goto(address, wait_until="networkidle")
        await expect(page.get_by_test_id("launcher")).to_be_visible()
        assert [url for url in asked if url.startswith(live.address)] == [
            f"{live.address}/widget.js"
        ]
        await page.get_by_test_id("launcher").click()
        await expect(page.get_by_test_id("composer")).to_be_focused()
        await expect(page.get_by_test_id("welcome")).to_be_visible()
    texts = [url for url in asked if "/assets/" in url and "/assets/panel.js" not in url]
    assert len(texts) == 1
    assert "/assets/en.js" in texts[0]


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_another_origin_embeds_the_widget_and_is_answered(
    live: Live, new_context: NewContext, language: str
) -> None:
    """On a page of its own origin the chat opens in the page's language, and the bot answers."""
    page = await (await new_context(language)).new_page()
    async with _another_site(live, language) as address:
        await page.goto(address)
        launcher = page.get_by_test_id("launcher")
        await expect(launcher).to_have_attribute("aria-label", LABELS[language])
        await launcher.click()
        direction = "rtl" if language == "fa" else "ltr"
        await expect(page.get_by_test_id("panel")).to_have_attribute("dir", direction)
        await page.get_by_test_id("composer").fill(WHERE[language])
        await page.get_by_test_id("composer").press("Enter")
        answer = page.locator('[data-testid="event"][data-type="bot.said"]')
        await expect(answer.first).to_be_visible()
        box = await launcher.bounding_box()
        assert box is not None
        assert (box["x"] < 640) == (language == "fa")  # at the end of the line


async def test_where_no_websocket_gets_through_long_polling_carries_the_chat(
    live: Live, new_context: NewContext
) -> None:
    """Both ways: what the customer says goes out, and the answer comes in."""
    context = await new_context("en")
    await context.add_init_script(NO_WEBSOCKET)
    page = await context.new_page()
    asked = _asked_for(page)
    await page.goto(f"{live.address}/shop/?lang=en")
    await page.get_by_test_id("launcher").click()
    await page.get_by_test_id("composer").fill(WHERE["en"])
    await page.get_by_test_id("composer").press("Enter")
    for kind in ("customer.said", "bot.said"):
        shown = page.locator(f'[data-testid="event"][data-type="{kind}"]')
        await expect(shown.first).to_be_visible()
    assert any("transport=polling" in url for url in asked)
    assert not any("transport=websocket" in url for url in asked)


async def test_a_reply_while_the_panel_is_closed_shows_a_dot_also_after_a_reload(
    new_customer: NewCustomer, new_agent: NewAgent
) -> None:
    """The dot stays until the panel is opened, and does not come back for what has been read."""
    sara = await new_agent("sara")
    customer = await new_customer("en")
    page = customer.page
    dot, launcher = page.get_by_test_id("unread"), page.get_by_test_id("launcher")
    await customer.wants_a_person()
    await sara.accept()
    await expect(customer.event("agent.accepted")).to_be_visible()
    await page.get_by_test_id("close-panel").click()
    await expect(page.get_by_test_id("panel")).to_be_hidden()
    await expect(dot).to_be_hidden()

    await sara.reply("Your parcel has left.")
    await expect(dot).to_be_visible()
    await expect(launcher).to_have_attribute("aria-label", "Chat with us, new messages: 1")
    await page.reload()
    await expect(dot).to_be_visible()
    await expect(page.get_by_test_id("panel")).to_be_hidden()

    await launcher.click()
    await customer.hears("agent.said", "Your parcel has left.")
    await expect(dot).to_be_hidden()
    await page.get_by_test_id("close-panel").click()
    await page.reload()
    await expect(page.get_by_test_id("panel")).to_be_attached()
    await expect(page.get_by_test_id("event").last).to_be_attached()
    await expect(dot).to_be_hidden()


async def test_an_answer_counts_as_seen_where_it_is_on_a_page(
    live: Live, new_context: NewContext, new_agent: NewAgent
) -> None:
    """It arrives after the page's body was swapped; what comes while there is no page at all is delivered, and seen later."""
    sara = await new_agent("sara")
    receipt = sara.page.get_by_test_id("receipt")
    customer = Customer(await (await new_context("en")).new_page())
    page = customer.page
    async with _another_site(live, "en") as address:
        await page.goto(address)
        await page.get_by_test_id("launcher").click()
        await customer.wants_a_person()
        await sara.accept()
        await page.evaluate(NEW_BODY)
        await sara.reply("One moment.")
        await customer.hears("agent.said", "One moment.")
        await expect(receipt).to_have_text("Seen")

        await page.evaluate("() => { window.root = document.documentElement; root.remove() }")
        await sara.reply("I have found it.")
        await expect(receipt).to_have_text("Delivered")
        await page.evaluate("document.append(root)")
        await sara.reply("It is on its way.")
        await customer.hears("agent.said", "It is on its way.")
        await expect(receipt).to_have_text("Seen")
        await customer.say("thank you")


async def test_where_nothing_may_be_stored_the_chat_works_and_forgets(
    live: Live, new_context: NewContext, new_agent: NewAgent
) -> None:
    """With the bot and with a person; after a reload it is a new visitor's."""
    sara, context = await new_agent("sara"), await new_context("en")
    await context.add_init_script(NO_STORAGE)
    customer = Customer(await context.new_page())
    page = customer.page
    async with _another_site(live, "en") as address:
        await page.goto(address)
        await page.get_by_test_id("launcher").click()
        await customer.say(WHERE["en"])
        await expect(customer.event("bot.said").first).to_be_visible()
        await customer.wants_a_person()
        await sara.accept()
        await sara.reply("Hello, can I help?")
        await customer.hears("agent.said", "can I help?")
        await customer.say("yes, please")
        await page.reload()
        await page.get_by_test_id("launcher").click()
        await expect(page.get_by_test_id("welcome")).to_be_visible()
        await expect(customer.events).to_have_count(0)


async def test_a_printed_page_is_the_pages_own(new_customer: NewCustomer) -> None:
    """Neither bubble nor panel is on the paper."""
    page = (await new_customer("en")).page
    for medium, shown in (("print", False), ("screen", True)):
        await page.emulate_media(media=medium)  # type: ignore[arg-type]
        for part in ("launcher", "panel"):
            await expect(page.get_by_test_id(part)).to_be_visible(visible=shown)


async def test_escape_closes_the_panel_and_gives_the_focus_back(
    new_customer: NewCustomer,
) -> None:
    """By keyboard alone: in with Enter, out with Escape, and the draft is still there."""
    customer = await new_customer("fa")
    page = customer.page
    await expect(page.get_by_test_id("composer")).to_be_focused()
    await page.keyboard.type("نیمه")
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("panel")).to_be_hidden()
    launcher = page.get_by_test_id("launcher")
    await expect(launcher).to_be_focused()
    await expect(launcher).to_have_attribute("aria-expanded", "false")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("composer")).to_be_focused()
    await expect(page.get_by_test_id("composer")).to_have_value("نیمه")


async def test_removed_and_forgotten_leaves_no_trace(live: Live, new_context: NewContext) -> None:
    """Element, scripts, globals, what was stored, and the connection: all gone."""
    page = await (await new_context("en")).new_page()
    sockets = _sockets_of(page)
    customer = Customer(page)
    await customer.open_shop(live.address, "en", signed_in_as="")
    await customer.say("hello")
    await page.get_by_test_id("composer").fill("half a sentence")
    before = await page.evaluate(TRACES)
    assert all(before.values()), before
    assert [socket for socket in sockets if not socket.is_closed()]

    await page.evaluate("Firuze.remove({ forget: true })")
    for socket in sockets:
        if not socket.is_closed():
            await socket.wait_for_event("close")
    assert not any((await page.evaluate(TRACES)).values())
    await page.reload()
    await expect(page.get_by_test_id("launcher")).to_be_visible()
    await expect(page.get_by_test_id("panel")).to_have_count(0)


async def test_an_unsent_message_survives_a_reload_while_the_gateway_is_dead(
    live: Live, new_context: NewContext
) -> None:
    """Written after the gateway was killed, reloaded before it is back: it arrives, once."""
    text = "written into the void"
    context = await new_context("en")
    page = await context.new_page()
    async with _another_site(live, "en") as address:
        await page.goto(address)
        await page.get_by_test_id("launcher").click()
        customer = Customer(page)
        await customer.say("hello")
        live.kill("gateway")
        await page.get_by_test_id("composer").fill(text)
        await page.get_by_test_id("send").click()
        waiting = page.locator('[data-testid="outbox"][data-state="waiting"]')
        await expect(waiting).to_contain_text(text)

        unreachable = f"{live.address}/**"  # however soon it is started again
        await context.route(unreachable, lambda route: route.abort())
        await page.reload()
        await expect(page.get_by_role("heading", name="Shop")).to_be_visible()
        assert text in await page.evaluate("JSON.stringify(localStorage)")

        await live.becomes_ready()
        await context.unroute(unreachable)
        await page.reload()
        await customer.hears("customer.said", text)
        await expect(page.get_by_test_id("outbox")).to_have_count(0)
        await expect(customer.event("customer.said").filter(has_text=text)).to_have_count(1)
        assert text not in await page.evaluate("JSON.stringify(localStorage)")
