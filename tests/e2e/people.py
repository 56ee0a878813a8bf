"""The people in these tests, as what they do on their pages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

DEMO_PASSWORD = "tea-lamp-blue-door"


async def log_of(events: Locator) -> list[tuple[int, str]]:
    """The (seq, type) of each event row on a page, in the order in which it is shown."""
    rows = await events.evaluate_all(
        "rows => rows.map(row => [Number(row.dataset.seq), row.dataset.type])"
    )
    return [(seq, kind) for seq, kind in rows]


@dataclass
class Customer:
    """A customer with the shop's page open."""

    page: Page

    async def open_shop(
        self, address: str, language: str, signed_in_as: str, theme: str = ""
    ) -> None:
        query = f"lang={language}&customer={signed_in_as}&theme={theme}"
        await self.page.goto(f"{address}/shop/?{query}")
        await self.page.get_by_test_id("launcher").click()
        await expect(self.page.get_by_test_id("composer")).to_be_visible()

    @property
    def events(self) -> Locator:
        return self.page.get_by_test_id("event")

    def event(self, kind: str) -> Locator:
        return self.page.locator(f'[data-testid="event"][data-type="{kind}"]')

    async def say(self, text: str) -> None:
        await self.write(text)
        await expect(self.event("customer.said").filter(has_text=text).last).to_be_visible()

    async def write(self, text: str) -> None:
        """Sends it off, whatever becomes of it."""
        await self.page.get_by_test_id("composer").fill(text)
        await self.page.get_by_test_id("send").click()

    async def press(self, title: str) -> None:
        await self.page.get_by_test_id("reply-button").filter(has_text=title).last.click()

    async def wants_a_person(self) -> None:
        await self.page.get_by_test_id("talk-to-person").first.click()

    async def hears(self, kind: str, words: str | re.Pattern[str]) -> Locator:
        said = self.event(kind).filter(has_text=words).last
        await expect(said).to_be_visible()
        return said

    async def log(self) -> Sequence[tuple[int, str]]:
        return await log_of(self.events)


@dataclass
class Agent:
    """A member of the staff with the console open."""

    page: Page

    async def log_in(self, address: str, name: str) -> None:
        await self.page.goto(f"{address}/console/")
        await self.page.get_by_test_id("login-email").fill(f"{name}@firuze.example")
        await self.page.get_by_test_id("login-password").fill(DEMO_PASSWORD)
        await self.page.get_by_test_id("login-submit").click()
        switch = self.page.get_by_test_id("availability")
        await expect(switch).to_be_visible()
        if await self.page.get_by_test_id("away-notice").is_visible():
            await switch.click()  # set away by offers that an earlier test let run out

    async def log_out(self) -> None:
        await self.page.get_by_test_id("settings").click()
        await self.page.get_by_test_id("logout").click()
        await expect(self.page.get_by_test_id("login-email")).to_be_visible()

    @property
    def events(self) -> Locator:
        return self.page.get_by_test_id("event")

    def event(self, kind: str) -> Locator:
        return self.page.locator(f'[data-testid="event"][data-type="{kind}"]')

    @property
    def suggestion(self) -> Locator:
        return self.page.get_by_test_id("suggestion")

    def items(self, owner: str) -> Locator:
        """Rows of the inbox, as far as its tab shows them, by who has the conversation."""
        return self.page.locator(f'[data-testid="inbox-item"][data-owner="{owner}"]')

    async def accept(self) -> None:
        """Opens what is offered and accepts it."""
        await self._open_offer()
        await self.page.get_by_test_id("accept").first.click()
        await expect(self.page.get_by_test_id("reply")).to_be_visible()

    async def decline(self) -> None:
        """Opens what is offered and declines it."""
        await self._open_offer()
        await self.page.get_by_test_id("decline").first.click()

    async def _open_offer(self) -> None:
        await self.page.get_by_test_id("tab-offered").click()
        await expect(self.items("offered").first).to_be_visible()  # tells the page if it is not
        await self.items("offered").first.click()

    async def hand_over_to(self, name: str) -> None:
        """Chooses a colleague who has a free slot."""
        await self.page.get_by_test_id("transfer").click()
        await self.page.get_by_test_id("transfer-person").filter(has_text=name).click()
        await self.page.get_by_test_id("transfer-confirm").click()

    async def write(self, text: str) -> None:
        """Sends it off, whatever becomes of it."""
        await self.page.get_by_test_id("reply").fill(text)
        await self.page.get_by_test_id("reply-send").click()

    async def reply(self, text: str) -> None:
        await self.write(text)
        await expect(self.event("agent.said").filter(has_text=text).last).to_be_visible()

    async def close(self) -> None:
        await self.page.get_by_test_id("close").click()
        await self.page.get_by_test_id("close-confirm").click()

    async def log(self) -> Sequence[tuple[int, str]]:
        return await log_of(self.events)
