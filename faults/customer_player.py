"""A customer of the fault suite."""

import asyncio
import random
from uuid import uuid4

from faults.cursor import ReaderCursor
from faults.line import Line
from faults.person import IMPATIENCE, Person, good
from faults.record import Json, Notebook, ReaderLog, SentMessage

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

ADDRESS_SECONDS = 8.0  # after which a customer leaves another address for mail

# Shares of all moves.
ASKS_BY_BUTTON, ASKS_BY_WORD = 0.08, 0.08
RATHER_THE_BOT = 0.3  # than wait for the answer to a ticket


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
        page = good(await self.line.request("sync", {"after": after}))
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
