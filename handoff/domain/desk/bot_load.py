"""How busy the bots are: how many turns wait for one of them, and how long."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

# A customer notices a wait of this length before the answer. Bots that let customers wait so long have fewer
# cores than their customers need.
NOTICED = timedelta(seconds=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class BotLoad:
    """Turns that are `waiting` for a bot now, and the `longest` wait of the last minute."""

    waiting: int = 0
    longest: timedelta = timedelta(0)

    @property
    def is_short_of_cores(self) -> bool:
        return self.longest >= NOTICED


def together(loads: Iterable[BotLoad]) -> BotLoad:
    """The load of several bots, or of one bot as several gateways see it."""
    every = list(loads)
    return BotLoad(
        waiting=sum(load.waiting for load in every),
        longest=max((load.longest for load in every), default=timedelta(0)),
    )
