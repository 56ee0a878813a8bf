"""A small, sound run, for tests that spoil it: what was sent, what was shown, what is stored."""

from dataclasses import dataclass, field

from faults.record import Notebook, ReaderLog, SentMessage
from faults.verdict import Stored
from handoff.adapters.codec import EVENT, dump
from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.customer_view import for_customer
from tests.handoff.domain.play.story import OFFER, SARA, Told, told, turn


@dataclass
class Books:
    """One conversation with a customer and an agent, who both saw all of it."""

    story: Told
    notebook: Notebook = field(default_factory=Notebook)

    @property
    def id(self) -> str:
        return self.story.state.id

    @property
    def stored(self) -> dict[str, Stored]:
        return {self.id: Stored(self.story.log, self.story.state)}

    def reading(self, *, is_customer: bool) -> ReaderLog:
        return next(
            reading for reading in self.notebook.readings if reading.is_customer == is_customer
        )

    def letter(self, text: str) -> SentMessage:
        return next(letter for letter in self.notebook.letters if letter.text == text)


def sound_books() -> Books:
    """The bot answers a question, hands over the next one, and an agent replies."""
    story = told(_say("where is it?"))
    story = story.then(turn(story.state))
    story = story.then(_say("a person, please"))
    story = story.then(turn(story.state, intent="request_human"), OFFER, c.Accept(agent=SARA))
    story = story.then(
        c.AgentSay(agent=SARA, text="let me see", client_id="let me see"), _say("thank you")
    )
    return written_up(story)


def written_up(story: Told) -> Books:
    """The records of people for whom everything went well."""
    books = Books(story)
    for event in story.log:
        if isinstance(event.body, e.CustomerSaid | e.AgentSaid):
            letter = SentMessage(books.id, event.actor.kind, "say", event.body.text)
            letter.client_id, letter.acked, letter.acked_at = event.body.client_id, event.seq, 0.0
            books.notebook.letters.append(letter)
    for is_customer in (True, False):
        reading = ReaderLog("a reader", books.id, is_customer)
        for event in story.log:
            if event.public or not is_customer:
                reading.show(dump(EVENT, for_customer(event) if is_customer else event))
        books.notebook.readings.append(reading)
    return books


def _say(text: str) -> c.CustomerSay:
    return c.CustomerSay(text=text, client_id=text)
