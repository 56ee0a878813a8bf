"""Ways for strangers' texts beside what is said: names of people and files, contacts, opinions, addresses."""

from collections.abc import AsyncIterator, Iterator, Sequence
from itertools import batched
from urllib.parse import quote

import aiohttp
import pytest
from playwright.async_api import Browser, Page, Route, expect
from sqlalchemy import update

from handoff.adapters.machine import new_id, now
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.adapters.postgres.tables import staff
from handoff.adapters.signatures import SignedCustomerLinks
from handoff.domain.files import clean_name
from handoff.domain.people import Names
from handoff.services.customer_links import CustomerLinkBook
from tests.e2e.payloads import payloads
from tests.e2e.people import Agent, Customer
from tests.e2e.test_files import payload as file
from tests.e2e.test_second_factor import log_in
from tests.e2e.watch import Watch
from tests.handoff.browsers import Widget
from tests.handoff.conftest import PASSWORD, House
from tests.handoff.pictures import HTML, PDF
from tests.handoff.scripted_bot import ScriptedBot

ALL_TEXTS = [payload.text for payload in payloads()]
TEXTS = [payload.text for payload in payloads() if payload.kind != "href"]
IMAGE = TEXTS[15]
NAME, FILE, CONTACT = 100, 90, 200  # characters that these names may have
LINES = 22  # that a page tells of itself: address, product and cart
VISIT = """async (hashes) => {
  for (const hash of hashes) {
    location.hash = hash;
    await new Promise(requestAnimationFrame);
  }
}"""
SETTLING = 1_000  # milliseconds: what would run, has run; a careless page takes less


def packed(texts: Sequence[str], limit: int) -> Iterator[str]:
    """As few lines as hold the texts, each of at most `limit` characters."""
    line = ""
    for text in texts:
        if line and len(line) + 1 + len(text) > limit:
            yield line
            line = ""
        line = f"{line} {text}" if line else text
    yield line


# A file's name ends where a folder would.
FILE_NAMES = list(packed([text for text in TEXTS if not {"/", "\\"} & {*text}], FILE))


@pytest.fixture(scope="module")
async def house(own_house: House) -> AsyncIterator[House]:
    """Its staff is called by the texts; a bot answers."""
    async with ScriptedBot().listening() as bot:
        for name in packed(TEXTS, NAME):
            await own_house.directory.add(
                f"{new_id()}@books.example", Names(en=name), "agent", None
            )
        async with own_house.engine.begin() as connection:  # none of them needs to sign in
            await connection.execute(update(staff).values(password_hash="of no password"))
        await own_house.open_gateway(FIRUZE_DEMO=True, FIRUZE_BOT_URL=bot.url)
        yield own_house


async def _log_in(page: Page, house: House, role: str) -> Agent:
    email = f"{new_id()}@books.example"
    await house.directory.add(email, Names(en=IMAGE), role, PASSWORD, 4)  # type: ignore[arg-type]
    await page.goto(f"{house.base}/console/")
    await log_in(page, email)
    await expect(page.get_by_test_id("availability")).to_be_visible()
    return Agent(page)


async def _token(customer: Customer) -> str:
    """What the customer's browser has kept."""
    found: str = await customer.page.evaluate(
        "Object.entries(localStorage).find(([key]) => key.endsWith(':token'))[1]"
    )
    return found


async def _leave_contacts(widget: Widget) -> None:
    for name in packed(TEXTS, CONTACT):
        contact = {"client_id": new_id(), "name": name, "email": "nika@mail.example"}
        assert (await widget.call("leave_contact", contact))["ok"], name


async def _rate(widget: Widget) -> None:
    for comment in packed(TEXTS, 1_000):
        opinion = {"client_id": new_id(), "closing": widget.state["rating"]["closing"]}
        opinion |= {"satisfaction": 2, "effort": 1, "comment": comment}
        assert (await widget.call("rate", opinion))["ok"], comment


async def _shows(page: Page, test_id: str, texts: Sequence[str]) -> None:
    """Each of the texts is there to be read."""
    shown = page.get_by_test_id(test_id)
    for text in texts:
        await expect(shown.filter(has_text=text)).not_to_have_count(0)


