"""A customer on one gateway, the agent on the other, while gateways are drained and killed."""

import asyncio
import random
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace

import pytest
from playwright.async_api import Page, expect

from faults.proxy import Proxy
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.engine import open_engine
from handoff.adapters.postgres.lists import PostgresLists
from handoff.domain.conversation.events import Event
from handoff.services.ports.lists import Search
from stack.free_ports import free_port
from stack.services import lacks_nothing
from tests.e2e.live import Live
from tests.e2e.people import Agent, Customer
from tests.handoff.waiting import eventually

GREETINGS = {"en": "Hello, this is about my parcel", "fa": "سلام، دربارهٔ بسته‌ام مزاحم می‌شوم"}
LINES = {
    "en": ("customer's line {:03}", "agent's line {:03}"),
    "fa": ("خط مشتری {:03}", "خط پشتیبان {:03}"),
}
BURST = 3  # lines written without waiting for any of them

# Notes whenever the widget says that it has lost its connection.
WATCH_BANNER = """() => {
  const root = [...document.querySelectorAll('*')].find((e) => e.shadowRoot).shadowRoot;
  window.banners = 0;
  new MutationObserver(() => {
    if (root.querySelector('[data-testid="connection"]')) window.banners += 1;
  }).observe(root, { childList: true, subtree: true });
}"""


@dataclass
class Pair:
    """The stack's gateway and a second one, and a balancer for each side that prefers its own."""

    live: Live
    names: tuple[str, str]
    addresses: tuple[str, str]
    ports: tuple[int, int]
    ways: tuple[Proxy, Proxy]

    async def ends(self, gateway: int, number: signal.Signals) -> None:
        """Sends the signal, and waits until the process is gone and another one serves."""
        name = self.names[gateway]
        before = self.live.supervisor.pids()[name]
        self.live.kill(name, number)

        async def is_another() -> bool:
            another = self.live.supervisor.pids()[name] != before
            return another and await lacks_nothing(self.addresses[gateway])

        await eventually(is_another, f"another {name}", within=60)

    async def are_at(self, way: int, gateway: int) -> None:
        """Waits until clients that connect this way reach that gateway."""

        async def all_there() -> bool:
            return {link.port for link in self.ways[way].links} == {self.ports[gateway]}

        await eventually(all_there, f"way {way} to lead to gateway {gateway}")


@pytest.fixture(scope="module")
async def pair(live: Live) -> AsyncIterator[Pair]:
    stack = replace(
        live.stack,
        settings=live.stack.settings.model_copy(update={"port": free_port()}),
        ports=replace(live.stack.ports, internal=free_port()),
    )
    name = "second gateway"
    log = live.logs / "second-gateway.log"
    await live.supervisor.start(replace(live.gateway(stack), name=name, log=log))
    ports = (live.stack.settings.port, stack.settings.port)
    chance = random.Random(1)  # noqa: S311 - nothing is drawn from it
    async with (
        Proxy(ports, chance, in_order=True).listening() as here,
        Proxy(ports[::-1], chance, in_order=True).listening() as there,
    ):
        yield Pair(
            live,
            ("gateway", name),
            (live.address, stack.address),
            ports,
            (here, there),
        )


async def _write_until(
    quiet: asyncio.Event,
    write: Callable[[str], Awaitable[None]],
    sees: Callable[[str], Awaitable[None]],
    line: str,
) -> list[str]:
    """Lines, a burst at a time, until it is quiet; returns what was written, in order."""
    written: list[str] = []
    last_round = False
    while not last_round:
        last_round = quiet.is_set()  # one round more, when all is well again
        for _ in range(BURST):
            written.append(line.format(len(written)))
            await write(written[-1])
        await sees(written[-1])
    return written


async def _shown(page: Page) -> list[tuple[int, str, str]]:
    """The (seq, type, text) of the messages on a page, in the order in which they are shown."""
    rows = await page.get_by_test_id("event").evaluate_all(
        """rows => rows.map(row => [
          Number(row.dataset.seq), row.dataset.type, row.querySelector('[dir]')?.textContent ?? ''
        ])"""
    )
    return [(seq, kind, text) for seq, kind, text in rows if kind.endswith(".said")]


async def _log(live: Live, words: str) -> list[Event]:
    engine = open_engine(live.database_url)
    try:
        store = PostgresConversations(engine)
        (conversation,) = (await PostgresLists(engine).search(Search(words=words, limit=2))).briefs
        return [*await store.read(conversation.id, after=0, limit=2000, public_only=True)]
    finally:
        await engine.dispose()


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_both_pages_show_what_the_log_holds_whatever_gateways_do(
    live: Live, pair: Pair, language: str
) -> None:
    """Written on both pages all the while: one gateway is drained, the other one killed. Nothing is
    lost, doubled or reordered, and the customer is not alarmed by the drain."""
    async with AsyncExitStack() as pages:
        sara = Agent(await _page(live, pages, language))
        await sara.log_in(pair.ways[1].url, "sara")
        customer = Customer(await _page(live, pages, language))
        await customer.open_shop(pair.ways[0].url, language, "")
        greeting = f"{GREETINGS[language]} {free_port()}"
        await customer.say(greeting)
        await customer.wants_a_person()
        await sara.accept()
        await pair.are_at(0, 0)
        await pair.are_at(1, 1)
        await customer.page.evaluate(WATCH_BANNER)

        quiet = asyncio.Event()
        theirs, hers = LINES[language]
        async with asyncio.TaskGroup() as together:
            by_customer = together.create_task(
                _write_until(quiet, customer.write, _sees(customer, "customer.said"), theirs)
            )
            by_sara = together.create_task(
                _write_until(quiet, sara.write, _sees(sara, "agent.said"), hers)
            )
            await pair.ends(0, signal.SIGTERM)
            await pair.are_at(0, 1)
            assert await customer.page.evaluate("window.banners") == 0
            await pair.ends(1, signal.SIGKILL)
            await pair.are_at(0, 0)
            await pair.are_at(1, 0)
            quiet.set()

        await customer.hears("agent.said", by_sara.result()[-1])
        await _sees(sara, "customer.said")(by_customer.result()[-1])
        log = [
            (event.seq, event.body.type, event.body.text)
            for event in await _log(live, greeting)
            if event.body.type in ("customer.said", "bot.said", "agent.said")
        ]
        assert await _shown(customer.page) == log
        assert await _shown(sara.page) == log
        said = {kind: [text for _, k, text in log if k == kind] for _, kind, _ in log}
        assert said["customer.said"] == [greeting, *by_customer.result()]
        assert said["agent.said"] == by_sara.result()
        await live.settle()
        await sara.log_out()


async def _page(live: Live, pages: AsyncExitStack, language: str) -> Page:
    context = await live.context(language)
    pages.push_async_callback(context.close)
    return await context.new_page()


def _sees(person: Customer | Agent, kind: str) -> Callable[[str], Awaitable[None]]:
    """Waits until the page shows the line as part of the log."""

    async def sees(line: str) -> None:
        await expect(person.event(kind).filter(has_text=line)).to_have_count(1, timeout=60_000)

    return sees
