"""The schedule of faults: drawn by a seed, every kind once before the weighted draw."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "connections cut",
    "connections stalled",
    "connections delayed",
    "acks lost",
    "gateway killed",
    "gateway paused",
    "bot killed",
    "PostgreSQL restarted",
    "PostgreSQL killed",
    "PostgreSQL backend killed",
    "Valkey killed",
    "Valkey flushed",
]

# The weight of each kind in the deck.
DECK: dict[Kind, int] = {
    "connections cut": 3,
    "connections stalled": 2,
    "connections delayed": 1,
    "acks lost": 2,
    "gateway killed": 3,
    "gateway paused": 2,
    "bot killed": 1,
    "PostgreSQL restarted": 1,
    "PostgreSQL killed": 1,
    "PostgreSQL backend killed": 1,
    "Valkey killed": 1,
    "Valkey flushed": 1,
}

SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 4.0  # seconds between two faults
LONGEST_STALL = 6.0  # seconds
SHORTEST_STOP, LONGEST_STOP = 1.0, 8.0  # seconds for which a gateway is stopped


@dataclass(frozen=True)
class Fault:
    """`at` is in seconds after the start; `seconds` is how long it lasts, if it does; `victim`
    picks among its possible targets."""

    at: float
    kind: Kind
    seconds: float
    victim: int


def plan(seed: int, seconds: float) -> list[Fault]:
    """The faults of a run; the same for the same seed."""
    chance = random.Random(f"schedule {seed}")  # noqa: S311 - meant to be repeatable
    deck, faults, at = _deck(chance), [], 0.0
    while (at := at + chance.uniform(SHORTEST_PAUSE, LONGEST_PAUSE)) < seconds:
        kind = next(deck)
        longest = LONGEST_STOP if kind == "gateway paused" else LONGEST_STALL
        lasts = chance.uniform(SHORTEST_STOP, longest)
        faults.append(Fault(at, kind, lasts, chance.randrange(1_000_000)))
    return faults


def _deck(chance: random.Random) -> Iterator[Kind]:
    """Each kind once, then the whole deck again and again, shuffled."""
    kinds = list(DECK)
    chance.shuffle(kinds)
    yield from kinds
    while True:
        cards = [kind for kind, times in DECK.items() for _ in range(times)]
        chance.shuffle(cards)
        yield from cards
