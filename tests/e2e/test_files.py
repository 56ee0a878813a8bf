"""Files between a customer's phone and the agent's console, in real browsers."""

import re
from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from PIL import Image
from playwright.async_api import FilePayload, Page, expect

from stack.browser import PHONE
from tests.e2e.conftest import NewAgent, NewCustomer
from tests.e2e.live import PATIENCE, Live
from tests.e2e.people import Customer
from tests.handoff.pictures import HTML, PDF, photo

# A picture from the clipboard, or from a folder; a browser that nobody takes the drop from would go to it.
BRINGS = """(place, [way, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], "torn.jpg", { type: "image/jpeg" }));
  const how = { bubbles: true, cancelable: true, composed: true };
  const event = way === "paste"
    ? new ClipboardEvent("paste", { ...how, clipboardData: data })
    : new DragEvent("drop", { ...how, dataTransfer: data });
  if (place.dispatchEvent(event)) throw new Error("the page takes it");
}"""

NASTY = '"><img src=x onerror="window.ran=1">.jpg'


def payload(name: str, kind: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": kind, "buffer": content}


@pytest.fixture
async def phone(live: Live) -> AsyncIterator[Customer]:
    """A customer with a telephone."""
    context = await live.browser.new_context(
        locale="en-GB",
        viewport=PHONE,
        has_touch=True,
        is_mobile=True,
    )
    context.set_default_timeout(PATIENCE)
    customer = Customer(await context.new_page())
    await customer.open_shop(live.address, "en", "")
    yield customer
    await context.close()


async def shown_size(page: Page) -> tuple[int, int]:
    """The pixels of the picture that the page shows last."""
    image = page.get_by_test_id("file").last.locator("img")
    await expect(image).to_have_js_property("complete", True)  # noqa: FBT003 - playwright's
    width, height = await image.evaluate("image => [image.naturalWidth, image.naturalHeight]")
    return width, height


async def test_a_photo_from_a_phone_reaches_the_agent_and_a_bill_comes_back(
    phone: Customer, new_agent: NewAgent
) -> None:
    """The bot says that it sees none, the agent does; both open what the other one has sent."""
    sara = await new_agent("sara")
    picker = phone.page.get_by_test_id("attach")
    await picker.set_input_files(payload(NASTY, "image/jpeg", photo((640, 480))))
    await expect(phone.event("files.unseen")).to_be_visible()
    await phone.page.get_by_test_id("unseen-person").click()
    await sara.accept()
    assert await shown_size(sara.page) == (480, 360)
    assert await shown_size(phone.page) == (480, 360)
    for page in (sara.page, phone.page):
        assert await page.evaluate("window.ran") is None

    async with sara.page.context.expect_page() as opened:
        await sara.page.get_by_test_id("file").last.click()
    large = await opened.value
    whole = await large.request.get(large.url)
    assert Image.open(BytesIO(await whole.body())).size == (640, 480)
    await large.close()

    field = sara.page.get_by_test_id("file-input")
    await field.set_input_files(payload("bill.pdf", "application/pdf", PDF))
    bill = phone.event("agent.said").get_by_test_id("file")
    await expect(bill).to_have_text("bill.pdf")
    await expect(bill).to_have_attribute("href", re.compile(r"/files/"))
    async with phone.page.expect_download() as download:
        await bill.click()
    assert (await download.value).suggested_filename == "bill.pdf"


@pytest.mark.parametrize("way", ["paste", "drop"])
async def test_a_picture_is_pasted_or_dropped(new_customer: NewCustomer, way: str) -> None:
    """Into the composer, or anywhere on the panel: it is in the log, and the shop's page stays."""
    customer = await new_customer("en")
    page, address = customer.page, customer.page.url
    place = "composer" if way == "paste" else "welcome"
    await page.get_by_test_id(place).evaluate(BRINGS, [way, [*photo()]])
    shown = customer.event("customer.said").get_by_test_id("file")
    await expect(shown.locator("img")).to_be_visible()
    assert page.url == address


async def test_a_page_in_disguise_is_refused_with_a_sentence(phone: Customer) -> None:
    """Nothing of it is in the log; the customer reads why, and is rid of it with one tap."""
    picker = phone.page.get_by_test_id("attach")
    await picker.set_input_files(payload("holiday.png", "image/png", HTML))
    upload = phone.page.get_by_test_id("upload")
    await expect(upload).to_have_attribute("data-state", "failed")
    await expect(upload).to_contain_text("only pictures")
    await upload.get_by_test_id("upload-cancel").click()
    await expect(upload).to_have_count(0)
    await expect(phone.event("customer.said")).to_have_count(0)
