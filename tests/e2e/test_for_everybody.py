"""The widget without a mouse, by ear, without motion, and in the colours that the reader has chosen."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from stack.browser import PHONE
from tests.e2e.people import Customer
from tests.e2e.test_files import payload
from tests.handoff.browsers import Console
from tests.handoff.conftest import House
from tests.handoff.pictures import PDF
from tests.handoff.scripted_bot import Json, ScriptedBot, reply

# What a screen reader reads of a polite log: what is added, unless it is hidden, silent or busy; what was busy,
# when it is not any more.
LISTEN = """() => {
  const log = document.querySelector("#firuze").shadowRoot.querySelector("[role=log]");
  const silent = "[aria-live=off], [aria-hidden=true], [hidden], [aria-busy=true]";
  const of = (node) => (node instanceof Element ? node : node.parentElement);
  const read = (node) => {
    if (!of(node)?.closest(silent)) window.heard.push(node.textContent);
  };
  window.heard = [];
  new MutationObserver((changes) => {
    const whole = changes.filter(({ type }) => type === "attributes").map(({ target }) => target);
    for (const row of whole) read(row);
    for (const { type, target, addedNodes } of changes) {
      if (type === "attributes" || whole.some((row) => row.contains(target))) continue;
      if (type === "characterData") read(target);
      else for (const node of addedNodes) if (node.isConnected) read(node);
    }
  }).observe(log, {
    subtree: true, childList: true, characterData: true, attributeFilter: ["aria-busy"],
  });
}"""

MOVING = """() => document.querySelector("#firuze").shadowRoot.getAnimations()
  .filter(({ playState }) => playState === "running").length"""

AUTHORS = {"en": ("You", "Assistant", "Sara"), "fa": ("شما", "دستیار", "سارا")}
# In the customer's own language: it decides in which script they read the agent's name.
BY_EAR = {"en": "by ear, please", "fa": "لطفاً شمرده بگید"}
MARKED = "Pick **one** of these"
CHOICE = "let me choose"


@dataclass
class Desk:
    """A house with an agent at a console without a screen."""

    house: House
    bot: ScriptedBot
    sara: Console

    async def open(self, browser: Browser, language: str, **options: str) -> Customer:
        context = await browser.new_context(locale=language, **options)  # type: ignore[arg-type]
        customer = Customer(await context.new_page())
        await customer.page.goto(f"{self.house.base}/shop/?lang={language}")
        return customer

    async def take(self, words: str) -> str:
        """Takes the conversation in which these words were said last; returns its id."""
        await self.sara.until(lambda: self._of(words), "the customer in the inbox")
        chat = self._of(words)[0]
        assert (await self.sara.about("take", chat))["ok"]
        return chat

    def _of(self, words: str) -> list[str]:
        return [id_ for id_, item in self.sara.items.items() if words in str(item["last"])]


@pytest.fixture(scope="module")
async def desk(own_house: House) -> AsyncIterator[Desk]:
    async with ScriptedBot().listening() as bot:
        bot.answer = _answer
        await own_house.open_gateway(FIRUZE_DEMO=True, FIRUZE_BOT_URL=bot.url)
        yield Desk(own_house, bot, await own_house.console("Sara"))


def _answer(asked: Json) -> Json:
    buttons = (("This one", "/this"), ("That one", "/that")) if CHOICE in asked["text"] else ()
    return reply(f"{MARKED}: {asked['text']}", buttons=buttons)


async def _tab_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Presses Tab until the target has the focus; it is not many presses away."""
    for _ in range(25):
        await page.keyboard.press(key)
        if await target.evaluate("target => target.getRootNode().activeElement === target"):
            return
    raise AssertionError(f"No way by {key} to {target}")


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_all_of_a_chat_goes_by_keyboard(desk: Desk, chromium: Browser, language: str) -> None:
    """Opened, written in, a file attached, rated and closed; the focus comes back to the bubble."""
    customer = await desk.open(chromium, language)
    page, words = customer.page, f"by keyboard, {language}"
    await expect(page.get_by_test_id("launcher")).to_be_visible()
    await page.get_by_test_id("ask").focus()
    await _tab_to(page, page.get_by_test_id("launcher"))
    await page.keyboard.press("Enter")
    composer = page.get_by_test_id("composer")
    await expect(composer).to_be_focused()
    await page.keyboard.type(words)
    await page.keyboard.press("Enter")
    await customer.hears("bot.said", words)
    async with page.expect_file_chooser() as chosen:  # it is listened for well before the key
        await _tab_to(page, page.get_by_test_id("attach"), "Shift+Tab")
        await page.keyboard.press("Space")
    await (await chosen.value).set_files(payload("bill.pdf", "application/pdf", PDF))
    await expect(customer.event("customer.said").get_by_test_id("file")).to_be_visible()
    chat = await desk.take("bill.pdf")
    await desk.sara.say(chat, "Thank you for the bill.")
    await customer.hears("agent.said", "bill")
    assert (await desk.sara.about("close", chat))["ok"]
    await expect(page.get_by_test_id("rating")).to_be_visible()
    await _tab_to(page, page.get_by_test_id("satisfaction-1"))
    await page.keyboard.press("Space")
    await page.keyboard.press("ArrowUp")
    await expect(page.get_by_test_id("satisfaction-5")).to_be_checked()
    await _tab_to(page, page.get_by_test_id("rating-send"))
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("rating-given")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("panel")).to_be_hidden()
    await expect(page.get_by_test_id("launcher")).to_be_focused()
    await page.context.close()


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_each_message_is_read_once_with_its_author(
    desk: Desk, chromium: Browser, language: str
) -> None:
    """The customer's own, the bot's with marks that are read by a part which loads late, and the agent's."""
    customer = await desk.open(chromium, language)
    page, words = customer.page, BY_EAR[language]
    await page.get_by_test_id("launcher").click()
    await expect(page.get_by_test_id("welcome")).to_be_visible()
    await page.evaluate(LISTEN)
    await customer.say(words)
    await expect(customer.event("bot.said").locator("strong")).to_have_text("one")
    chat = await desk.take(words)
    await desk.sara.say(chat, "Hello, *here* I am.")
    await customer.hears("agent.said", "I am")
    heard: list[str] = await page.evaluate("heard")
    said = (words, re.escape("Pick one of these: "), "Hello, here I am")
    for author, text in zip(AUTHORS[language], said, strict=True):
        own = [each for each in heard if re.search(rf"^{author}.*{text}", each)]
        assert len(own) == 1, (author, text, heard)
    assert sum("one" in each for each in heard) == 1, heard  # neither with its marks nor in pieces
    await page.context.close()


