"""Texts that are long and of one pattern: what makes a careless regular expression run for minutes.

`hostile.json` is read by the tests of the gateway, of the bot (Python 3.10) and of the interfaces. Each
entry is a beginning, what is repeated, and an end.
"""

import itertools
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

LENGTH = 4000  # characters: what a customer may write in one message

# Processor time for one text. What is linear needs a tenth of it, what is not needs seconds.
BOUND = 0.05  # seconds

USUAL_TRIES = 3
PATIENCE = 30.0  # seconds for a busy machine to come to rest
FAR_BEYOND = 10  # times what would be enough: no machine is so busy

_KINDS: dict[str, list[str]] = json.loads(
    Path(__file__).with_name("hostile.json").read_text("utf-8")
)


def hostile_texts(length: int = LENGTH) -> Iterator[tuple[str, str]]:
    """Every kind with its name, `length` characters long."""
    for name, (begins, repeats, ends) in _KINDS.items():
        room = length - len(begins) - len(ends)
        body = repeats * (room // len(repeats) + 1)
        yield name, begins + body[:room] + ends


def processor_seconds(
    work: Callable[[], object],
    enough: float = BOUND,
    clock: Callable[[], float] = time.thread_time,
) -> float:
    """Measures what `work` costs at its quickest, in seconds: other processes, and the first time, do not count.

    It is tried a few times. Where none costs as little as `enough`, it is tried on until the machine may
    have come to rest: where others share it, the same work costs several times as much for a while. `work`
    must not remember what it did. `clock` tells the processor time that was used so far.
    """
    best = float("inf")
    give_up = time.monotonic() + PATIENCE
    for tried in itertools.count():
        if best <= min(enough, BOUND / 10):
            break
        if tried >= USUAL_TRIES:
            if best <= enough or best > FAR_BEYOND * enough or time.monotonic() > give_up:
                break
            time.sleep(best)
        began = clock()
        work()
        best = min(best, clock() - began)
    return best
