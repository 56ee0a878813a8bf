"""The bubble is pressed and a message is sent on every page of the gallery, in Chromium and Firefox,
at the size of a desktop and of a phone: the widget holds on any page."""

import asyncio
import itertools
import json
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from stack.browser import CHROMIUM_FLAGS, DESKTOP, PHONE, find_browser, find_firefox
from stack.checkout import this_checkout
from stack.screen import Screen
from stack.setup.node import environment_with_node
from stack.setup.stamps import Stamp
from stack.tools import run_tool
from tests.e2e.hostile_pages import LIBRARIES, PAGES
from tests.handoff.conftest import House, base_of
from tests.handoff.scripted_bot import ScriptedBot
from tests.handoff.serving import serving

GALLERY = Path(__file__).parent / "gallery"
BROWSERS = {"chromium": find_browser, "firefox": find_firefox}
FIREFOX_CANNOT = {"reduced-motion"}  # its driver emulates no media feature

type Problems = dict[str, dict[str, str]]


async def _packages() -> dict[str, str]:
    """Fetches what the pages are made of, if the lock has changed; returns the environment of node."""
    checkout = this_checkout()
    environment = await environment_with_node(checkout, Screen())
    lock = (GALLERY / "package.json", GALLERY / "package-lock.json")
    stamp = Stamp(checkout.var / "stamps" / "gallery.json", lock, (GALLERY / "node_modules",))
    if not stamp.is_current():
        fingerprint = stamp.fingerprint()
        await run_tool(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"],
            folder=GALLERY,
            log=checkout.log("npm-gallery"),
            environment=environment,
            failed="npm could not install the packages of the gallery.",
        )
        stamp.record(fingerprint)
    return environment


@asynccontextmanager
async def _shop(gateway: str) -> AsyncIterator[str]:
    """Serves the pages and the packages they use, from another origin than the gateway's."""
    languages = dict(zip(PAGES, itertools.cycle(("en", "fa")), strict=False))

    async def page(request: web.Request) -> web.Response:
        hostile = PAGES[request.match_info["name"]]
        title = "Second" if "second" in request.query else "First"
        html = hostile.html(f"{gateway}/widget.js", title, languages[hostile.name])
        if hostile.framed and "inner" not in request.query:
            html = (
                "<!doctype html><script>window.complaints = []</script>"
                "<style>body{margin:0}iframe{border:0;width:100vw;height:100vh;display:block}</style>"
                '<iframe src="?inner" sandbox="allow-scripts"></iframe>'
            )
        policy = hostile.policy.format(gateway=gateway, socket=gateway.replace("http", "ws"))
        headers = {"Content-Security-Policy": policy} if policy else {}
        return web.Response(text=html, content_type="text/html", headers=headers)

    app = web.Application()
    app.router.add_get("/page/{name}", page)
    app.router.add_static(LIBRARIES, GALLERY / "node_modules")
    async with serving(app) as url:
        yield url


async def _visit(browser: str, shop: str, environment: dict[str, str]) -> dict[str, str]:
    """Visits every page in this browser; returns each page's problem, "" for none."""
    executable = BROWSERS[browser]()
    assert executable is not None, f"there is no {browser}: CONTRIBUTING.md says how to get it"
    chosen = os.environ.get("FIRUZE_HOSTILE", "").split()
    places = [
        {
            "name": page.name,
            "url": f"{shop}/page/{page.name}",
            "swap": page.swap,
            "until": page.until,
            "framed": page.framed,
            "media": [{"name": name, "value": value} for name, value in page.media],
        }
        for page in PAGES.values()
        if not (browser == "firefox" and page.name in FIREFOX_CANNOT)
        and (not chosen or page.name in chosen)
    ]
    for place in places:
        if not place["media"]:
            del place["media"]
    asked = {
        "browser": browser,
        "executable": str(executable),
        "flags": CHROMIUM_FLAGS if browser == "chromium" else (),
        "desktop": DESKTOP,
        "phone": PHONE,
        "pages": places,
    }
    node = shutil.which("node", path=environment["PATH"])
    assert node is not None
    process = await asyncio.create_subprocess_exec(
        *(node, "visit.mjs"),
        cwd=GALLERY,
        env=environment,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    told, complained = await process.communicate(json.dumps(asked).encode())
    assert process.returncode == 0, complained.decode()
    lines: list[Any] = [json.loads(line) for line in told.splitlines()]
    return {line["name"]: line["problem"] for line in lines}


@pytest.fixture(scope="module")
async def problems(own_house: House) -> Problems:
    """What went wrong on each page, by browser; both go round at the same time."""
    environment = await _packages()
    async with ScriptedBot().listening() as bot:
        gateway = await own_house.open_gateway(FIRUZE_BOT_URL=bot.url)
        async with _shop(base_of(gateway)) as shop:
            there = [browser for browser in BROWSERS if not _lacks(browser)]
            rounds = [_visit(browser, shop, environment) for browser in there]
            return dict(zip(there, await asyncio.gather(*rounds), strict=True))


def _lacks(browser: str) -> bool:
    """Whether this machine has no such browser; with `CI=true` that is an error."""
    return BROWSERS[browser]() is None and not os.environ.get("CI")


@pytest.mark.parametrize("browser", BROWSERS)
@pytest.mark.parametrize("page", PAGES)
async def test_the_bubble_is_pressed_and_a_message_is_sent(
    problems: Problems, browser: str, page: str
) -> None:
    """Messages arrive before and after the page changes, and the page notices no key of them."""
    if browser == "firefox" and page in FIREFOX_CANNOT:
        pytest.skip("the driver of Firefox emulates no media feature")
    if _lacks(browser):
        pytest.skip(f"there is no {browser}: CONTRIBUTING.md says how to get it")
    assert problems[browser][page] == ""
