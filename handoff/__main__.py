"""`python -m handoff`: one gateway, until a signal stops it."""

import asyncio
import gc
import signal
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import uvloop

from handoff.app import Gateway, run_gateway
from handoff.descriptors import raise_limit
from handoff.domain.errors import Refusal
from handoff.log_format import configure
from handoff.settings import Settings, read_settings

# Objects that are new, and passes over the younger ones, before the next older ones are looked at.
GARBAGE_THRESHOLDS = (50_000, 20, 50)


type Run = Callable[[Settings], AbstractAsyncContextManager[Gateway]]


def main(run: Run = run_gateway) -> int:
    """Returns the exit code once the gateway that `run` starts has ended."""
    try:
        settings = read_settings()
        configure(settings.log_format)
        raise_limit()
        uvloop.run(_serve(settings, run))
    except Refusal as error:
        sys.stderr.write(f"{error.message}\n")
        return 2
    except OSError as error:
        sys.stderr.write(f"The gateway cannot listen: {error.strerror or error}\n")
        return 1
    return 0


async def _serve(settings: Settings, run: Run) -> None:
    """The first signal drains it, a second one does not wait; SIGHUP reads the shop's settings."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def begin_to_stop() -> None:
        stop.set()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, begin_to_stop)
    hung_up = asyncio.Event()
    loop.add_signal_handler(signal.SIGHUP, hung_up.set)
    async with run(settings) as gateway:
        reading = asyncio.create_task(_read_settings(gateway, hung_up))
        _spare_the_collector()
        await stop.wait()
        reading.cancel()


async def _read_settings(gateway: Gateway, due: asyncio.Event) -> None:
    """Whenever it is due."""
    while await due.wait():
        due.clear()
        await gateway.read_settings()


def _spare_the_collector() -> None:
    """What is loaded by now stays for good: the garbage collector need not walk it again and again,
    nor look as often as its defaults have it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE_THRESHOLDS)


if __name__ == "__main__":
    raise SystemExit(main())
