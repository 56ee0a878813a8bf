"""The comparison, pure: what each side was answered and shown against what the log holds.

| count | counts |
| --- | --- |
| lost | a message that was acked and is not in the log where the ack said; one that was never acked although everything was up again; a line of the log that a reader was not shown |
| doubled | a message more than once in the log or in a reader's view; a bot turn taken twice; one that was refused and is in the log after all |
| reordered | a hole in the log; messages of one sender out of the order in which they were sent; bot turns out of order; a reader shown something other than the log at that seq |
| bot after handoff | a message of the bot in the log, or in the customer's view, after a person was requested or had taken over |
| stranded | a conversation whose customer's last message nobody answered, owns or will get to; a close over a message that the agent had not read |
| unlike its log | a stored state that is not the replay of its log |
| mail lost, mail doubled | `faults/mail_verdict.py` |
| reaction missed | `faults/reaction_verdict.py` |
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal, get_args

from faults.record import Closing, Json, Notebook, ReaderLog, SentMessage
from handoff.adapters.codec import EVENT, dump
from handoff.domain.conversation import events as e
from handoff.domain.conversation.customer_view import for_customer
from handoff.domain.conversation.evolve import replay
from handoff.domain.conversation.state import Closed, Conversation, WithBot

Wrong = Literal[
    "lost",
    "doubled",
    "reordered",
    "bot after handoff",
    "stranded",
    "unlike its log",
    "mail lost",
    "mail doubled",
    "reaction missed",
]
WRONGS: tuple[Wrong, ...] = get_args(Wrong)

# The first set requests or brings a person; after the second the bot may speak again.
_TO_PEOPLE = frozenset({"queue.entered", "agent.accepted", "ticket.opened", "conversation.closed"})
_TO_BOT = frozenset({"conversation.started", "returned.to_bot", "conversation.reopened"})


@dataclass(frozen=True)
class Stored:
    """One conversation as stored in the database at the end."""

    log: Sequence[e.Event]
    state: Conversation


@dataclass(frozen=True)
class Violation:
    wrong: Wrong
    conversation_id: str
    what: str


@dataclass
class Verdict:
    """`longest_ack` and `longest_blind` are in seconds: how long a message waited for its ack, and
    how long an event in the log waited before a reader saw it."""

    sent: int
    acked: int
    refused: int
    events: int
    longest_ack: float
    longest_blind: float
    findings: list[Violation] = field(default_factory=list)

    @property
    def counts(self) -> Counter[str]:
        return Counter(finding.wrong for finding in self.findings)

    @property
    def longest_recovery(self) -> float:
        return max(self.longest_ack, self.longest_blind)


def judge(notebook: Notebook, stored: Mapping[str, Stored]) -> Verdict:
    """Compares all records."""
    findings = [
        *(fault for letter in notebook.letters for fault in _letter(letter, stored)),
        *(fault for reading in notebook.readings for fault in _reading(reading, stored)),
        *(fault for each in stored.values() for fault in _conversation(each)),
        *_orders(notebook.letters, stored),
        *(fault for closing in notebook.closings for fault in _closing(closing, stored)),
    ]
    acked = [letter for letter in notebook.letters if letter.acked_at is not None]
    return Verdict(
        sent=len(notebook.letters),
        acked=len(acked),
        refused=sum(1 for letter in notebook.letters if letter.refused),
        events=sum(len(each.log) for each in stored.values()),
        longest_ack=max(((x.acked_at or 0) - x.written_at for x in acked), default=0.0),
        longest_blind=max((_longest_blind(reading) for reading in notebook.readings), default=0.0),
        findings=findings,
    )


# --- messages ---------------------------------------------------------------------------------


def _letter(letter: SentMessage, stored: Mapping[str, Stored]) -> Iterable[Violation]:
    """Checks one message: at one place of the log, that of its ack, and as it was written."""
    found = [event for event in _log(letter, stored) if _client_id(event) == letter.client_id]
    about = f"{letter.sender}: “{letter.text}”"
    if letter.refused is not None:
        if found:
            yield _finding("doubled", letter, f"{about} was refused ({letter.refused}) and stored")
        return
    if letter.acked is None:
        yield _finding("lost", letter, f"{about} was never acked")
    elif not found:
        yield _finding("lost", letter, f"{about} was acked as {letter.acked} and is not stored")
    elif letter.acked not in [event.seq for event in found]:
        yield _finding("reordered", letter, f"{about} was acked as {letter.acked}, not its seq")
    if len(found) > 1:
        yield _finding("doubled", letter, f"{about} is stored {len(found)} times")
    if any(getattr(event.body, "text", None) != letter.text for event in found):
        yield _finding("lost", letter, f"{about} is stored with another text")


def _orders(letters: Sequence[SentMessage], stored: Mapping[str, Stored]) -> Iterable[Violation]:
    """Checks that each sender's messages are in each log in the order in which they were
    written."""
    ways: dict[tuple[str, str], list[SentMessage]] = {}
    for letter in letters:
        ways.setdefault((letter.sender, letter.conversation_id), []).append(letter)
    for written in ways.values():
        places = {_client_id(event): event.seq for event in _log(written[0], stored)}
        kept = [letter for letter in written if letter.client_id in places]
        for earlier, later in pairwise(kept):
            if places[earlier.client_id] > places[later.client_id]:
                yield _finding("reordered", later, f"{later.sender}: “{later.text}” came too early")


def _log(letter: SentMessage, stored: Mapping[str, Stored]) -> Sequence[e.Event]:
    found = stored.get(letter.conversation_id)
    return found.log if found else ()


def _client_id(event: e.Event) -> str | None:
    return getattr(event.body, "client_id", None)


def _finding(wrong: Wrong, letter: SentMessage, what: str) -> Violation:
    return Violation(wrong, letter.conversation_id, what)


# --- readers ----------------------------------------------------------------------------------


def _reading(reading: ReaderLog, stored: Mapping[str, Stored]) -> Iterable[Violation]:
    """Checks that a reader was shown the log as they may see it, whole and in order."""
    shown = {event["seq"]: event for event in reading.events}
    seqs = [event["seq"] for event in reading.events]
    for event in _visible(stored[reading.conversation_id].log, reading):
        if event.seq not in shown:
            yield _unseen("lost", reading, f"was not shown {event.seq} ({event.body.type})")
        elif shown.pop(event.seq) != dump(EVENT, event):
            yield _unseen("reordered", reading, f"was shown something else at {event.seq}")
    for seq in shown:
        yield _unseen("reordered", reading, f"was shown {seq}, which is not in the log for them")
    if len(set(seqs)) != len(seqs):
        yield _unseen("doubled", reading, "was shown an event twice")
    if sorted(seqs) != seqs:
        yield _unseen("reordered", reading, "was shown events out of order")
    if reading.is_customer:
        for seq in _words_out_of_turn((x["seq"], x["body"]["type"]) for x in reading.events):
            yield _unseen("bot after handoff", reading, f"was shown the bot's words at {seq}")


def _visible(log: Sequence[e.Event], reading: ReaderLog) -> Sequence[e.Event]:
    """The events that the reader may see; agents see everything."""
    if not reading.is_customer:
        return log
    return [for_customer(event) for event in log if event.public]


def _unseen(wrong: Wrong, reading: ReaderLog, what: str) -> Violation:
    return Violation(wrong, reading.conversation_id, f"{reading.reader} {what}")


def _longest_blind(reading: ReaderLog) -> float:
    """Seconds between an event's commit and its display, for those after the first load."""
    if reading.loaded_at is None:
        return 0.0
    waits = zip(reading.events, reading.seen_at, strict=True)
    return max((seen - _at(x) for x, seen in waits if seen > reading.loaded_at), default=0.0)