async def test_the_focus_goes_on_where_the_pressed_button_has_gone(
    desk: Desk, chromium: Browser
) -> None:
    """A quick question, an answer's button and the wish for a person: the customer writes next, by keyboard."""
    customer = await desk.open(chromium, "en")
    page = customer.page
    composer = page.get_by_test_id("composer")
    await page.get_by_test_id("launcher").click()
    await expect(page.get_by_test_id("quick-reply").first).to_be_visible()
    await page.get_by_test_id("quick-reply").first.focus()
    await page.keyboard.press("Enter")
    await expect(customer.event("bot.said")).to_have_count(1)
    await expect(composer).to_be_focused()
    await _tab_to(page, page.get_by_test_id("talk-to-person"))
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("wait-state")).to_be_visible()
    await expect(composer).to_be_focused()
    await page.get_by_test_id("continue-with-bot").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("wait-state")).to_have_count(0)
    await expect(composer).to_be_focused()
    await page.keyboard.type(CHOICE)
    await page.keyboard.press("Enter")
    await _tab_to(page, page.get_by_test_id("reply-button").last, "Shift+Tab")
    await page.keyboard.press("Enter")
    await customer.hears("customer.said", "That one")
    await expect(composer).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("launcher")).to_be_focused()
    await page.context.close()


async def test_under_a_finger_no_keyboard_rises_for_a_pressed_button(
    desk: Desk, chromium: Browser
) -> None:
    """The panel has the focus: Escape and the screen reader are still in it."""
    options: Any = {"viewport": PHONE, "has_touch": True}
    customer = await desk.open(chromium, "en", **options)
    page = customer.page
    await page.get_by_test_id("launcher").tap()
    await customer.say(CHOICE)
    await page.get_by_test_id("reply-button").first.tap()
    await customer.hears("customer.said", "This one")
    await expect(page.get_by_test_id("panel")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("panel")).to_be_hidden()
    await page.context.close()


async def test_escape_belongs_to_the_input_method_while_it_composes(
    desk: Desk, chromium: Browser
) -> None:
    """It neither closes the panel nor takes the word; the next one closes."""
    customer = await desk.open(chromium, "fa")
    page = customer.page
    await page.get_by_test_id("launcher").click()
    await expect(page.get_by_test_id("composer")).to_be_focused()
    session = await page.context.new_cdp_session(page)
    composed = {"text": "سلا", "selectionStart": 3, "selectionEnd": 3}
    await session.send("Input.imeSetComposition", composed)
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("panel")).to_be_visible()
    await session.send("Input.insertText", {"text": "سلام"})
    await expect(page.get_by_test_id("composer")).to_have_value("سلام")
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("panel")).to_be_hidden()
    await page.context.close()


async def test_without_motion_there_is_a_bubble_and_nothing_moves(
    desk: Desk, chromium: Browser
) -> None:
    """Neither while the panel opens nor while somebody is typing."""
    customer = await desk.open(chromium, "en", reduced_motion="reduce")
    page = customer.page
    await expect(page.get_by_test_id("launcher")).to_be_visible()
    await page.get_by_test_id("launcher").click()
    await expect(page.get_by_test_id("composer")).to_be_visible()
    assert await page.evaluate(MOVING) == 0
    desk.bot.hold()
    await customer.say("is anybody typing?")
    await expect(page.get_by_test_id("typing")).to_be_visible()
    assert await page.evaluate(MOVING) == 0
    desk.bot.release()
    await page.context.close()


async def test_in_forced_colours_what_can_be_pressed_has_an_edge(
    desk: Desk, chromium: Browser
) -> None:
    """Backgrounds go: the bubble, the button that sends and the fields keep a border or an outline of theirs."""
    customer = await desk.open(chromium, "en", forced_colors="active")
    page = customer.page
    await expect(page.get_by_test_id("launcher")).to_be_visible()
    edge = "target => parseFloat(getComputedStyle(target).borderTopWidth)"
    assert await page.get_by_test_id("launcher").evaluate(edge) > 0
    await page.get_by_test_id("launcher").click()
    assert await page.get_by_test_id("composer").evaluate(edge) > 0
    outline = "target => parseFloat(getComputedStyle(target).outlineWidth)"
    for name in ("send", "talk-to-person", "close-panel"):
        assert await page.get_by_test_id(name).evaluate(outline) > 0, name
    await page.context.close()
