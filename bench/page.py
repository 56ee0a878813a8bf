"""What the widget costs a shop's page: its longest tasks on a slow device, and how far it moves the layout."""

import json
import statistics
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from playwright.async_api import Browser, Page, async_playwright

from bench.figures import Bar, Figure, Result, Stopwatch
from bench.premises import Premises, open_premises
from handoff.web.listener import Listener
from stack.browser import CHROMIUM_FLAGS, HOW_TO_GET_A_BROWSER, PHONE, find_browser
from stack.errors import CliError
from stack.free_ports import LOOPBACK
from stack.screen import Screen
from stack.setup.interfaces import build_interfaces

SLOWDOWN = 4  # times slower than this machine's processor
LONG_TASK = Bar(limit=50, of="value")  # ms
UNMOVED = Bar(limit=0, of="value")
SETTLED = "requestIdleCallback(done, { timeout: 5000 })"

# Sums up how far the page's own elements move: the browser names no node for what stands in the widget's shadow tree.
SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const { value, sources } of list.getEntries()) {
    if (sources.some(({ node }) => node && node.id !== "firuze")) window.shifted += value;
  }
}).observe({ type: "layout-shift", buffered: true });
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """The longest task of the page's main thread in each part of a visit, in ms of the processor, and the sum of the
    layout shifts of the page's own elements, those after a click included."""

    load: float
    opening: float = 0.0
    writing: float = 0.0
    shifted: float = 0.0


async def measure_page(screen: Screen, *, rounds: int) -> Result:
    """Visits a shop's page with and without the widget, alternating: loads it, opens the chat, and
    writes a message."""
    watch, browser_path = Stopwatch(), find_browser()
    if browser_path is None:
        raise CliError("There is no browser.", way_out=HOW_TO_GET_A_BROWSER)
    async with open_premises(screen) as premises:
        await build_interfaces(premises.checkout, screen)
        await premises.start_gateway()
        async with async_playwright() as playwright, _shop(premises) as shop:
            browser = await playwright.chromium.launch(
                executable_path=browser_path, args=CHROMIUM_FLAGS
            )
            async with screen.step("Visits", f"{rounds} with the widget, {rounds} without"):
                visits, bare = await _alternate(browser, shop, rounds)
            await browser.close()
    return Result(
        benchmark="page",
        floor="the same page without the widget",
        parameters={"rounds": rounds, "slowdown": SLOWDOWN},
        figures=_figures(visits, bare),
        seconds=watch.seconds,
    )


def _figures(visits: Sequence[Visit], bare: Sequence[Visit]) -> list[Figure]:
    def longest(part: str) -> list[float]:
        return [getattr(visit, part) for visit in visits]

    floor = statistics.median(visit.load for visit in bare)
    parts = (("load", "loading the page"), ("opening", "opening"), ("writing", "writing"))
    figures = []
    for part, name in parts:
        values = longest(part)
        figures.append(
            Figure(
                name=f"longest task, {name}: median",
                unit="ms",
                value=statistics.median(values),
                floor=floor if part == "load" else None,
                bar=LONG_TASK,
            )
        )
        figures.append(Figure(name=f"longest task, {name}: worst", unit="ms", value=max(values)))
    shifted = max(longest("shifted"))
    return [
        *figures,
        Figure(name="layout shift of the page, worst", unit="", value=shifted, bar=UNMOVED),
    ]


async def _alternate(browser: Browser, shop: str, rounds: int) -> tuple[list[Visit], list[Visit]]:
    """The visits with the widget, and those without; a first one of each only fills caches."""
    visits, bare = [], []
    for _ in range(rounds + 1):
        bare.append(await _visit(browser, f"{shop}?widget=no", chats=False))
        visits.append(await _visit(browser, shop, chats=True))
    return visits[1:], bare[1:]


async def _visit(browser: Browser, address: str, *, chats: bool) -> Visit:
    context = await browser.new_context(viewport=PHONE)
    await context.add_init_script(SHIFTS)
    page = await context.new_page()
    session = await context.new_cdp_session(page)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    load = await _longest_task(browser, page, lambda: page.goto(address))
    opening = writing = 0.0
    if chats:
        opening = await _longest_task(browser, page, lambda: _open(page))
        writing = await _longest_task(browser, page, lambda: _write(page))
    shifted = float(await page.evaluate("shifted"))
    await context.close()
    return Visit(load=load, opening=opening, writing=writing, shifted=shifted)


async def _open(page: Page) -> None:
    await page.get_by_test_id("launcher").click()
    await page.get_by_test_id("welcome").wait_for()


async def _write(page: Page) -> None:
    await page.get_by_test_id("composer").fill("Is the green lamp in stock?")
    await page.get_by_test_id("send").click()
    await page.locator('[data-testid="event"][data-type="customer.said"]').wait_for()


async def _longest_task(
    browser: Browser, page: Page, act: Callable[[], Awaitable[object]]
) -> float:
    """The longest task on the main thread of the page, from the act until it is idle."""
    await browser.start_tracing(page=page, categories=["toplevel", "devtools.timeline"])
    await act()
    await page.evaluate(f"new Promise((done) => {SETTLED})")
    trace = json.loads(await browser.stop_tracing())
    return longest_task(trace["traceEvents"])


def longest_task(events: Sequence[dict[str, Any]]) -> float:
    """Milliseconds of processor time of the longest task on any renderer's main thread. Chromium slows a
    thread down by keeping its processor busy, so that counts; what other programs take does not."""
    mains = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    tasks = [
        event["tdur"] / 1_000
        for event in events
        if event["name"] in {"RunTask", "ThreadControllerImpl::RunTask"}
        and "tdur" in event
        and (event["pid"], event["tid"]) in mains
    ]
    return max(tasks, default=0.0)


@asynccontextmanager
async def _shop(premises: Premises) -> AsyncIterator[str]:
    """The address of a shop's page of another origin, with forty products on it."""
    tag = f'<script src="{premises.stack.address}/widget.js" defer></script>'
    product = '<li style="height: 120px"><h3>A lamp</h3><p>Green, for a desk. 20 EUR</p></li>'

    async def page(request: web.Request) -> web.Response:
        widget = "" if "widget" in request.query else tag
        text = f'<!doctype html><html lang="en"><title>Shop</title>{widget}<ul>{product * 40}</ul>'
        return web.Response(text=text, content_type="text/html")

    app = web.Application()
    app.add_routes([web.get("/", page)])
    listener = Listener(app)
    yield f"http://{LOOPBACK}:{await listener.open(LOOPBACK, 0)}/"
    await listener.stop()
