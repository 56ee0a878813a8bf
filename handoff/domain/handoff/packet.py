"""The handoff packet: what an agent needs to know at a glance."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from handoff.domain.json_types import Json
from handoff.domain.language import Language
from handoff.domain.understanding import Entity, HandoffReason, Intent, Mood


@dataclass(frozen=True, slots=True, kw_only=True)
class PastComplaint:
    """A handoff of an upset customer that came to no good end: `seq` in `conversation_id` is where
    it ended, at `at`. `ticket`: it was left as this one, and nobody has taken it yet."""

    conversation_id: str
    seq: int
    at: datetime
    reason: HandoffReason
    ticket: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffPacket:
    """What the agent needs to know at a glance, as it stood when the handoff was asked for.

    Version 2 came with `scores` and all below `mood`; a packet of version 1 has none of them.
    """

    version: Literal[1, 2] = 2
    reason: HandoffReason
    evidence: tuple[int, ...] = ()  # seqs of the customer's messages that led here
    scores: tuple[float, ...] = ()  # how strongly each of them does, 0 to 1
    language: Language
    intents: tuple[Intent, ...] = ()  # most recent first, one per message
    slots: Mapping[str, Json]
    tried: tuple[str, ...] = ()  # what the bot answered, by the names of its responses
    mood: tuple[Mood, ...] = ()
    question: int | None = None  # seq of what somebody who knows the topic should answer
    entities: tuple[Entity, ...] = ()  # what the customer named, most recent first, each once
    orders: tuple[str, ...] = ()  # numbers of the orders in question, most recent first
    files: tuple[int, ...] = ()  # seqs of the customer's files
    verified: bool = False  # the shop vouches for who the customer is
    unresolved: PastComplaint | None = None
