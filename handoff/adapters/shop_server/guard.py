"""A server on a short lead: bounded in time, and left alone for a while when it is down.

    closed ──`FAILURES` failures in a row──► open for `REST_SECONDS` ──► one question passes
       ▲                                       ▲                              │
       └────────────── it is answered ─────────┼──────────────────────────────┤
                                               └──────────── it is not ───────┘

While it is open customers hear at once that the system is down, instead of waiting for it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from handoff.adapters.shop_server.reader import ServerDown, Unreadable
from handoff.services.errors import ActionRefused, OrderSystemDown, ProductSystemDown

log = structlog.get_logger()

# All of a lookup, with what is tried again and all pages. The bot's action waits half a second
# longer (`bot/actions/gateway.py`), and the customer's whole turn has five.
LOOKUP_SECONDS = 3.0

FAILURES = 3
REST_SECONDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """What the log calls the troubles of a system, and what its callers hear of them."""

    failed: str
    unreadable: str
    down: type[OrderSystemDown | ProductSystemDown]


ORDERS = System(failed="orders.failed", unreadable="orders.unreadable", down=OrderSystemDown)
PRODUCTS = System(
    failed="products.failed", unreadable="products.unreadable", down=ProductSystemDown
)


class Guard:
    """Lets questions to the `system` pass, or keeps them off. `clock` tells seconds that never go back."""

    def __init__(self, system: System, clock: Callable[[], float]) -> None:
        self._system = system
        self._clock = clock
        self._failures = 0
        self._rests_until = 0.0

    async def asked[T](self, question: Callable[[], Awaitable[T]]) -> T:
        """The answer. Raises OrderSystemDown or ProductSystemDown, as the system is."""
        if self._failures >= FAILURES:
            if self._clock() < self._rests_until:
                raise self._system.down("it was down a moment ago")
            self._rests_until = self._clock() + REST_SECONDS  # this question alone finds out
        try:
            async with asyncio.timeout(LOOKUP_SECONDS):
                answer = await question()
        except Unreadable as error:
            self._failures = 0
            log.warning(self._system.unreadable, reason=str(error))
            raise self._system.down(str(error)) from error
        except ActionRefused:
            self._failures = 0
            raise
        except ServerDown as error:
            raise self._failed(str(error)) from error
        except TimeoutError:
            raise self._failed(f"no answer within {LOOKUP_SECONDS:g} seconds") from None
        self._failures = 0
        return answer

    def _failed(self, reason: str) -> OrderSystemDown | ProductSystemDown:
        self._failures += 1
        self._rests_until = self._clock() + REST_SECONDS
        log.warning(self._system.failed, reason=reason)
        return self._system.down(reason)
