"""What a shop's page asks of the widget: options on the tag, calls from before it has loaded, events."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from html import escape

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, expect

from tests.docs.pages import ROOT, the_example
from tests.e2e.conftest import NewAgent
from tests.e2e.live import Live
from tests.e2e.people import Customer
from tests.e2e.sites import a_shop

# The page's own record of what it was told.
LISTENS = """
window.heard = [];
for (const name of ["ready", "open", "close", "unread", "message"]) {
  Firuze.on(name, (detail) => heard.push([name, detail]));
}
"""

ANSWERED = '[data-testid="event"][data-type="bot.said"]'

READ = """([testid, property]) => {
  const element = document.querySelector("#firuze").shadowRoot.querySelector(`[data-testid=${testid}]`);
  return getComputedStyle(element)[property];
}"""


IS_DRESSED = (
    "document.querySelector('#firuze')?.shadowRoot.querySelector('button').hidden === false"
)


def stub() -> str:
    """The script of the documentation that keeps calls until the widget has loaded."""
    return the_example("docs/embedding.md", "js", "Firuze.q")


def _tag(live: Live, **data: str) -> str:
    given = " ".join(
        f'data-{name.replace("_", "-")}="{escape(text)}"' for name, text in data.items()
    )
    return f'<script src="{live.address}/widget.js" {given} defer></script>'


NewPage = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture
async def new_page(live: Live) -> AsyncIterator[NewPage]:
    """A page of a browser of its own, not at the shop yet. `how` goes to the browser's context."""
    contexts: list[BrowserContext] = []

    async def open_page(language: str, **how: str) -> Page:
        context = await live.context(language)
        contexts.append(context)
        page = await context.new_page()
        if how:
            await page.emulate_media(**how)  # type: ignore[arg-type]
        return page

    yield open_page
    for context in contexts:
        await context.close()


async def _heard(page: Page) -> list[tuple[str, dict[str, object]]]:
    return [(name, detail) for name, detail in await page.evaluate("heard")]


def _words_of(page: Page) -> list[str]:
    """What the widget says on the browser's console from now on."""
    words: list[str] = []

    def note(text: str) -> None:
        if text.startswith("Firuze"):
            words.append(text)

    page.on("console", lambda message: note(message.text))
    page.on("pageerror", lambda error: words.append(str(error)))
    return words


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_calls_from_before_the_widget_are_made_and_events_are_told(
    live: Live, new_page: NewPage, language: str
) -> None:
    """The stub keeps them in order; the customer's words arrive, the answer is told to the page."""
    question = {"en": "what is your address?", "fa": "آدرس شما کجاست؟"}[language]
    early = f"{stub()}{LISTENS}Firuze.send({json.dumps(question)});"
    page = await new_page(language)
    async with a_shop(f"<script>{early}</script>{_tag(live, language=language)}") as shop:
        await page.goto(shop)
        await expect(page.locator(ANSWERED).first).to_be_visible()
        await page.wait_for_function("heard.some(([, detail]) => detail?.by === 'bot')")
        heard = await _heard(page)
        names = [name for name, _ in heard]
        assert names[0] == "open"
        assert names.count("ready") == 1
        said = [(detail["by"], detail["text"]) for name, detail in heard if name == "message"]
        assert said[0] == ("customer", question)
        assert said[1][0] == "bot"

        await page.evaluate("Firuze.toggle()")
        await expect(page.get_by_test_id("panel")).to_be_hidden()
        await page.reload()
        await page.wait_for_function("heard.filter(([, detail]) => detail?.by).length >= 2")
        again = [detail["text"] for name, detail in await _heard(page) if name == "message"]
        assert again.count(question) == 1  # sent again by the page; the earlier one is no news


async def test_without_the_stub_calls_load_what_they_need(live: Live, new_page: NewPage) -> None:
    """A page that asks for nothing loads the launcher alone; the first call loads the rest."""
    page = await new_page("en")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    listens = "<script>addEventListener('firuze:ready', () => { window.told = true });</script>"
    foreign = _tag(live, cfasync="false", nscript="afterInteractive", constructor="x")
    async with a_shop(f"{listens}{foreign}") as shop:
        await page.goto(shop)
        await expect(page.get_by_test_id("launcher")).to_be_visible()
        await page.wait_for_function("told")  # with the launcher alone, nothing is left to load
        assert [url for url in asked if url.startswith(live.address)] == [
            f"{live.address}/widget.js"
        ]
        await page.evaluate(LISTENS)
        await page.evaluate("Firuze.toggle()")
        await expect(page.get_by_test_id("composer")).to_be_focused()
        assert ["open", None] in await page.evaluate("heard")
        await page.evaluate("Firuze.remove({ forget: true })")
        assert await page.evaluate("[typeof Firuze, document.querySelector('#firuze')]") == [
            "undefined",
            None,
        ]


