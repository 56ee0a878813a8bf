"""The real `rasa-webchat` from npm on a shop's page, with the whole stack behind it: docs/rasa-widgets.md.

Its lock names the package alone: what browsers load is one bundle, and what npm would add to it nobody runs.
"""

import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import web
from playwright.async_api import Page, expect

from handoff.adapters.machine import new_id
from handoff.web.listener import Listener
from stack.checkout import this_checkout
from stack.screen import Screen
from stack.setup.node import environment_with_node
from stack.tools import run_tool
from tests.e2e.conftest import NewAgent
from tests.e2e.live import Live
from tests.e2e.people import Agent
from tests.e2e.relay import Relay

PROJECT = Path(__file__).parent / "rasa_webchat"
SESSION = "chat_session"  # where the widget keeps its session


@pytest.fixture(scope="module")
async def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as its lock pins it."""
    checkout = this_checkout()
    folder = tmp_path_factory.mktemp("rasa-webchat")
    for manifest in PROJECT.glob("*.json"):
        shutil.copy(manifest, folder)
    await run_tool(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"],
        folder=folder,
        log=folder / "npm.log",
        environment=await environment_with_node(checkout, Screen()),
        failed="npm could not install rasa-webchat.",
    )
    return folder / "node_modules" / "rasa-webchat" / "lib" / "index.js"


@dataclass
class Shop:
    """A page of another origin with rasa-webchat, whose line to the gateway can be cut."""

    address: str
    relay: Relay
    live: Live

    async def visit(self) -> "Visitor":
        """In a browser of its own."""
        context = await self.live.context("en")
        visitor = Visitor(await context.new_page())
        await visitor.page.goto(self.address)
        await visitor.open()
        return visitor


@dataclass
class Visitor:
    """A customer before rasa-webchat."""

    page: Page

    async def open(self) -> None:
        await self.page.locator(".rw-launcher").click()
        await self.is_open()

    async def is_open(self) -> None:
        """As it is after a reload: the widget remembers that it was."""
        await expect(self.page.locator(".rw-new-message")).to_be_enabled()

    async def say(self, text: str) -> None:
        await self.page.locator(".rw-new-message").fill(text)
        await self.page.locator(".rw-send").click()

    async def reads(self, text: str) -> None:
        """Once, and no twin of it."""
        await expect(self.page.locator(".rw-response").filter(has_text=text)).to_have_count(1)

    async def said(self) -> list[str]:
        return await self.page.locator(".rw-response").all_inner_texts()

    async def session_id(self) -> str:
        kept = await self.page.evaluate("key => localStorage.getItem(key)", SESSION)
        return str(json.loads(kept)["session_id"])

    async def claim(self, session_id: str) -> None:
        """Puts another id where the widget keeps its own, and loads the page again."""
        await self.page.evaluate(
            "([key, id]) => localStorage.setItem(key, JSON.stringify("
            "{...JSON.parse(localStorage.getItem(key)), session_id: id}))",
            [SESSION, session_id],
        )
        await self.page.reload()
        await self.is_open()

    async def leave(self) -> None:
        await self.page.context.close()


@pytest.fixture
async def shop(live: Live, bundle: Path) -> AsyncIterator[Shop]:
    port = int(live.address.rsplit(":", 1)[1])
    async with Relay(port).listening() as relay:
        options = {
            "socketUrl": f"http://127.0.0.1:{relay.port}",
            "socketPath": "/rasa/socket.io/",
            "initPayload": "/get_started",
            "customData": {"language": "en"},
        }
        text = (
            '<!doctype html><html lang="en"><title>Shop</title><h1>Shop</h1><div id="webchat"></div>'
            '<script src="/webchat.js"></script><script>WebChat.default(Object.assign('
            f"{json.dumps(options)}, {{customMessageDelay: () => 0}}), null)</script>"
        )

        async def page(_: web.Request) -> web.Response:
            return web.Response(text=text, content_type="text/html")

        async def script(_: web.Request) -> web.FileResponse:
            return web.FileResponse(bundle)

        app = web.Application()
        app.add_routes([web.get("/", page), web.get("/webchat.js", script)])
        listener = Listener(app)
        yield Shop(f"http://127.0.0.1:{await listener.open('127.0.0.1', 0)}", relay, live)
        await listener.stop()
    await live.settle()


async def hears(agent: Agent, text: str) -> None:
    await expect(agent.event("customer.said").filter(has_text=text)).to_be_visible()


async def test_rasa_webchat_talks_to_the_bot_and_to_a_person(
    shop: Shop, new_agent: NewAgent
) -> None:
    """The greeting for its `initPayload`, the bot's buttons, an agent, and a reload that keeps all of it."""
    sara = await new_agent("sara")
    nika = await shop.visit()
    await nika.reads("I'm the assistant here")
    await nika.say("what can you do for me?")
    await expect(nika.page.locator(".rw-reply").first).to_be_visible()
    await nika.page.locator(".rw-reply").first.click()
    await expect(nika.page.locator(".rw-reply")).to_have_count(0)
    await nika.say("I want to talk to a human being please")
    await sara.accept()
    await nika.reads("You're talking with Sara")
    await sara.reply("Hello, I have your parcel before me.")
    await nika.reads("I have your parcel before me")
    await nika.say("that is good to hear")
    await hears(sara, "that is good to hear")
    before = await nika.said()
    await nika.page.reload()
    await nika.is_open()
    await sara.reply("It comes on Monday.")
    await nika.reads("It comes on Monday.")
    assert await nika.said() == [*before, "It comes on Monday."]
    await nika.leave()


async def test_what_came_while_the_line_was_down_comes_once(
    shop: Shop, new_agent: NewAgent
) -> None:
    """And what the customer wrote meanwhile arrives."""
    sara = await new_agent("sara")
    nika = await shop.visit()
    await nika.say("I want to talk to a human being please")
    await sara.accept()
    await nika.reads("You're talking with Sara")
    shop.relay.cut()
    await sara.reply("Did you find the box?")
    await sara.reply("It is blue.")
    shop.relay.mend()
    await nika.reads("Did you find the box?")
    await nika.reads("It is blue.")
    await nika.say("yes I did")
    await hears(sara, "yes I did")
    await nika.leave()


async def test_a_guessed_session_id_shows_nothing(shop: Shop) -> None:
    """Neither an invented one nor one with a letter changed; they get sessions of their own."""
    nika = await shop.visit()
    await nika.say("my order number is on the green slip")
    await expect(nika.page.locator(".rw-response")).not_to_have_count(1)
    real = await nika.session_id()
    thief = await shop.visit()
    await thief.reads("I'm the assistant here")
    for guess in (new_id(), f"{real[:-1]}{'A' if real[-1] != 'A' else 'B'}"):
        await thief.claim(guess)
        before = len(await thief.said())
        await thief.say("are you open on friday?")
        await expect(thief.page.locator(".rw-response")).not_to_have_count(before)
        assert await thief.session_id() not in (guess, real)
        assert "green slip" not in await thief.page.inner_text("body")
    await thief.leave()
    await nika.leave()


def test_the_page_pins_what_was_tried() -> None:
    """The version in docs/rasa-widgets.md is the lock's."""
    lock = json.loads((PROJECT / "package-lock.json").read_text("utf-8"))
    version = lock["packages"]["node_modules/rasa-webchat"]["version"]
    page = (Path(__file__).parents[2] / "docs" / "rasa-widgets.md").read_text("utf-8")
    assert f"rasa-webchat@{version}/" in page
