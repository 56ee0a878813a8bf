"""Texts that are long and of one pattern: what makes a careless regular expression run for minutes.

`hostile.json` is read by the tests of the gateway, of the bot (Python 3.10) and of the interfaces. Each
entry is a beginning, what is repeated, and an end.
"""

import json
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

LENGTH = 4000  # characters: what a customer may write in one message

# Processor time for one text. What is linear needs a tenth of it, what is not needs seconds.
BOUND = 0.05  # seconds

USUAL_TRIES, TRIES = 3, 40
FAR_BEYOND = 10  # times what would be enough: no machine is so busy

# What tells the pace of a machine, and what it takes on the machine that the bounds were measured on.
_SAME_WORK = bytes(Random(1).choices(b"abcdefghij klmnop", k=60_000))  # noqa: S311
SAME_WORK_SECONDS = 0.002

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
    """What `work` costs at its quickest: other processes, and the first time, do not count.

    It is tried a few times. Where none costs as little as `enough`, it is tried on for a while, and the
    machine's own pace is taken into account: where others share it, the same work costs several times
    as much, now and then for minutes. `clock` tells the processor time that was used so far.
    """
    best = float("inf")
    for tried in range(TRIES):
        if best <= min(enough, BOUND / 10):
            break
        if tried >= USUAL_TRIES:
            if best <= enough or best > FAR_BEYOND * enough:
                break
            time.sleep(best)
        began = clock()
        work()
        cost = clock() - began
        best = min(best, cost if tried < USUAL_TRIES else cost / _slowness())
    return best


def _slowness() -> float:
    """How many times as long as on the machine of the bounds the same work takes now, at least 1."""
    costs = []
    for _ in range(3):
        began = time.thread_time()
        zlib.compress(_SAME_WORK)
        costs.append(time.thread_time() - began)
    return max(1.0, min(costs) / SAME_WORK_SECONDS)
