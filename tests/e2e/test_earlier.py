"""A customer reads earlier conversations in the widget, in a browser, and comes back to the chat as it was."""

import pytest
from playwright.async_api import Page, expect

from handoff.adapters.machine import new_id
from tests.e2e.test_identity import Identity, Shop, shop
from tests.handoff.conftest import vouched
from tests.handoff.pictures import photo
from tests.handoff.web.test_files import send

__all__ = ["shop"]

TITLES = {"en": "Earlier conversations", "fa": "گفت‌وگوهای قبلی"}

# The log has noticed, and follows its end no more.
SCROLL_UP = """log => new Promise((done) => {
  log.addEventListener("scroll", () => requestAnimationFrame(done), { once: true });
  log.scrollTop = 100;
})"""


async def returning(shop: Shop, language: str) -> Identity:
    """A customer with an earlier conversation, in which a picture was sent, and one that is going on."""
    nika = vouched(new_id(), name="Nika Sahar")
    first = await shop.house.widget(language=language)
    assert (await first.say("my lamp flickers"))["ok"]
    assert (await send(first, photo()))[0] == 200
    await shop.house.widget(identity=nika, token=first.token, language=language)
    second = await shop.house.widget(language=language)
    assert (await second.say("the rug:\n" + "\n".join(["is it wool?"] * 40)))["ok"]
    await shop.house.widget(identity=nika, token=second.token, language=language)
    return nika


async def scrolled(page: Page) -> float:
    place: float = await page.get_by_role("log").evaluate("log => log.scrollTop")
    return place


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_an_earlier_conversation_is_read_and_the_chat_waits(
    shop: Shop, language: str
) -> None:
    """By keyboard as well; draft and place in the chat are kept, and files are shown."""
    customer = await shop.visit(await returning(shop, language))
    page = customer.page
    await page.evaluate("language => Firuze.setLanguage(language)", language)
    await page.get_by_test_id("composer").fill("half a sentence")
    link = page.get_by_test_id("earlier")
    await expect(link).to_have_text(TITLES[language])
    await page.get_by_role("log").evaluate(SCROLL_UP)
    await link.press("Enter")
    await expect(page.get_by_test_id("back")).to_be_focused()
    await expect(page.get_by_test_id("composer")).not_to_be_focused()
    await expect(page.get_by_test_id("earlier-item")).to_be_visible()
    await page.keyboard.press("Tab")
    await expect(page.get_by_test_id("earlier-item")).to_be_focused()
    await page.keyboard.press("Enter")
    talk = page.get_by_test_id("earlier-talk")
    await expect(talk.get_by_text("my lamp flickers")).to_be_visible()
    picture = talk.get_by_test_id("file").locator("img")
    await expect(picture).to_have_js_property("complete", value=True)
    assert await picture.evaluate("img => img.naturalWidth") > 0
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("earlier-item")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("page")).to_have_count(0)
    await expect(link).to_be_focused()
    await expect(page.get_by_test_id("composer")).to_have_value("half a sentence")
    assert await scrolled(page) == 100
