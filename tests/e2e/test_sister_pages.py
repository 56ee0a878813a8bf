"""A page on a sister host of the console's, where a shop runs other people's scripts: it has the
staff's cookie on its side, and gets nothing for it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright

from stack.browser import CHROMIUM_FLAGS, find_browser
from tests.e2e.sites import a_shop
from tests.handoff.conftest import PASSWORD, House

CONSOLE, SISTER = "help.shop.test", "www.shop.test"

LOG_IN = """async ([email, password]) => {
  const answer = await fetch("/api/staff/login", {
    method: "POST",
    headers: {"content-type": "application/json"},
    body: JSON.stringify({email, password}),
  });
  return answer.status;
}"""
ME = "async () => (await fetch('/api/staff/me')).status"

# What the page of the console itself gets: the proof that the attempts below would be seen.
SOCKET = """async url => new Promise(done => {
  const told = [], socket = new WebSocket(url + "/socket.io/?EIO=4&transport=websocket");
  socket.onmessage = ({data}) => {
    told.push(data);
    if (data.startsWith("0")) socket.send("40/staff,");
    if (data.startsWith("4")) socket.close();
  };
  socket.onclose = socket.onerror = () => done(told.join("\\n"));
})"""
# Sends the cookie along in every way that a script has, and returns whatever it could read.
JSONP = """async url => new Promise(done => {
  const told = [];
  window.___eio = [text => told.push(text)];
  const script = document.createElement("script");
  script.src = url + "/socket.io/?EIO=4&transport=polling&j=0";
  script.onload = script.onerror = () => done(told.join("\\n"));
  document.head.append(script);
})"""
FETCH = """async url => {
  const read = [], polling = url + "/socket.io/?EIO=4&transport=polling";
  for (const path of [polling, url + "/api/staff/me"]) {
    try {
      read.push(await (await fetch(path, {credentials: "include"})).text());
    } catch { /* the browser keeps the answer from the page */ }
  }
  return read.join("\\n");
}"""
LOG_OUT = """async url => {
  const post = {method: "POST", credentials: "include", mode: "no-cors", body: "{}"};
  await fetch(url + "/api/staff/logout", post);
  const form = document.createElement("form");
  form.method = "post";
  form.enctype = "text/plain";
  form.action = url + "/api/staff/logout";
  form.target = "frame";
  const frame = document.createElement("iframe");
  frame.name = "frame";
  document.body.append(frame, form);
  const loaded = new Promise(done => { frame.onload = done; });
  form.submit();
  await loaded;
}"""


@asynccontextmanager
async def two_pages(console: str, sister: str, *, trustworthy: bool) -> AsyncIterator[list[Page]]:
    """A page of each in one browser, for which both hosts are this machine. Over HTTPS, which
    `trustworthy` stands for, it says more about where a request comes from."""
    flags = [
        *CHROMIUM_FLAGS,
        f"--host-resolver-rules=MAP {CONSOLE} 127.0.0.1,MAP {SISTER} 127.0.0.1",
        "--disable-features=LocalNetworkAccessChecks",
        *(
            [f"--unsafely-treat-insecure-origin-as-secure={console},{sister}"]
            if trustworthy
            else []
        ),
    ]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_browser(), args=flags)
        context = await browser.new_context()
        pages = [await context.new_page(), await context.new_page()]
        await pages[0].goto(f"{console}/healthz")
        await pages[1].goto(sister)
        yield pages
        await browser.close()


@pytest.mark.parametrize("trustworthy", [False, True], ids=["http", "as over https"])
async def test_a_sister_page_reads_nothing_and_changes_nothing(
    own_house: House, *, trustworthy: bool
) -> None:
    """Neither by a script tag, nor by fetch, nor by a socket; and it logs nobody out."""
    gateway = await own_house.open_gateway(FIRUZE_SECURE_COOKIES=False)
    email = await own_house.hire("Leila", role="supervisor")
    async with a_shop("") as site:
        console, sister = f"http://{CONSOLE}:{gateway.port}", site.replace("127.0.0.1", SISTER)
        async with two_pages(console, sister, trustworthy=trustworthy) as (own, theirs):
            assert await own.evaluate(LOG_IN, [email, PASSWORD]) == 200
            assert await _socket(own, console) == ['40/staff,{"sid"']
            assert await theirs.evaluate(JSONP, console) == ""
            assert await theirs.evaluate(FETCH, console) == ""
            assert await _socket(theirs, console) == ["origin_refused"]
            await theirs.evaluate(LOG_OUT, console)
            assert await own.evaluate(ME) == 200


async def _socket(page: Page, console: str) -> list[str]:
    """What `/staff` answers to a socket of this page: which of these is in it."""
    told: Any = await page.evaluate(SOCKET, console.replace("http", "ws"))
    return [part for part in ('40/staff,{"sid"', "origin_refused") if part in told]