def _at(event: Json) -> float:
    return EVENT.validate_python(event).at.timestamp()


# --- conversations ----------------------------------------------------------------------------


def _conversation(stored: Stored) -> Iterable[Violation]:
    log, state = stored.log, stored.state

    def finding(wrong: Wrong, what: str) -> Violation:
        return Violation(wrong, state.id, what)

    if [event.seq for event in log] != list(range(1, len(log) + 1)):
        yield finding("reordered", "the log has holes")
    if replay(state.id, log) != state:
        yield finding("unlike its log", f"the state at {state.seq} is not the replay of the log")
    for seq in _words_out_of_turn((event.seq, event.body.type) for event in log):
        yield finding("bot after handoff", f"the bot spoke at {seq}")
    turns = [
        event.body.reply_to
        for event in log
        if isinstance(event.body, e.BotUnderstood | e.BotFailed)
    ]
    if len(set(turns)) != len(turns):
        yield finding("doubled", "the bot took a turn twice")
    if sorted(turns) != turns:
        yield finding("reordered", "the bot took turns out of order")
    if _is_stranded(stored):
        yield finding("stranded", f"nobody answered, nobody will (owner: {state.owner.kind})")


def _words_out_of_turn(log: Iterable[tuple[int, str]]) -> Iterable[int]:
    """The seqs at which the bot spoke though, by the log, it was no longer its turn."""
    bots = True
    for seq, kind in log:
        if kind in _TO_PEOPLE:
            bots = False
        elif kind in _TO_BOT:
            bots = True
        elif kind == "bot.said" and not bots:
            yield seq


def _is_stranded(stored: Stored) -> bool:
    """Whether nobody will answer: queued, offered, owned and ticketed conversations have
    somebody."""
    asked = [x.seq for x in stored.log if isinstance(x.body, e.CustomerSaid)]
    if not asked or not isinstance(stored.state.owner, WithBot | Closed):
        return False
    if isinstance(stored.state.owner, Closed):
        return False  # `_closing` checks whether the agent had read it
    return not _is_answered(asked[-1], stored.log)


def _is_answered(seq: int, log: Sequence[e.Event]) -> bool:
    return any(
        (isinstance(x.body, e.BotUnderstood | e.BotFailed) and x.body.reply_to == seq)
        or (isinstance(x.body, e.AgentSaid) and x.seq > seq)
        for x in log
    )


def _closing(closing: Closing, stored: Mapping[str, Stored]) -> Iterable[Violation]:
    """Finds a close over the message of a customer who had just written."""
    log = [x for x in stored[closing.conversation_id].log if x.seq < closing.seq]
    unread = [x.seq for x in log if isinstance(x.body, e.CustomerSaid) and x.seq > closing.read]
    if unread and not _is_answered(unread[-1], log):
        what = f"{closing.agent} closed it at {closing.seq} without having read {unread[-1]}"
        yield Violation("stranded", closing.conversation_id, what)
