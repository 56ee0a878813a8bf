"""Whatever people write, no page scrolls sideways: widget, offer bar, list, thread and packet."""

import pytest
from playwright.async_api import Page, ViewportSize, expect

from stack.browser import DESKTOP, PHONE
from tests.e2e.conftest import NewAgent, NewCustomer

WORD = "w" * 300
ADDRESS = "https://shop.example/" + "a-very-long-path-" * 24
MARKUP = "<b>&amp;</b>"
BREAKS = "one" + "\n" * 20 + "two"
PERSIAN = "نمی‌دانم" * 60
TEXTS = [WORD, ADDRESS, MARKUP, BREAKS, PERSIAN]

SCREENS: dict[str, ViewportSize] = {
    "desktop": DESKTOP,
    "tablet": {"width": 800, "height": 1000},
    "phone": PHONE,
}

# What is wider than it shows, or reaches out of the window; what cuts off its text is meant to.
TOO_WIDE = """() => {
  const found = [];
  const look = (root) => {
    for (const element of root.querySelectorAll("*")) {
      const style = getComputedStyle(element);
      const { left, right, width } = element.getBoundingClientRect();
      if (width < 2 || style.visibility === "hidden") continue;
      const cuts = ["hidden", "clip"].includes(style.overflowX) || style.display === "inline";
      const scrolls = !cuts && element.clientWidth && element.scrollWidth > element.clientWidth + 1;
      if (scrolls || right > innerWidth + 1 || left < -1) {
        found.push(`${element.tagName}.${element.getAttribute("class")} ${left} to ${right}`);
      }
    }
  };
  look(document.querySelector("#firuze")?.shadowRoot ?? document); // the shop is not ours
  const page = document.scrollingElement;
  if (page.scrollWidth > page.clientWidth) found.push(`the page: ${page.scrollWidth}`);
  return found;
}"""


async def _fits(page: Page, what: str) -> None:
    for screen, size in SCREENS.items():
        await page.set_viewport_size(size)
        too_wide = await page.evaluate(TOO_WIDE)
        assert too_wide == [], f"{what} on a {screen}"
    await page.set_viewport_size(DESKTOP)


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_nothing_scrolls_sideways(
    new_customer: NewCustomer, new_agent: NewAgent, language: str
) -> None:
    """Texts stand as they were typed, within their places, on desktop, tablet and phone."""
    sara = await new_agent("sara")
    await sara.page.evaluate(f"localStorage['firuze.console.language'] = '{language}'")
    await sara.page.reload()
    customer = await new_customer(language)
    await customer.wants_a_person()
    await expect(sara.page.get_by_test_id("offer-bar")).to_be_visible()
    for text in TEXTS:
        await customer.say(text)
    await _fits(sara.page, "the offer bar")
    await _fits(customer.page, "the widget")

    await sara.accept()
    for text in TEXTS:
        await sara.reply(text)
        await expect(sara.event("customer.said").filter(has_text=text).last).to_be_visible()
    await sara.page.get_by_test_id("composer-note").click()
    await sara.page.get_by_test_id("note").fill(WORD)
    await sara.page.get_by_test_id("note-send").click()
    await expect(sara.event("agent.noted")).to_be_visible()
    markup = sara.event("customer.said").filter(has_text=MARKUP).locator(".text")
    assert await markup.text_content() == MARKUP
    await _fits(sara.page, "list, thread and packet")
    await _fits(customer.page, "the widget with an agent")
