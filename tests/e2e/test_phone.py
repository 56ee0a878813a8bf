"""On a phone the panel is a screen of its own: back button, keyboard, notch and fingers."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, ViewportSize, expect

from stack.browser import DESKTOP, PHONE
from tests.e2e.conftest import NewCustomer
from tests.e2e.live import Live
from tests.e2e.people import Customer
from tests.e2e.sites import a_shop

LANDSCAPE: ViewportSize = {"width": PHONE["height"], "height": PHONE["width"]}
FULL = 50  # steps that Chromium keeps

HEARS = "window.heard = []; addEventListener('popstate', () => heard.push(location.search))"

# What a browser says of a keyboard that comes up: no browser without a screen has one.
KEYBOARD = """
const screen = Object.assign(new EventTarget(), { scale: 1, offsetTop: 0, covered: 0 });
Object.defineProperty(screen, "height", { get: () => innerHeight - screen.covered });
Object.defineProperty(window, "visualViewport", { value: screen });
window.keyboard = (covered, offsetTop) => {
  Object.assign(screen, { covered, offsetTop });
  screen.dispatchEvent(new Event("resize"));
};
"""

SMALL = """
root => [...root.querySelectorAll("button, input, textarea, label.send, .article")]
  .filter(part => part.offsetParent && !part.matches(".sr"))
  .map(part => [part.getBoundingClientRect(), part.dataset.testid ?? part.textContent])
  .filter(([{ width, height }]) => width < 44 || height < 44)
  .map(([{ width, height }, name]) => `${name}: ${width} × ${height}`)
"""

# The step is made that the back button takes back.
STEP = """
document.querySelector("#firuze").shadowRoot.querySelector("iframe")?.contentWindow.history.state
"""

NewPhone = Callable[[str], Awaitable[Page]]


@pytest_asyncio.fixture
async def new_phone(live: Live) -> AsyncIterator[NewPhone]:
    """A page without an address yet, in a browser of a phone's size that is used with fingers."""
    contexts = []

    async def open_phone(language: str) -> Page:
        context = await live.context(
            language, viewport=PHONE, has_touch=True, is_mobile=True, reduced_motion="reduce"
        )
        contexts.append(context)
        return await context.new_page()

    yield open_phone
    await live.settle()
    for context in contexts:
        await context.close()


def _shop(live: Live) -> AbstractAsyncContextManager[str]:
    """A shop of many pages."""
    size = '<meta name="viewport" content="width=device-width">'
    return a_shop(f'{size}<script src="{live.address}/widget.js" defer></script>')


async def _opens(page: Page) -> None:
    await page.get_by_test_id("launcher").tap()
    await expect(page.get_by_test_id("welcome")).to_be_visible()
    await page.wait_for_function(STEP)


async def test_the_back_button_closes_the_panel_and_then_leaves_the_page(
    live: Live, new_phone: NewPhone
) -> None:
    """Each time it was opened; a panel that its own button has closed leaves nothing to step over."""
    page = await new_phone("en")
    panel = page.get_by_test_id("panel")
    async with _shop(live) as shop:
        await page.goto(f"{shop}/one")
        await page.goto(f"{shop}/two")
        for _ in range(2):
            await _opens(page)
            await _back(page)
            await expect(panel).to_be_hidden()
            assert page.url == f"{shop}/two"

        await _opens(page)
        await page.get_by_test_id("close-panel").tap()
        await page.wait_for_function(f"!{STEP.strip()}")
        await _back(page)
        await page.wait_for_url(f"{shop}/one")


async def test_a_customer_who_signs_in_while_they_chat_leaves_no_dead_step(
    live: Live, new_phone: NewPhone
) -> None:
    """There is a panel for each customer, and one step for all: a single press closes the last, the next one leaves."""
    page = await new_phone("en")
    panel = page.get_by_test_id("panel")
    async with _shop(live) as shop:
        await page.goto(f"{shop}/one")
        await page.goto(f"{shop}/two")
        await _opens(page)
        for who in ("daniel", "nika"):
            answer = await page.request.get(f"{live.address}/shop/identity/{who}?lang=en")
            await page.evaluate("identity => Firuze.identify(identity)", await answer.json())
            await expect(page.get_by_test_id("welcome")).to_contain_text(who.capitalize())
            await page.get_by_test_id("composer").tap()
        await _back(page)
        await expect(panel).to_be_hidden()
        assert page.url == f"{shop}/two"
        await _back(page)
        await page.wait_for_url(f"{shop}/one")


