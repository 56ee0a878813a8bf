"""What each side records: what it sent and was answered, what it was shown and when.

Times are in seconds since 1970, of this machine's one clock.
"""

import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

Json = dict[str, Any]


@dataclass
class SentMessage:
    """A message to be sent. `acked` is the seq in the ack; `refused` the code of a permanent
    refusal."""

    conversation_id: str
    sender: str
    event: str  # "say" or "note"
    text: str
    client_id: str = field(default_factory=lambda: str(uuid4()))
    written_at: float = field(default_factory=time.time)
    acked: int | None = None
    acked_at: float | None = None
    refused: str | None = None

    @property
    def is_settled(self) -> bool:
        return self.acked is not None or self.refused is not None


@dataclass
class ReaderLog:
    """The events that one reader of one conversation was shown, in that order."""

    reader: str
    conversation_id: str
    is_customer: bool
    events: list[Json] = field(default_factory=list)
    seen_at: list[float] = field(default_factory=list)
    loaded_at: float | None = None  # the end of the first load

    @property
    def cursor(self) -> int:
        return int(self.events[-1]["seq"]) if self.events else 0

    def show(self, event: Json) -> None:
        self.events.append(event)
        self.seen_at.append(time.time())


@dataclass(frozen=True)
class Closing:
    """An agent closed a conversation, having read it up to `read`; the close is at `seq`."""

    conversation_id: str
    agent: str
    read: int
    seq: int


@dataclass
class ConsoleRecord:
    """What an agent's console showed and what the agent pressed: the times when it showed that they
    are away because offers ran out, and the start and the end of each press of "I'm back"."""

    shown_away: list[datetime] = field(default_factory=list)
    presses: list[datetime] = field(default_factory=list)


@dataclass
class Notebook:
    """Everything that the people in a run recorded."""

    letters: list[SentMessage] = field(default_factory=list)
    readings: list[ReaderLog] = field(default_factory=list)
    closings: list[Closing] = field(default_factory=list)
    desks: dict[str, ConsoleRecord] = field(default_factory=dict)  # by the agent's id
