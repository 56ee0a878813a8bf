"""Identities in one browser: customers who sign in and out, and people who only claim to be one."""

import html
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from playwright.async_api import BrowserContext, Page, async_playwright, expect

from handoff.adapters.machine import new_id, now
from handoff.adapters.postgres.engine import open_engine
from handoff.adapters.postgres.lists import PostgresLists
from handoff.domain.conversation.brief import Brief
from handoff.services.ports.lists import Search
from stack.browser import CHROMIUM_FLAGS, find_browser
from tests.e2e.people import Customer
from tests.e2e.relay import Relay
from tests.e2e.sites import a_shop
from tests.handoff.browsers import Widget
from tests.handoff.conftest import House, base_of, vouched
from tests.handoff.waiting import eventually

Identity = dict[str, Any]

STORED = """() => Object.entries(localStorage).filter(([key]) => key.startsWith("firuze:"))"""


@dataclass
class Shop:
    """A shop's page with the widget, in one browser; and the line to the gateway."""

    address: str
    context: BrowserContext
    relay: Relay
    house: House
    said_on_console: list[str] = field(default_factory=list)

    async def visit(self, identity: object = None) -> Customer:
        """Loads the page for the customer who is signed in at the shop, in a new tab."""
        customer = Customer(await self.context.new_page())
        customer.page.on("console", lambda message: self.said_on_console.append(message.text))
        signed = json.dumps(identity) if identity is not None else ""
        await customer.page.goto(f"{self.address}?identity={_quoted(signed)}")
        await self.look(customer.page)
        return customer

    async def look(self, page: Page) -> None:
        """Opens the chat, unless it is open, and waits until it is somebody's."""
        await page.evaluate("Firuze.open()")
        await expect(page.get_by_test_id("composer")).to_be_visible()

    async def identify(self, customer: Customer, identity: object) -> None:
        """The page's script says who is signed in, without a reload."""
        await customer.page.evaluate("identity => Firuze.identify(identity)", identity)
        await self.look(customer.page)

    async def holder(self, words: str) -> str | None:
        """The id of the customer in whose conversation these words are; None if they are in none."""
        found = await self.found(words)
        return found[0].customer_id if found else None

    async def found(self, words: str) -> Sequence[Brief]:
        """The conversations in which these words are."""
        engine = open_engine(str(self.house.settings["DATABASE_URL"]), pool_size=1)
        try:
            return (await PostgresLists(engine).search(Search(words=words))).briefs
        finally:
            await engine.dispose()


def _quoted(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode())


def shop_site(relay: Relay) -> AbstractAsyncContextManager[str]:
    """The address of a page that embeds the widget, with the identity that is asked for."""

    def tag(request: web.Request) -> str:
        identity = html.escape(request.query["identity"])
        address = f"http://127.0.0.1:{relay.port}/widget.js"
        return f'<script src="{address}" data-identity="{identity}"></script>'

    return a_shop(tag)


@pytest.fixture
async def shop(own_house: House) -> AsyncIterator[Shop]:
    if not own_house.gateways:
        await own_house.open_gateway()
    async with (
        Relay(own_house.gateways[0].port).listening() as relay,
        shop_site(relay) as address,
        async_playwright() as playwright,
    ):
        browser = await playwright.chromium.launch(
            executable_path=find_browser(), args=CHROMIUM_FLAGS
        )
        yield Shop(address, await browser.new_context(), relay, own_house)
        await browser.close()


async def _leaves_traces(shop: Shop, identity: Identity, secret: str) -> Customer:
    """A customer who has written, has a message that was not sent, and one that is not finished."""
    customer = await shop.visit(identity)
    await customer.say(f"{secret} said")
    shop.relay.cut()
    await customer.write(f"{secret} unsent")
    await expect(customer.page.get_by_test_id("outbox")).to_contain_text(secret)
    await customer.page.get_by_test_id("composer").fill(f"{secret} unfinished")
    return customer


