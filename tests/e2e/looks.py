"""Looks at a page in one of its states: for what WCAG 2.2 AA asks, for what a phone needs, and in pictures."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from playwright.async_api import CDPSession, Page, ViewportSize

from stack.browser import PHONE
from stack.checkout import this_checkout

FOLDER = "FIRUZE_GALLERY"  # where pictures go; without it none are taken
AXE = this_checkout().root / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ALL: Any = {"runOnly": RULES}
COLOURS = "color-contrast"  # takes half of the time that all rules take
COLOURS_IN = "en"
FINGER = 44  # CSS pixels
Theme = Literal["light", "dark"]
Where = Literal["widget", "console"]
THEMES: tuple[Theme, ...] = ("light", "dark")

NARROW: ViewportSize = {"width": 320, "height": 640}
# A desk of 1280 × 860 at a zoom of 200 %.
ZOOMED: ViewportSize = {"width": 640, "height": 430}

# What can be pressed and is shown, but for links in the middle of text, which WCAG excepts.
TARGETS = """(finger) => {
  const root = document.querySelector("#firuze").shadowRoot;
  const all = root.querySelectorAll("button, input, textarea, a, summary, label.attach");
  return [...all]
    .filter((target) => target.checkVisibility() && !target.closest(".text, .sr, .file"))
    .map((target) => [target.dataset.testid || target.className, target.getBoundingClientRect()])
    .filter(([, box]) => Math.min(box.width, box.height) < finger - 0.5)
    .map(([name, box]) => `${name} ${Math.round(box.width)}x${Math.round(box.height)}`);
}"""

# Elements that reach beyond the sides of the window, and are not cut off by something that scrolls.
BEYOND = """() => {
  const host = document.querySelector("#firuze");
  const root = host ? host.shadowRoot.querySelector(".panel") : document.body;
  return [...(root?.querySelectorAll("*") ?? [])]
    .filter((element) => element.checkVisibility())
    .filter((element) => !element.closest("svg, .sr, .visually-hidden, table"))
    .map((element) => [element, element.getBoundingClientRect()])
    .filter(([, { left, right, width }]) => width > 1 && (right > innerWidth + 1 || left < -1))
    .map(([{ tagName, className, textContent }, { left, right }]) =>
      `${tagName} ${className} ${Math.round(left)}–${Math.round(right)} ${textContent.slice(0, 40)}`);
}"""

FOUND = """async ({ where, rules }) => {
  const result = await axe.run(where, { ...rules, resultTypes: ["violations"] });
  return result.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.flat().join(" ")}: ${node.failureSummary}`));
}"""


@dataclass
class Looks:
    """Collects what is wrong, state by state."""

    language: str
    wrong: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    async def at(self, page: Page, where: Where, state: str) -> None:
        """The page is in this state. It is left at its own size, in the light theme."""
        self.seen.append(f"{where}: {state}")
        size = page.viewport_size
        assert size is not None
        await self._ask_axe(page, where, state)
        await self._resized(page, where, state)
        if os.environ.get(FOLDER):
            await self._picture(page, where, state, size)
        await page.emulate_media(color_scheme="light")
        await page.set_viewport_size(size)

    async def _ask_axe(self, page: Page, where: Where, state: str) -> None:
        """Colours differ between the themes and nothing else does; they are the same in each language."""
        if not await page.evaluate("'axe' in window"):
            await page.evaluate(AXE.read_text("utf-8"))
        include = "#firuze" if where == "widget" else "body"
        for theme, rules in self._rules():
            await page.emulate_media(color_scheme=theme)
            found = await page.evaluate(FOUND, {"where": include, "rules": rules})
            self._note(f"{where}, {state}, {theme}", found)

    def _rules(self) -> Sequence[tuple[Theme, Any]]:
        """What axe is asked in each theme."""
        if self.language == COLOURS_IN:
            return ("light", ALL), ("dark", {"runOnly": [COLOURS]})
        return (("light", ALL | {"rules": {COLOURS: {"enabled": False}}}),)

    async def _resized(self, page: Page, where: Where, state: str) -> None:
        """On a narrow phone, by touch; and at a zoom of 200 %."""
        async with Touch(page):
            await page.set_viewport_size(NARROW)
            self._note(f"{where}, {state}, beyond 320 px", await page.evaluate(BEYOND))
            if where == "widget":
                found = await page.evaluate(TARGETS, FINGER)
                self._note(f"{where}, {state}, smaller than a finger", found)
        await page.set_viewport_size(ZOOMED)
        self._note(f"{where}, {state}, beyond the window at 200 %", await page.evaluate(BEYOND))

    async def _picture(self, page: Page, where: Where, state: str, desk: ViewportSize) -> None:
        folder = Path(os.environ[FOLDER]) / self.language
        folder.mkdir(parents=True, exist_ok=True)
        number = f"{len(self.seen):02}"
        for theme in THEMES:
            await page.emulate_media(color_scheme=theme)
            for device, size in (("desktop", desk), ("phone", PHONE)):
                await page.set_viewport_size(size)
                name = f"{where}-{number}-{state.replace(' ', '-')}-{device}-{theme}.png"
                await page.screenshot(path=folder / name, caret="initial")

    def _note(self, where: str, found: Sequence[str]) -> None:
        self.wrong.extend(f"{where}: {each}" for each in found)


class Touch:
    """While it is entered, the page's device is one for fingers."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session: CDPSession | None = None

    async def __aenter__(self) -> None:
        self._session = await self._page.context.new_cdp_session(self._page)
        await self._enable(on=True)

    async def __aexit__(self, *_: object) -> None:
        assert self._session is not None
        await self._enable(on=False)
        await self._session.detach()

    async def _enable(self, *, on: bool) -> None:
        assert self._session is not None
        await self._session.send("Emulation.setTouchEmulationEnabled", {"enabled": on})