async def test_a_window_that_becomes_narrow_gets_a_phones_panel(
    live: Live, new_customer: NewCustomer
) -> None:
    """While the chat is open, as when a tablet is turned: the panel fills it, and the back button closes it."""
    page = (await new_customer("en")).page
    panel, address = page.get_by_test_id("panel"), page.url
    await page.emulate_media(reduced_motion="reduce")
    assert (await _size(panel))["width"] < DESKTOP["width"] / 2
    await page.set_viewport_size(PHONE)
    await page.wait_for_function(STEP)
    assert await _size(panel) == PHONE
    await expect(page.get_by_test_id("launcher")).to_be_hidden()
    await _back(page)
    await expect(panel).to_be_hidden()
    assert page.url == address

    await page.get_by_test_id("launcher").click()
    await page.wait_for_function(STEP)
    await page.set_viewport_size(DESKTOP)
    await expect(page.get_by_test_id("launcher")).to_be_visible()
    assert (await _size(panel))["width"] < DESKTOP["width"] / 2


async def _back(page: Page) -> None:
    """Presses the back button. The page may be gone by then, so it answers before it goes."""
    await page.evaluate("() => void setTimeout(() => history.back())")


async def _size(panel: Locator) -> ViewportSize:
    box = await panel.bounding_box()
    assert box is not None
    return {"width": int(box["width"]), "height": int(box["height"])}


async def test_a_panel_that_is_open_on_the_next_page_closes_once_it_was_touched(
    live: Live, new_phone: NewPhone
) -> None:
    """The customer goes on to another page while they chat, or loads the page again."""
    page = await new_phone("en")
    panel = page.get_by_test_id("panel")
    async with _shop(live) as shop:
        await page.goto(f"{shop}/one")
        await _opens(page)
        await page.goto(f"{shop}/two")
        await expect(panel).to_be_visible()
        await page.get_by_test_id("composer").tap()
        await page.wait_for_function(STEP)
        await _back(page)
        await expect(panel).to_be_hidden()
        assert page.url == f"{shop}/two"


async def test_the_page_hears_of_no_step_but_its_own(live: Live, new_phone: NewPhone) -> None:
    """Its state stays as it was; the steps that it makes under the panel come before the panel's."""
    page = await new_phone("en")
    panel = page.get_by_test_id("panel")
    async with _shop(live) as shop:
        await page.goto(f"{shop}/one")
        await page.evaluate("history.replaceState({ router: 7 }, '')")
        await page.evaluate(HEARS)
        await _opens(page)
        await _back(page)
        await expect(panel).to_be_hidden()
        assert await page.evaluate("[history.state, heard]") == [{"router": 7}, []]

        await _opens(page)
        await page.evaluate("history.pushState({ router: 8 }, '', '?next')")
        await _back(page)
        await page.wait_for_function("heard.length === 1")
        await expect(panel).to_be_visible()
        await _back(page)
        await expect(panel).to_be_hidden()

        await _opens(page)
        await page.evaluate("history.pushState({ router: 9 }, '', '?next')")
        await page.get_by_test_id("close-panel").tap()
        await expect(panel).to_be_hidden()
        assert page.url == f"{shop}/one?next"
        assert await page.evaluate("[history.state, heard]") == [{"router": 9}, [""]]


async def test_the_back_button_closes_a_panel_that_was_opened_again_above_the_pages_step(
    live: Live, new_phone: NewPhone
) -> None:
    """The first step lies below the page's: the second opening makes one of its own."""
    page = await new_phone("en")
    panel = page.get_by_test_id("panel")
    async with _shop(live) as shop:
        await page.goto(f"{shop}/one")
        await page.evaluate(HEARS)
        await _opens(page)
        await page.evaluate("history.pushState({}, '', '?next')")
        await page.get_by_test_id("close-panel").tap()
        await expect(panel).to_be_hidden()
        await _opens(page)
        await page.wait_for_function(f"{STEP.strip()} === 2")
        await _back(page)
        await expect(panel).to_be_hidden()
        assert page.url == f"{shop}/one?next"
        assert await page.evaluate("heard") == []

        await _back(page)
        await page.wait_for_function("heard.length === 1")
        assert page.url == f"{shop}/one"