async def _sees_nothing_of(customer: Customer, secret: str) -> None:
    """Neither in the log nor among what is unsent, nor in the composer."""
    await expect(customer.page.get_by_test_id("welcome")).to_be_visible()
    await expect(customer.page.get_by_test_id("composer")).to_have_value("")
    await expect(customer.page.get_by_test_id("outbox")).to_have_count(0)
    assert secret not in await customer.page.locator("#firuze").inner_text()


def _forged(name: str) -> Identity:
    return {"id": name, "expires": 0, "signature": "0" * 64}


def _expired(name: str) -> Identity:
    return vouched(name, expires=int(now().timestamp()) - 1)


def _malformed(name: str) -> Identity:
    return vouched(name) | {"expires": now().timestamp() + 3600.5}


def _signed_for_another(name: str) -> Identity:
    return vouched(new_id()) | {"id": name}


@pytest.mark.parametrize(
    ("claim", "way"),
    [
        (_forged, "reload"),
        (_forged, "identify"),
        (_expired, "reload"),
        (_malformed, "identify"),
        (_signed_for_another, "identify"),
    ],
)
async def test_an_identity_that_is_refused_opens_nothing(shop: Shop, claim: Any, way: str) -> None:
    """Not even in the browser of the customer whom it claims. The chat goes on as a visitor's, and
    the browser's console says why."""
    daniel, secret = new_id(), new_id()
    first = await _leaves_traces(shop, vouched(daniel), secret)
    await first.page.close()
    shop.relay.mend()
    if way == "reload":
        stranger = await shop.visit(claim(daniel))
    else:
        stranger = await shop.visit()
        await shop.identify(stranger, claim(daniel))
    await _sees_nothing_of(stranger, secret)
    words = new_id()
    await stranger.say(words)
    assert await shop.holder(words) != await shop.holder(f"{secret} said")
    assert any("identity was refused" in line for line in shop.said_on_console)
    assert await shop.holder(f"{secret} unsent") is None
    back = await shop.visit(vouched(daniel))
    await expect(back.event("customer.said").filter(has_text=f"{secret} unsent")).to_be_visible()


@pytest.mark.parametrize("way", ["reload", "identify"])
async def test_the_next_customer_sees_nothing_of_the_one_before(shop: Shop, way: str) -> None:
    """A signs out, somebody signs in who is B: nothing of A's is shown to B or sent as B's, nor to
    nor does an anonymous visitor in between."""
    a, b, secret = vouched(new_id()), vouched(new_id()), new_id()
    customer = await _leaves_traces(shop, a, secret)
    for who in (None, b):
        if way == "reload":
            await customer.page.close()
            shop.relay.mend()
            customer = await shop.visit(who)
        else:
            shop.relay.mend()
            await shop.identify(customer, who)
        await _sees_nothing_of(customer, secret)
        words = new_id()
        await customer.say(words)
        assert await shop.holder(words) != await shop.holder(f"{secret} said")
    assert await shop.holder(f"{secret} unsent") is None


async def test_signing_out_ends_what_the_browser_was_granted(shop: Shop) -> None:
    """No token of a customer lies in the browser at any time, nor anything after they have signed
    out; the token which the page had opens nothing any more. A second tab in which they are still
    signed in goes on."""
    nika = vouched(new_id())
    customer, other = await shop.visit(nika), await shop.visit(nika)
    page = customer.page
    async with page.expect_request("**/api/visitor/leave") as left:
        await customer.say("hello")
        stored = dict(await page.evaluate(STORED))
        assert not any(key.endswith(":token") for key in stored)
        await page.evaluate("Firuze.identify(null)")
    token = json.loads((await left.value).post_data or "")["token"]
    widget = await shop.house.widget()

    async def revoked() -> bool:
        _, told = await widget.ask_for_session(token=token)
        return "error" in told and told["error"]["code"] == "token_revoked"

    await eventually(revoked, "the token's end")
    stored = dict(await page.evaluate(STORED))
    assert not [key for key in stored if str(nika["id"]) in key and not key.endswith(":known")]
    await other.say("still here")


