"""Customers and agents: they act as people do, by the rules of the browsers' own client."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from uuid import uuid4

from faults.cursor import FIRST_RETRY, LAST_RETRY, ReaderCursor
from faults.line import Line, NoAnswer, back_off
from faults.outbox import Outbox
from faults.record import Closing, ConsoleRecord, Json, Notebook, ReaderLog, SentMessage

IMPATIENCE = 6  # messages that may wait for their ack before a person stops typing more
UNANSWERED = 4  # seconds after which an agent who saw nothing happen presses the button again

TO_THE_BOT = (
    "Where is my order?",
    "Do you deliver on Fridays?",
    "What are your opening hours?",
    "How can I send a book back?",
    "سلام، سفارش من کجاست؟",
    "ساعت کاری‌تان چیست؟",
)
FOR_A_PERSON = "I want to talk to a person, please."
TO_A_PERSON = ("Thank you.", "I see, and then?", "It was the blue one.", "باشه، ممنون.")
BY_AN_AGENT = ("Let me look.", "It left our house yesterday.", "Is the address right?", "چشم.")

ADDRESS_SECONDS = 8.0  # after which a customer leaves another address for mail

# Shares of all moves.
ASKS_BY_BUTTON, ASKS_BY_WORD = 0.08, 0.08
RATHER_THE_BOT = 0.3  # than wait for the answer to a ticket
TAKES_UNASKED = 0.05
NOTES = 0.15  # of an agent's answers
HANDS_BACK = 0.5  # of the chats that an agent ends; the others are closed

# Seconds until an agent first leaves the desk with the console open, the length, and the time
# between.
FIRST_BREAK, BREAK, BETWEEN_BREAKS = (3.0, 12.0), 40.0, (40.0, 90.0)


class Person:
    """The common part of customers and agents. `closing` stops them from starting anything new."""

    def __init__(self, name: str, line: Line, notebook: Notebook, chance: random.Random) -> None:
        self.name = name
        self.line = line
        self.notebook = notebook
        self.chance = chance
        self.pace = 0.7
        self.closing = False
        self.outbox = Outbox(self.deliver)
        self._tasks: list[asyncio.Task[None]] = []
        self._count = 0
        line.on_push, line.on_down = self.pushed, self.outbox.pause

    def start(self) -> None:
        parts = (self.line.keep(), self.outbox.keep(), self._live())
        self._tasks = [asyncio.create_task(part) for part in parts]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        results = await asyncio.gather(*self._tasks, return_exceptions=True)
        for result in results:
            if isinstance(result, Exception):
                raise result

    def write(self, conversation_id: str, event: str, text: str) -> None:
        """Puts a message into the outbox; its number makes every text unique."""
        self._count += 1
        letter = SentMessage(conversation_id, self.name, event, f"{text} ({self._count})")
        self.notebook.letters.append(letter)
        self.outbox.add(letter)

    async def ask(self, event: str, payload: Json) -> Json | None:
        """Presses a button; None if no answer came."""
        with suppress(NoAnswer):
            return await self.line.request(event, payload)
        return None

    async def deliver(self, letter: SentMessage) -> Json:
        raise NotImplementedError

    def pushed(self, event: str, data: Json) -> None:
        raise NotImplementedError

    def took(self, answer: Json) -> Json:
        """Takes the push that the ack of a message brings; the answer."""
        if answer.get("push"):
            self.pushed("events", answer["push"])
        return answer

    async def act(self) -> None:
        """Looks at the screen once, and perhaps makes a move."""
        raise NotImplementedError

    async def _live(self) -> None:
        while True:
            await asyncio.sleep(self.pace * self.chance.uniform(0.5, 1.5))
            await self.act()


class CustomerPlayer(Person):
    """A customer in one conversation: questions to the bot, a request for a person, and what
    follows."""

    def __init__(self, name: str, line: Line, notebook: Notebook, chance: random.Random) -> None:
        super().__init__(name, line, notebook, chance)
        self.conversation_id = ""
        self.state: Json = {}
        self._cursor: ReaderCursor | None = None
        self._next_address = 0.0
        self._addresses = 0

    async def open(self, base: str) -> None:
        """Opens a session; after that the line can be kept."""
        async with self.line.http.post(f"{base}/api/visitor/session", json={}) as answer:
            answer.raise_for_status()
            session = await answer.json()
        self.conversation_id = session["conversation_id"]
        self.line.auth, self.line.on_up = {"token": session["token"]}, self._up
        reading = ReaderLog(self.name, self.conversation_id, is_customer=True)
        self.notebook.readings.append(reading)
        self._cursor = ReaderCursor(reading, self._page)

    async def _up(self) -> None:
        self.outbox.resume()
        if self._cursor is not None:
            self._cursor.load()

    async def _page(self, after: int) -> Json:
        page = _good(await self.line.request("sync", {"after": after}))
        self._learn(page["state"])
        return page

    async def deliver(self, letter: SentMessage) -> Json:
        given = {"client_id": letter.client_id, "text": letter.text}
        return self.took(await self.line.request(letter.event, given))

    def pushed(self, event: str, data: Json) -> None:
        if self._cursor is None:
            return
        if event == "events":
            self._cursor.receive(data["events"])
            self._learn(data["state"])
            self._cursor.expect(data["state"]["head"])
        if event == "state":
            self._learn(data)
            self._cursor.expect(data["head"])

    def _learn(self, state: Json) -> None:
        known = self.state
        if not known or state["epoch"] > known["epoch"] or state["head"] >= known["head"]:
            self.state = state

    async def act(self) -> None:
        if self.closing or len(self.outbox) >= IMPATIENCE:
            return
        await self._leave_address()
        owner, roll = self.state.get("owner", "bot"), self.chance.random()
        if owner == "bot" and roll < ASKS_BY_BUTTON:
            await self.ask("request_person", {})
        elif owner == "bot":
            text = (
                FOR_A_PERSON
                if roll < ASKS_BY_BUTTON + ASKS_BY_WORD
                else self.chance.choice(TO_THE_BOT)
            )
            self.write(self.conversation_id, "say", text)
        elif owner == "ticket" and roll < RATHER_THE_BOT:
            await self.ask("continue_with_bot", {})
        else:
            self.write(self.conversation_id, "say", self.chance.choice(TO_A_PERSON))

    async def _leave_address(self) -> None:
        """Leaves another address now and then, because one address gets only a few mails an
        hour."""
        now = asyncio.get_running_loop().time()
        if now < self._next_address:
            return
        self._addresses += 1
        email = f"{self.name.replace(' ', '-')}-{self._addresses}@customers.example"
        given = {"client_id": str(uuid4()), "email": email}
        answer = await self.ask("leave_contact", given)
        if answer is not None and answer["ok"]:
            self._next_address = now + ADDRESS_SECONDS


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
            page = _good(await self.line.request("inbox", {"after": after}))
            for item in page["items"]:
                self._learn(item)
            self._learn_of_me(page["me"])
            cursor = page["cursor"] if cursor is None else cursor
            after, more = page["next"], page["next"] is not None
        self._listed, self._list_gap = cursor, False

    async def _watch(self, conversation_id: str) -> None:
        watched = _good(await self.line.request("watch", {"conversation_id": conversation_id}))
        self._learn(watched["item"])
        if conversation_id not in self._cursors:
            self._cursors[conversation_id] = self._new_cursor(conversation_id)
        self._cursors[conversation_id].load()

    def _new_cursor(self, conversation_id: str) -> ReaderCursor:
        async def page(after: int) -> Json:
            given = {"conversation_id": conversation_id, "after": after}
            found = _good(await self.line.request("sync", given))
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


def _good(answer: Json) -> Json:
    """Returns the answer unless it is a refusal: then the caller retries."""
    if not answer["ok"]:
        raise NoAnswer
    return answer
