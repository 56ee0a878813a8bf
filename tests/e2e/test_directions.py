"""A sentence runs as its reader reads it, whichever letters it begins with: in the widget, the composer and the console."""

import pytest
from playwright.async_api import Locator, expect

from tests.e2e.conftest import NewAgent, NewCustomer

# On which side of the sentence its last sign stands, as it is drawn.
ENDS_AT = """(place, text) => {
  const nodes = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  while (nodes.nextNode() && !nodes.currentNode.data.includes(text));
  const { currentNode: node } = nodes;
  const start = node.data.indexOf(text);
  const box = (from, to) => {
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, to);
    const { left, right } = range.getBoundingClientRect();
    return (left + right) / 2;
  };
  const end = start + text.length;
  return box(end - 1, end) < box(start, end) ? "left" : "right";
}"""

PERSIAN = [
    "Instagram هم دارید؟",
    "Pixel 9 کی می‌رسد (کد 77)؟",
    "2 تا لامپ می‌خواستم!",
    "Salam، خسته نباشید!",
]
ENGLISH = ["Is «شازده کوچولو» on the shelf?", "فال again, please?"]


async def _ends_at(place: Locator, text: str) -> str:
    await expect(place).to_be_visible()
    side: str = await place.evaluate(ENDS_AT, text)
    return side


@pytest.mark.parametrize(
    ("language", "texts", "side"), [("fa", PERSIAN, "left"), ("en", ENGLISH, "right")]
)
async def test_the_last_sign_stands_where_the_sentence_ends(
    new_customer: NewCustomer, new_agent: NewAgent, language: str, texts: list[str], side: str
) -> None:
    """In the customer's chat and in the agent's, said by either of them."""
    sara, customer = await new_agent("sara"), await new_customer(language)
    await customer.wants_a_person()
    await sara.accept()
    for text in texts:
        await customer.page.get_by_test_id("composer").fill(text)
        direction = {"left": "rtl", "right": "ltr"}[side]
        await expect(customer.page.get_by_test_id("composer")).to_have_attribute("dir", direction)
        await customer.say(text)
        await sara.reply(text)
        for person in (customer, sara):
            for kind in ("customer.said", "agent.said"):
                said = person.event(kind).filter(has_text=text).last
                assert await _ends_at(said, text) == side, (text, kind)