async def test_a_customer_who_writes_before_the_gateway_refuses_them_loses_nothing(
    shop: Shop,
) -> None:
    """The written message goes on as the visitor's."""
    customer = await shop.visit()
    shop.relay.cut()
    await shop.identify(customer, _expired(new_id()))
    words = new_id()
    await customer.write(words)
    shop.relay.mend()
    await expect(customer.event("customer.said").filter(has_text=words)).to_be_visible()


async def test_the_page_hears_of_an_identity_that_has_run_out(shop: Shop) -> None:
    """It gives a new one, and the same conversation goes on."""
    nika = new_id()
    customer = await shop.visit(vouched(nika, expires=int(now().timestamp()) + 8))
    await customer.page.evaluate(
        "fresh => addEventListener('firuze:refused', () => Firuze.identify(fresh), {once: true})",
        vouched(nika),
    )
    await customer.say("before")

    async def refused() -> bool:
        return any("identity was refused" in line for line in shop.said_on_console)

    await eventually(refused, "the end of the identity")
    await customer.say("after")
    assert await shop.holder("before") == await shop.holder("after")
    await expect(customer.event("customer.said").filter(has_text="before")).to_be_visible()


@pytest.mark.parametrize("way", ["identify", "reload"])
async def test_a_guest_with_an_agent_signs_in_and_goes_on(shop: Shop, way: str) -> None:
    """The same conversation on both sides: by `identify` and after a reload, and the agent reads who it is."""
    sara = await shop.house.console("Sara")
    guest = await shop.visit()
    matter = f"my lamp {new_id()} is broken, who can help?"
    await guest.say(matter)
    holder = await shop.holder(matter)

    def theirs() -> list[str]:
        return [id_ for id_, item in sara.items.items() if item["customer_id"] == holder]

    await sara.until(theirs, "the guest's conversation")
    [chat] = theirs()
    await sara.about("take", chat)
    await sara.say(chat, "I can, one moment.")
    await expect(guest.event("agent.said")).to_have_count(1)
    nika = vouched(new_id(), name="Nika Karimi")
    if way == "identify":
        await shop.identify(guest, nika)
    else:
        await guest.page.close()
        guest = await shop.visit(nika)
    await expect(guest.event("agent.said")).to_have_count(1)
    thanks = f"thank you, {new_id()}"
    await guest.say(thanks)
    await sara.watch(chat)
    await sara.until(lambda: thanks in sara.texts(chat), "the customer's words")
    kinds = [event["body"]["type"] for event in sara.logs[chat]]
    assert kinds.count("customer.identified") == 1
    assert sara.items[chat]["customer_id"] != holder
    await guest.page.close()
    again = await shop.visit(nika)
    await expect(again.event("customer.said").first).to_contain_text(matter)
    await sara.say(chat, "A new one is on its way.")
    await expect(again.event("agent.said")).to_have_count(2)
    assert await shop.holder(matter) == await shop.holder(thanks)


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_a_guest_ends_and_forgets_the_chat(shop: Shop, language: str) -> None:
    """The chat is closed, the next guest at this computer sees nothing, and the token that was kept opens nothing."""
    guest = await shop.visit()
    await guest.page.evaluate("language => Firuze.setLanguage(language)", language)
    await guest.say("my address is seven garden lane")
    [(_, token)] = [
        (key, value) for key, value in await guest.page.evaluate(STORED) if key.endswith(":token")
    ]
    await guest.page.get_by_test_id("forget").click()
    async with guest.page.expect_request("**/api/visitor/leave"):
        await guest.page.get_by_test_id("forget-confirm").click()
    await expect(guest.page.get_by_test_id("composer")).to_be_hidden()
    assert token not in str(await guest.page.evaluate(STORED))
    assert (await shop.found("garden lane"))[0].owner.kind == "closed"
    await guest.page.close()
    following = await shop.visit()
    await expect(following.events).to_have_count(0)
    assert "garden lane" not in await following.page.inner_text("body")
    await following.say("hello, I am new here")
    assert await shop.holder("garden lane") != await shop.holder("I am new here")

    async def refused() -> bool:
        widget = Widget(base_of(shop.house.gateways[0]))
        status, _ = await widget.ask_for_session(token=token)
        await widget.leave()
        return status == 401

    await eventually(refused, "the end of the token")