async def test_the_agent_sees_what_the_customer_is_looking_at(
    live: Live, new_page: NewPage, new_agent: NewAgent
) -> None:
    """From the page's first call on, also after it has changed, as text alone; no word of it is the customer's."""
    evil = "<img src=x onerror=document.title='run'>"
    told = {"page": "Mugs", "product": evil, "cart": ["2 × Tea", "1 × Mug"]}
    page, sara = await new_page("en"), await new_agent("sara")
    early = f"{stub()}Firuze.setContext({json.dumps(told)}); Firuze.open();"
    async with a_shop(f"<script>{early}</script>{_tag(live)}") as shop:
        await page.goto(shop)
        await Customer(page).wants_a_person()
        await sara.accept()
        looks = sara.page.get_by_test_id("looks")
        for line in ("Mugs", evil, "2 × Tea", "1 × Mug"):
            await expect(looks.get_by_text(line, exact=True)).to_be_visible()
        await page.evaluate("Firuze.setContext({ page: 'Checkout' })")
        await expect(looks).to_contain_text("Checkout")
        await expect(looks).not_to_contain_text("Tea")
        assert await sara.page.title() != "run"
        await page.evaluate("Firuze.setContext(null)")
        await expect(looks).to_have_count(0)


@pytest.mark.parametrize(
    ("language", "side", "left"), [("en", "left", True), ("fa", "right", False)]
)
async def test_the_tag_dresses_the_widget(
    live: Live, new_page: NewPage, language: str, side: str, *, left: bool
) -> None:
    """Colour with readable text on it, corners, side, and the first words of this page."""
    greeting = {"/basket": {"en": "Shall we help?", "fa": "کمکی از ما برمی‌آید؟"}}
    tag = _tag(
        live,
        language=language,
        side=side,
        color="#ffd500",
        radius="4",
        greeting=json.dumps(greeting),
    )
    page = await new_page(language)
    words = _words_of(page)
    async with a_shop(tag) as shop:
        await page.goto(f"{shop}/basket/1")
        launcher = page.get_by_test_id("launcher")
        await launcher.click()
        await expect(page.get_by_test_id("welcome")).to_contain_text(greeting["/basket"][language])
        panel = page.get_by_test_id("panel")
        for element in (launcher, panel):
            box = await element.bounding_box()
            assert box is not None
            assert (box["x"] < 640) == left
        assert await page.evaluate(READ, ["launcher", "backgroundColor"]) == "rgb(255, 213, 0)"
        assert await page.evaluate(READ, ["launcher", "color"]) == "rgb(0, 0, 0)"
        assert await page.evaluate(READ, ["panel", "borderRadius"]) == "4px"
    assert words == []


@pytest.mark.parametrize(
    ("theme", "scheme", "dark"),
    [("auto", "dark", True), ("auto", "light", False), ("dark", "light", True)],
)
async def test_the_widget_is_dark_as_the_tag_or_the_visitor_wants(
    live: Live, new_page: NewPage, theme: str, scheme: str, *, dark: bool
) -> None:
    """`auto` follows the visitor's system."""
    page = await new_page("en", color_scheme=scheme)
    async with a_shop(_tag(live, theme=theme)) as shop:
        await page.goto(shop)
        await page.get_by_test_id("launcher").click()
        await expect(page.get_by_test_id("welcome")).to_be_visible()
        ground = await page.evaluate(READ, ["panel", "backgroundColor"])
        assert (ground == "rgb(16, 25, 27)") == dark


