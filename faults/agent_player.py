"""An agent of the fault suite."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

from faults.cursor import FIRST_RETRY, LAST_RETRY, ReaderCursor
from faults.line import Line, NoAnswer, back_off
from faults.person import IMPATIENCE, Person, good
from faults.record import Closing, ConsoleRecord, Json, Notebook, ReaderLog, SentMessage

UNANSWERED = 4  # seconds after which an agent who saw nothing happen presses the button again
BY_AN_AGENT = ("Let me look.", "It left our house yesterday.", "Is the address right?", "چشم.")

# Shares of all moves.
TAKES_UNASKED = 0.05
NOTES = 0.15  # of an agent's answers
HANDS_BACK = 0.5  # of the chats that an agent ends; the others are closed

# Seconds until an agent first leaves the desk with the console open, the length, and the time
# between.
FIRST_BREAK, BREAK, BETWEEN_BREAKS = (3.0, 12.0), 40.0, (40.0, 90.0)


class AgentPlayer(Person):
    """Accepts offers, takes conversations left waiting, answers, notes, hands back, closes. Now and
    then hands everything back and leaves the desk, so that offers run out; comes back, and says so
    when set away."""

    def __init__(self, name: str, line: Line, notebook: Notebook, chance: random.Random) -> None:
        super().__init__(name, line, notebook, chance)
        self.pace = 0.3
        self.id = ""
        self.items: dict[str, Json] = {}
        self._listed: int | None = None  # the list cursor
        self._list_gap = False
        self.away = False  # set so by the gateway: offers ran out
        self._leaves_at: float | None = None
        self._cursors: dict[str, ReaderCursor] = {}
        self._pressed: dict[str, float] = {}
        self._answered: dict[str, int] = {}
        self._left: dict[str, int] = {}  # replies before the chat is handed back or closed

    async def log_in(self, base: str, email: str, password: str) -> None:
        async with self.line.http.post(
            f"{base}/api/staff/login", json={"email": email, "password": password}
        ) as answer:
            answer.raise_for_status()
            self.id = (await answer.json())["id"]
        self._desk = self.notebook.desks.setdefault(self.id, ConsoleRecord())
        cookies = {cookie.key: cookie.value for cookie in self.line.http.cookie_jar}
        self.line.headers = {"Cookie": f"firuze_session={cookies['firuze_session']}"}
        self.line.on_up = self._up

    async def _up(self) -> None:
        self.outbox.resume()
        await self._until_answered(self._load_inbox)
        for conversation_id in list(self._cursors):
            await self._until_answered(partial(self._watch, conversation_id))

    async def _until_answered(self, ask: Callable[[], Awaitable[None]]) -> None:
        """Retries at a busy server, as long as the connection lasts."""
        attempt = 0
        while self.line.is_up:
            try:
                await ask()
            except NoAnswer:
                await asyncio.sleep(back_off(attempt, FIRST_RETRY, LAST_RETRY))
                attempt += 1
            else:
                return

    async def _load_inbox(self) -> None:
        """Fetches changes since the list cursor (`agent_console/src/model/inbox/inbox.ts`)."""
        cursor, after, more = None, self._listed, True
        while more:
            page = good(await self.line.request("inbox", {"after": after}))
            for item in page["items"]:
                self._learn(item)
            self._learn_of_me(page["me"])
            cursor = page["cursor"] if cursor is None else cursor
            after, more = page["next"], page["next"] is not None
        self._listed, self._list_gap = cursor, False

    async def _watch(self, conversation_id: str) -> None:
        watched = good(await self.line.request("watch", {"conversation_id": conversation_id}))
        self._learn(watched["item"])
        if conversation_id not in self._cursors:
            self._cursors[conversation_id] = self._new_cursor(conversation_id)
        self._cursors[conversation_id].load()

    def _new_cursor(self, conversation_id: str) -> ReaderCursor:
        async def page(after: int) -> Json:
            given = {"conversation_id": conversation_id, "after": after}
            found = good(await self.line.request("sync", given))
            self._learn(found["item"])
            return found

        reading = ReaderLog(self.name, conversation_id, is_customer=False)
        self.notebook.readings.append(reading)
        return ReaderCursor(reading, page)

    async def deliver(self, letter: SentMessage) -> Json:
        given = {"conversation_id": letter.conversation_id, "text": letter.text}
        given |= {"client_id": letter.client_id}
        return self.took(await self.line.request(letter.event, given))

    def pushed(self, event: str, data: Json) -> None:
        if event == "me":
            self._learn_of_me(data)
        if event == "items":
            for item in data["items"]:
                self._learn(item)
            if self._listed is not None and data["after"] > self._listed:
                self._list_gap = True
            elif self._listed is not None:
                self._listed = max(self._listed, data["cursor"])
        if event == "events":
            cursor = self._cursors.get(data["conversation_id"])
            if cursor is not None:
                cursor.receive(data["events"])
            self._learn(data["item"])

    def _learn_of_me(self, me: Json) -> None:
        self.away = not me["available"]
        if self.away:
            self._desk.shown_away.append(datetime.now(UTC))

    def _learn(self, item: Json) -> None:
        known = self.items.get(item["id"])
        if known is None or (item["epoch"], item["head"]) >= (known["epoch"], known["head"]):
            self.items[item["id"]] = item
        cursor = self._cursors.get(item["id"])
        if cursor is not None and self.line.is_up:
            cursor.expect(item["head"])

    async def act(self) -> None:
        """Makes one move: an offer first, then a chat of the agent's own, then one left waiting."""
        if not self.line.is_up:
            return
        with suppress(NoAnswer):
            if self._is_on_a_break():
                await self._hand_back_everything()
                return
            if self._list_gap:
                await self._load_inbox()
            if self.away:
                await self._come_back()
            for item in self.chance.sample(list(self.items.values()), len(self.items)):
                if await self._moved(item):
                    return

    def _is_on_a_break(self) -> bool:
        now = asyncio.get_running_loop().time()
        if self._leaves_at is None:
            self._leaves_at = now + self.chance.uniform(*FIRST_BREAK)
        if now > self._leaves_at + BREAK:
            self._leaves_at = now + self.chance.uniform(*BETWEEN_BREAKS)
        return now >= self._leaves_at and not self.closing

    async def _hand_back_everything(self) -> None:
        """Frees all slots: an absent agent without chats gets the next offers first."""
        for item in list(self.items.values()):
            if item["owner"]["kind"] == "agent" and item["owner"]["agent_id"] == self.id:
                await self._press("return_to_bot", item["id"])

    async def _come_back(self) -> None:
        self._desk.presses.append(datetime.now(UTC))
        await self.ask("availability", {"available": True})
        self._desk.presses.append(datetime.now(UTC))

    async def _moved(self, item: Json) -> bool:
        owner, conversation_id = item["owner"], item["id"]
        mine = owner["agent_id"] == self.id
        if owner["kind"] == "offered" and mine:
            return await self._press("accept", conversation_id)
        if owner["kind"] == "agent" and mine:
            return await self._serve(conversation_id)
        lying = owner["kind"] == "ticket" or (owner["kind"] == "queued" and not self.closing)
        if lying and self.chance.random() < TAKES_UNASKED:
            return await self._press("take", conversation_id)
        return False

    async def _press(self, event: str, conversation_id: str) -> bool:
        """Presses a button at most once until something happens, or nothing does for a while."""
        now = asyncio.get_running_loop().time()
        key = f"{event}:{conversation_id}"
        if now - self._pressed.get(key, -UNANSWERED) < UNANSWERED:
            return False
        self._pressed[key] = now
        await self.ask(event, {"conversation_id": conversation_id})
        return True

    async def _serve(self, conversation_id: str) -> bool:
        if conversation_id not in self._cursors:
            await self._watch(conversation_id)
            return True
        reading = self._cursors[conversation_id].reading
        left = self._left.setdefault(conversation_id, self.chance.randint(2, 6))
        if left <= 0 and not self.closing:
            return await self._end(conversation_id, reading)
        asked = _last_of_customer(reading)
        if asked <= self._answered.get(conversation_id, 0) or len(self.outbox) >= IMPATIENCE:
            return False
        self._answered[conversation_id] = asked
        self._left[conversation_id] = left - 1
        if self.chance.random() < NOTES:
            self.write(conversation_id, "note", "Knows what they want.")
        self.write(conversation_id, "say", self.chance.choice(BY_AN_AGENT))
        return True

    async def _end(self, conversation_id: str, reading: ReaderLog) -> bool:
        if len(self.outbox):
            return False
        del self._left[conversation_id]
        if self.chance.random() < HANDS_BACK:
            return await self._press("return_to_bot", conversation_id)
        await self._close(conversation_id, reading)
        return True

    async def _close(self, conversation_id: str, reading: ReaderLog) -> None:
        read = reading.cursor
        answer = await self.ask("close", {"conversation_id": conversation_id, "read": read})
        if answer is not None and answer["ok"]:
            self.notebook.closings.append(
                Closing(conversation_id, self.name, read=read, seq=answer["seq"])
            )


def _last_of_customer(reading: ReaderLog) -> int:
    """The seq of the customer's last visible message."""
    for event in reversed(reading.events):
        if event["body"]["type"] == "customer.said":
            return int(event["seq"])
    return 0
