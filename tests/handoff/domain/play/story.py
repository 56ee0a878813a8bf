"""Conversations told as a list of commands: what the tests of the domain start from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from handoff.domain.bot_answers import BotFailure, BotMessage, BotReply
from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.decisions import append
from handoff.domain.conversation.duties import duties_of
from handoff.domain.conversation.state import Conversation
from handoff.domain.files import SentFile
from handoff.domain.json_types import Json
from handoff.domain.people import Names
from handoff.domain.understanding import Emotion, Entity, HandoffReason, Intent
from tests.handoff.topics import RULES

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DEADLINE = NOON + timedelta(seconds=30)

SARA = c.Agent(id="agent-sara", names=Names(en="Sara"))
OMID = c.Agent(id="agent-omid", names=Names(en="Omid"))

START = c.Start(customer_id="customer-nika", customer_name="Nika", language="en")
OFFER = c.Offer(agent=SARA, deadline=DEADLINE)


@dataclass(frozen=True)
class Told:
    """A conversation and its log, after some commands."""

    state: Conversation
    log: tuple[e.Event, ...]

    def then(self, *commands: c.Command, at: datetime = NOON) -> "Told":
        state, log = self.state, self.log
        for command in commands:
            state, events = append(state, command, at, RULES)
            log += events
        return Told(state, log)

    @property
    def types(self) -> list[str]:
        return [event.body.type for event in self.log]

    def since(self, earlier: "Told") -> list[e.Body]:
        """What was recorded after `earlier`."""
        return [event.body for event in self.log[len(earlier.log) :]]


def told(*commands: c.Command) -> Told:
    """A started conversation after `commands`, all given at noon."""
    return Told(Conversation(id="conversation-1"), ()).then(START, *commands)


def say(text: str = "where is my order?", client_id: str = "said-1") -> c.CustomerSay:
    return c.CustomerSay(text=text, client_id=client_id)


PICTURE = SentFile(
    id="file-1", name="box.jpg", kind="image/jpeg", bytes=900, width=40, height=30, sha256="ab" * 32
)
DOCUMENT = SentFile(
    id="file-2", name="bill.pdf", kind="application/pdf", bytes=500, sha256="cd" * 32
)


def send(file: SentFile = PICTURE, client_id: str = "sent-1") -> c.CustomerSay:
    """The customer sends a file."""
    return c.CustomerSay(text=file.name, client_id=client_id, file=file)


def said_by_bot(
    reply_to: int, text: str = "On its way", utter_action: str | None = None
) -> e.BotSaid:
    return e.BotSaid(text=text, reply_to=reply_to, utter_action=utter_action)


def bot_message(text: str = "On its way", utter_action: str | None = None) -> BotMessage:
    return BotMessage(text=text, utter_action=utter_action)


def turn(
    state: Conversation,
    *messages: BotMessage,
    intent: str = "opening_hours",
    confidence: float = 0.9,
    emotion: Emotion = Emotion(),  # noqa: B008 - a frozen value
    slots: Mapping[str, Json] | None = None,
    entities: tuple[Entity, ...] = (),
    handoff: HandoffReason | None = None,
) -> c.RecordBotTurn:
    """The bot's turn on the oldest message that waits, computed now."""
    reply = BotReply(
        intent=Intent(name=intent, confidence=confidence),
        slots=slots or {},
        entities=entities,
        emotion=emotion,
        messages=messages or (bot_message(),),
        handoff=handoff,
    )
    return c.RecordBotTurn(reply_to=state.pending[0], epoch=state.epoch, outcome=reply)


def failed_turn(state: Conversation, code: str = "timeout") -> c.RecordBotTurn:
    return c.RecordBotTurn(
        reply_to=state.pending[0], epoch=state.epoch, outcome=BotFailure(code=code)
    )


def queued() -> Told:
    return told(c.RequestPerson())


def offered() -> Told:
    return queued().then(OFFER)


def with_agent() -> Told:
    return offered().then(c.Accept(agent=SARA))


def to_team(team: str = "returns") -> c.Transfer:
    return c.Transfer(agent=SARA, client_id="handed-on", team=team)


def to_omid(note: str | None = None) -> c.Transfer:
    return c.Transfer(agent=SARA, client_id="handed-on", to=OMID, note=note)


def held_for_omid(until: datetime = DEADLINE) -> c.Transfer:
    """Omid has a free slot, which is held for the chat."""
    return replace(to_omid(), hold_until=until)


def snoozed(until: datetime = NOON + timedelta(hours=1)) -> Told:
    return with_agent().then(c.Snooze(agent=SARA, until=until))


UNDECIDED = timedelta(minutes=3)
PATIENCE = timedelta(minutes=30)
OPENING = NOON + timedelta(hours=20)

NOBODY_HERE = c.TellAbsence(closed=False, opens_at=None, patience=UNDECIDED)
CLOSED_NOW = c.TellAbsence(closed=True, opens_at=OPENING, patience=UNDECIDED)
KEEP_WAITING = c.KeepWaiting(patience=PATIENCE)


def alone() -> Told:
    """Waiting, and told that nobody is here."""
    return queued().then(NOBODY_HERE)


def ticketed(number: int = 1001) -> Told:
    return queued().then(c.OpenTicket(number=number))


def closed() -> Told:
    return with_agent().then(c.Close(agent=SARA))


EVERY_OWNER = {
    "bot": told,
    "queued": queued,
    "offered": offered,
    "agent": with_agent,
    "ticket": ticketed,
    "closed": closed,
}


def owed(state: Conversation) -> set[tuple[str, int, datetime]]:
    """The duties of a state, with their times, which make no difference between two duties."""
    return {(duty.kind, duty.ref, duty.at) for duty in duties_of(state)}