async def test_the_shops_logo_stands_in_the_bubble_and_in_the_header(
    live: Live, new_page: NewPage
) -> None:
    """Once it has loaded, in place of the widget's own drawings; under its arrow while the panel is open."""
    logo = f"{live.address}/shop/icon.svg"
    page = await new_page("en")
    words = _words_of(page)
    async with a_shop(_tag(live, logo=logo)) as shop:
        await page.goto(shop)
        launcher = page.get_by_test_id("launcher")
        await expect(launcher.locator("img")).to_be_visible()
        await expect(launcher.locator("svg")).to_be_hidden()
        await launcher.click()
        await expect(launcher.locator("svg")).to_be_visible()
        await expect(launcher.locator("img")).to_be_hidden()
        face = page.locator("#firuze header .face")
        await expect(face).to_have_css("background-image", f'url("{logo}")')
    assert words == []


async def test_wrong_options_are_told_on_the_console_and_the_chat_goes_on(
    live: Live, new_page: NewPage
) -> None:
    """One word each; what is right beside them holds."""
    wrong = {"side": "middle", "radius": "round", "hours": "always", "theme": "pink"}
    page = await new_page("en")
    words = _words_of(page)
    async with a_shop(_tag(live, color="#123456", logo="/missing.png", **wrong)) as shop:
        await page.goto(shop)
        await page.get_by_test_id("launcher").click()
        await page.get_by_test_id("composer").fill("what is your address?")
        await page.get_by_test_id("composer").press("Enter")
        await expect(page.locator(ANSWERED).first).to_be_visible()
        assert await page.evaluate(READ, ["launcher", "backgroundColor"]) == "rgb(18, 52, 86)"
    for name in [*wrong, "logo"]:
        assert len([word for word in words if f"data-{name} " in word]) == 1, words


async def test_options_hold_under_a_strict_policy(live: Live, new_page: NewPage) -> None:
    """With a nonce and Trusted Types, nothing that dresses the widget is refused."""
    rules = (
        f"script-src 'nonce-n1'; style-src 'none'; connect-src {live.address} "
        f"{live.address.replace('http', 'ws')}; require-trusted-types-for 'script'"
    )
    tag = _tag(live, color="#7a2e5d", theme="dark").replace("<script", '<script nonce="n1"')
    policy = f'<meta http-equiv="Content-Security-Policy" content="{rules}">'
    page = await new_page("en")
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    async with a_shop(f"{policy}{tag}") as shop:
        await page.goto(shop)
        await page.get_by_test_id("launcher").click()
        await expect(page.get_by_test_id("welcome")).to_be_visible()
        assert await page.evaluate(READ, ["launcher", "backgroundColor"]) == "rgb(122, 46, 93)"
    assert [text for text in refused if "Policy" in text] == []


async def test_the_bubble_keeps_hours(live: Live, new_page: NewPage) -> None:
    """On another day a visitor sees none, unless the page opens the chat."""
    page = await new_page("en")
    another_day = datetime.now(UTC) + timedelta(days=3)
    async with a_shop(_tag(live, hours=f"{another_day:%a} 00:00-24:00", timezone="UTC")) as shop:
        await page.goto(shop)
        await page.wait_for_function(IS_DRESSED)
        await expect(page.get_by_test_id("launcher")).to_be_hidden()
        await page.evaluate("Firuze.open()")
        await expect(page.get_by_test_id("welcome")).to_be_visible()
        await page.evaluate("Firuze.close()")
        await expect(page.get_by_test_id("launcher")).to_be_visible()


async def test_the_module_loads_the_same_widget(live: Live, new_page: NewPage) -> None:
    """By its options; calls from before wait, and later ones are made at once."""
    script = f"""
      import {{ firuze, load }} from "/module.js";
      window.heard = [];
      firuze.on("message", ({{ by }}) => heard.push(by));
      firuze.send("what is your address?");
      const api = await load("{live.address}", {{ color: "#7a2e5d", language: "en" }});
      window.same = api === window.Firuze && (await load("{live.address}")) === api;
    """
    page = await new_page("fa")
    module = ROOT / "widget" / "module" / "index.js"
    async with a_shop(f'<script type="module">{script}</script>', module) as shop:
        await page.goto(shop)
        await expect(page.locator(ANSWERED).first).to_be_visible()
        await page.wait_for_function("heard.includes('bot')")
        assert await page.evaluate("same")
        assert await page.evaluate("heard[0]") == "customer"
        assert await page.evaluate(READ, ["launcher", "backgroundColor"]) == "rgb(122, 46, 93)"