async def test_no_name_contact_file_or_opinion_runs(house: House, chromium: Browser) -> None:
    """In widget and console, with the policies of the pages switched off."""
    watch = Watch()
    async with watch.over(chromium, bypass_csp=True) as context:
        customer = Customer(await context.new_page())
        await customer.open_shop(house.base, "en", "")
        await customer.say("hello")
        agent = await _log_in(await context.new_page(), house, "agent")
        await customer.wants_a_person()
        await agent.accept()
        picker = customer.page.get_by_test_id("attach")
        for name in FILE_NAMES:
            await picker.set_input_files(file(f"{name}.pdf", "application/pdf", PDF))
            await expect(customer.page.get_by_test_id("upload")).to_have_count(0)
        kept = [clean_name(f"{name}.pdf", "application/pdf") for name in FILE_NAMES]
        for page in (customer.page, agent.page):
            await _shows(page, "file", kept)
        for name in FILE_NAMES[:4]:
            await picker.set_input_files(file(f"{name}.png", "image/png", HTML))
        await _shows(customer.page, "upload", FILE_NAMES[:4])  # refused: as the browser has them

        widget = await house.come_in(Widget(house.base), token=await _token(customer))
        await _leave_contacts(widget)
        await agent.page.get_by_test_id("transfer").click()
        await _shows(agent.page, "transfer-person", list(packed(TEXTS, NAME)))
        await agent.page.get_by_test_id("transfer-note").fill("\n".join(TEXTS[:20]))
        await agent.page.keyboard.press("Escape")
        await agent.page.get_by_test_id("close").click()
        await agent.page.get_by_test_id("close-confirm").click()
        await expect(customer.page.get_by_test_id("rating")).to_be_visible()
        await widget.until(lambda: widget.state.get("rating"), "the question for an opinion")
        await _rate(widget)
        await widget.leave()

        async with watch.over(chromium, bypass_csp=True) as other:
            supervisor = await _log_in(await other.new_page(), house, "supervisor")
            await supervisor.page.goto(f"{house.base}/console/#/all/{widget.conversation_id}")
            said = [*packed(TEXTS, CONTACT), *packed(TEXTS, 1_000)]
            await _shows(supervisor.page, "event", said)
            for path in await _mailed(house, widget.conversation_id):
                await _looks_at_mailed_page(await other.new_page(), house, path)
            await agent.page.wait_for_timeout(SETTLING)
    assert watch.ran == []


async def _mailed(house: House, conversation_id: str) -> list[str]:
    """The paths of the pages that mails lead to."""
    book = CustomerLinkBook(SignedCustomerLinks(house.settings["FIRUZE_SECRET"]), "")
    conversation = await PostgresConversations(house.engine).load(conversation_id)
    assert conversation.ending is not None
    holder = await PostgresCustomers(house.engine).get(conversation.customer_id)
    return [
        book.rating_path(conversation_id, conversation.ending),
        book.talk_url(conversation_id, holder, now()),
    ]


async def _looks_at_mailed_page(page: Page, house: House, path: str) -> None:
    """The page, with texts in its address; and the transcript that is saved from it, as a browser shows
    a file from the disk: without any policy."""
    for query in packed([quote(text) for text in TEXTS], 1_500):
        answer = await page.goto(f"{house.base}{path}?mark={query}&sent={query}#{query}")
        assert answer is not None
        assert answer.ok
    if path.startswith("/talk/"):
        saved = await page.request.get(f"{house.base}{path}/transcript.html")
        text = await saved.text()
        assert "hello" in text
        await page.route("**/saved", lambda route: _give(route, text))
        await page.goto("http://disk.example/saved")
        await expect(page.get_by_text("hello").first).to_be_visible()


async def _give(route: Route, text: str) -> None:
    await route.fulfill(body=text, content_type="text/html")