async def test_a_full_history_costs_the_page_no_step(live: Live, new_phone: NewPhone) -> None:
    """Its length stands still: the panel's own button takes nothing back, the browser's closes."""
    page = await new_phone("en")
    panel = page.get_by_test_id("panel")
    async with _shop(live) as shop:
        await page.goto(f"{shop}/one")
        await page.evaluate(HEARS)
        await page.evaluate(
            "for (let number = 1; number <= 60; number++) history.pushState({}, '', `?${number}`)"
        )
        assert await page.evaluate("history.length") == FULL
        await _opens(page)
        await page.evaluate("history.pushState({}, '', '?next')")
        await page.get_by_test_id("close-panel").tap()
        await expect(panel).to_be_hidden()
        await _back(page)
        await page.wait_for_function("heard.length === 1")

        await _opens(page)
        await page.wait_for_function(f"{STEP.strip()} === 2")
        await _back(page)
        await expect(panel).to_be_hidden()
        assert page.url == f"{shop}/one?60"
        assert await page.evaluate("heard") == ["?60"]


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_the_keyboard_never_hides_the_composer(
    live: Live, new_phone: NewPhone, language: str
) -> None:
    """The panel shrinks to what is left, wherever the browser has moved that; the log stays at its end."""
    page = await new_phone(language)
    await page.add_init_script(KEYBOARD)
    customer = Customer(page)
    await customer.open_shop(live.address, language, "")
    for number in range(5):
        await customer.say(f"Line {number}")
    for height, offset in ((336, 0), (336, 90), (0, 0)):
        await page.evaluate(f"keyboard({height}, {offset})")
        low = await page.get_by_test_id("panel").bounding_box()
        composer = await page.get_by_test_id("composer").bounding_box()
        assert low is not None
        assert composer is not None
        assert (low["y"], low["height"]) == (offset, PHONE["height"] - height)
        assert composer["y"] + composer["height"] <= low["y"] + low["height"]
        below = "log => log.scrollHeight - log.scrollTop - log.clientHeight < 2"
        await page.wait_for_function(
            f"({below})(document.querySelector('#firuze').shadowRoot.querySelector('.log'))"
        )


@pytest.mark.parametrize("screen", [PHONE, LANDSCAPE])
async def test_nothing_stands_under_the_notch(
    live: Live, new_phone: NewPhone, screen: ViewportSize
) -> None:
    """Head, log and composer keep clear of what the device covers, upright and on its side."""
    page = await new_phone("en")
    width, height = screen["width"], screen["height"]
    await page.set_viewport_size(screen)
    devtools = await page.context.new_cdp_session(page)
    insets = {"top": 47, "bottom": 34, "left": 44, "right": 21}
    await devtools.send("Emulation.setSafeAreaInsetsOverride", {"insets": insets})
    await page.goto(f"{live.address}/shop/?lang=en")
    bubble = await page.get_by_test_id("launcher").bounding_box()
    assert bubble is not None
    assert bubble["x"] + bubble["width"] <= width - insets["right"]
    assert bubble["y"] + bubble["height"] <= height - insets["bottom"]
    await _opens(page)
    for part in ("talking-with", "close-panel", "welcome", "composer", "send", "talk-to-person"):
        box = await page.get_by_test_id(part).first.bounding_box()
        assert box is not None
        assert box["x"] >= insets["left"], part
        assert box["y"] >= insets["top"], part
        assert box["x"] + box["width"] <= width - insets["right"], part
        assert box["y"] + box["height"] <= height - insets["bottom"], part


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_every_target_is_large_enough_for_a_finger(
    live: Live, new_phone: NewPhone, language: str
) -> None:
    """44 pixels each way: at the beginning, beside an answer, waiting, and in the form."""
    page = await new_phone(language)
    panel = page.get_by_test_id("panel")
    customer = Customer(page)
    await customer.open_shop(live.address, language, "")
    await page.wait_for_function(STEP)
    assert await panel.evaluate(SMALL) == []
    await customer.say({"en": "Where is my order 1042?", "fa": "سفارش ۱۰۴۲ کجاست؟"}[language])
    await expect(customer.event("bot.said").last).to_be_visible()
    assert await panel.evaluate(SMALL) == []
    await customer.wants_a_person()
    await expect(page.get_by_test_id("wait-state")).to_be_visible()
    assert await panel.evaluate(SMALL) == []
    await page.get_by_test_id("open-ticket").tap()
    await expect(page.get_by_test_id("ticket-state").locator("input").first).to_be_visible()
    assert await panel.evaluate(SMALL) == []