async def test_nothing_that_a_page_tells_of_itself_runs(house: House, chromium: Browser) -> None:
    """By the SDK, as address, product and cart, which the agent reads beside the conversation; as the page's own title,
    which the widget marks when an answer comes; and on the wire, as no SDK would send it."""
    watch = Watch()
    async with watch.over(chromium, bypass_csp=True) as context:
        customer = Customer(await context.new_page())
        await customer.open_shop(house.base, "en", "")
        await customer.say("hello")
        agent = await _log_in(await context.new_page(), house, "agent")
        await customer.wants_a_person()
        await agent.accept()
        looks = agent.page.get_by_test_id("looks")
        for lines in batched(ALL_TEXTS, LINES):
            page, product, *cart = *lines, "", ""
            told = {"page": page, "product": product, "cart": cart}
            await customer.page.evaluate("told => Firuze.setContext(told)", told)
            for text in lines:
                await expect(looks).to_contain_text(shown(text))
        assert await looks.locator("a").count() == 0

        widget = await house.come_in(Widget(house.base), token=await _token(customer))
        raw = {"page": "x" * 190 + IMAGE, "product": IMAGE, "cart": [IMAGE] * 20}
        await widget.socket.emit("context", raw, namespace="/visitor")
        await expect(looks).to_contain_text("x" * 190)
        await expect(looks.locator("dd").filter(has_text=IMAGE)).to_have_count(21)
        await widget.leave()

        for text in ALL_TEXTS:
            await customer.page.evaluate("text => { document.title = text }", text)
        await customer.page.get_by_test_id("close-panel").click()
        await agent.reply("Can I help?")
        await expect(customer.page.get_by_test_id("unread")).to_be_visible()
        await agent.page.wait_for_timeout(SETTLING)
    assert watch.ran == []


def shown(text: str) -> str:
    """A line as pages show it: without what no line holds."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


async def test_no_invited_name_runs(house: House, chromium: Browser) -> None:
    """On the administrator's page, and on the page where the invited choose their password."""
    watch = Watch()
    async with watch.over(chromium, bypass_csp=True) as context:
        page = (await _log_in(await context.new_page(), house, "admin")).page
        links = []
        names = list(packed(TEXTS, NAME))
        for name in (*names[:8], IMAGE):
            invited = {"email": f"{new_id()}@books.example", "names": {"en": name}, "role": "agent"}
            answer = await page.request.post(
                f"{house.base}/api/staff/invitations",
                data=invited | {"language": "en", "languages": ["en"], "teams": [name]},
                headers={"Origin": house.base},
            )
            assert answer.ok, await answer.text()
            links.append((await answer.json())["link"])
        await page.get_by_test_id("nav-invitations").click()
        await _shows(page, "invitation", [*names[:8], IMAGE])
        async with watch.over(chromium, bypass_csp=True) as other:
            invited_page = await other.new_page()
            for link in links:
                await invited_page.goto(house.base + link[link.index("/console/") :])
                await expect(invited_page.get_by_role("heading", level=1)).to_be_visible()
            await page.wait_for_timeout(SETTLING)
    assert watch.ran == []


async def test_no_address_runs(house: House, chromium: Browser) -> None:
    """Texts as query, fragment and path of the pages that scripts read: the shop's, with the widget on
    it, and the console."""
    watch = Watch()
    async with watch.over(chromium, bypass_csp=True) as context:
        page = await context.new_page()
        for query in packed([quote(text) for text in TEXTS], 1_500):
            await page.goto(f"{house.base}/shop/?lang={query}&customer={query}&q={query}#{query}")
            await expect(page.get_by_test_id("launcher")).to_be_visible()
        await page.goto(f"{house.base}/console/?q={quote(IMAGE)}")
        await expect(page.get_by_test_id("login-email")).to_be_visible()
        places = ("", "/inbox/", "/all/", "/password/", "/invitation/")
        await page.evaluate(VISIT, [f"#{place}{text}" for place in places for text in TEXTS])
        await page.wait_for_timeout(SETTLING)
    assert watch.ran == []


async def test_no_page_repeats_its_address(house: House) -> None:
    """What is not there is answered without the address that asked for it, unless as mere text."""
    paths = ("/rate/", "/talk/", "/articles/", "/files/", "/widget/", "/console/", "/shop/", "/")
    async with aiohttp.ClientSession() as http:
        for path in paths:
            for text in TEXTS:
                url = f"{house.base}{path}{quote(text, safe='')}?q={quote(text)}"
                async with http.get(url, allow_redirects=False) as answer:
                    kind, body = answer.content_type, await answer.text()
                    assert kind != "text/html" or text not in body, (path, text)
