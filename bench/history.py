"""Loading: a conversation of 10,000 events by `sync`, and the first page of a full inbox."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import asyncpg
import socketio

from bench.bare import STAFF
from bench.figures import Bar, Figure, Result, Stopwatch, percentile
from bench.people import Caller, Seat, open_town
from bench.premises import Premises, open_premises
from handoff.adapters.machine import new_id
from handoff.domain.conversation import commands as c
from stack.screen import Screen

FIRST_PAGE = Bar(limit=50, of="value")  # ms
PATIENCE = 60.0  # seconds
PAGE = 200  # events of a `sync`
INBOX = 50  # conversations of each list on an inbox's first page

# Loads over one connection: the gateway allows a connection 60 events at once.
AT_ONCE = 40

EVENTS = "SELECT * FROM events WHERE conversation_id = $1 AND seq > $2 ORDER BY seq LIMIT $3"
INBOX_ROWS = """
    (SELECT state FROM conversations
     WHERE owner IN ('ticket', 'bot') AND (state ->> 'ticket') IS NOT NULL
     ORDER BY (state ->> 'ticket')::bigint, id LIMIT $1)
    UNION ALL
    (SELECT state FROM conversations WHERE owner <> 'closed'
     ORDER BY changed_in DESC, id DESC LIMIT $1)"""


async def measure_history(
    screen: Screen, *, events: int, conversations: int, samples: int, wholes: int
) -> Result:
    """Loads each first page `samples` times and the whole log `wholes` times, over an agent's
    socket."""
    watch = Stopwatch()
    async with open_premises(screen) as premises:
        async with screen.step("Its past", f"{conversations} conversations are written"):
            seat, long = await _past(premises, events, conversations)
        await premises.start_gateway()
        console = _Console(premises.stack.address, seat)
        database = await asyncpg.connect(premises.postgres.url)
        async with screen.step("Loading", "console and database alternate"):
            figures = [
                *await _first_page(console, database, long, samples),
                *await _whole(console, database, long, events, wholes),
                *await _inbox(console, database, samples),
            ]
        await database.close()
    return Result(
        benchmark="history",
        floor="the same rows by asyncpg from the same PostgreSQL, JSON left as text",
        parameters={"events": events, "conversations": conversations, "samples": samples},
        figures=figures,
        seconds=watch.seconds,
    )


async def _past(premises: Premises, events: int, conversations: int) -> tuple[Seat, Caller]:
    async with open_town(premises) as town:
        seat = await town.seat("Sara")
        stories = [_short_story(number) for number in range(conversations - 1)]
        await town.callers(stories)
        long = await town.caller(*_long_story(seat.agent, events))
    return seat, long


def _short_story(number: int) -> Sequence[c.Command]:
    """Ends as a ticket: the router would make one of a waiting conversation during the
    measurement."""
    return (
        c.CustomerSay(
            text=f"Good morning, is order {1000 + number} on its way?", client_id=new_id()
        ),
        c.RequestPerson(),
        c.OpenTicket(number=number + 1),
    )


def _long_story(agent: c.Agent, events: int) -> Iterator[c.Command]:
    """Makes `events` events, including the start and the take."""
    yield c.Take(agent=agent)
    for number in range(events - 4):  # started, requested, queued, accepted
        text = f"This is message {number}, about as long as what people write in a chat."
        if number % 2:
            yield c.AgentSay(agent=agent, text=text, client_id=new_id())
        else:
            yield c.CustomerSay(text=text, client_id=new_id())


class _Console:
    """Opens connections of an agent's console."""

    def __init__(self, base: str, seat: Seat) -> None:
        self._base = base
        self._cookie = seat.cookie

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[Callable[[str, Any], Awaitable[Any]]]:
        """Yields `call(event, given)` of a new connection, which returns the answer and raises on
        errors."""
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
            socket = socketio.AsyncClient(reconnection=False, http_session=http)
            await socket.connect(
                self._base,
                headers={"Cookie": f"firuze_session={self._cookie}", "Origin": self._base},
                namespaces=[STAFF],
                transports=["websocket"],
                wait_timeout=PATIENCE,
            )

            async def call(event: str, given: Any) -> Any:
                answer = await socket.call(event, given, namespace=STAFF, timeout=PATIENCE)
                if not answer["ok"]:
                    raise RuntimeError(f"{event} was refused: {answer['error']['code']}")
                return answer

            try:
                yield call
            finally:
                await socket.disconnect()


async def _taken(work: Callable[[], Awaitable[object]]) -> float:
    """Measures each page in milliseconds."""
    began = time.perf_counter()
    await work()
    return (time.perf_counter() - began) * 1000


async def _first_page(
    console: _Console, database: asyncpg.Connection, long: Caller, samples: int
) -> list[Figure]:
    conversation_id = long.conversation_id
    given = {"conversation_id": conversation_id, "after": 0}
    return await _in_turns(
        "first page of the log",
        console,
        samples,
        lambda call: call("sync", given),
        lambda: database.fetch(EVENTS, conversation_id, 0, PAGE),
    )


async def _inbox(console: _Console, database: asyncpg.Connection, samples: int) -> list[Figure]:
    return await _in_turns(
        "first page of the inbox",
        console,
        samples,
        lambda call: call("inbox", {}),
        lambda: database.fetch(INBOX_ROWS, INBOX),
    )


type Call = Callable[[str, Any], Awaitable[Any]]


async def _in_turns(
    name: str,
    console: _Console,
    samples: int,
    ask: Callable[[Call], Awaitable[Any]],
    fetch: Callable[[], Awaitable[Any]],
) -> list[Figure]:
    """Alternates the loads. The first of each kind is for warming up."""
    ours: list[float] = []
    floors: list[float] = []
    while len(ours) <= samples:
        async with console.connected() as call:
            for _ in range(min(AT_ONCE, samples + 1 - len(ours))):
                ours.append(await _taken(lambda: ask(call)))
                floors.append(await _taken(fetch))
    return [
        _figure(f"{name}, p50", ours[1:], floors[1:], 0.5),
        _figure(f"{name}, p95", ours[1:], floors[1:], 0.95, FIRST_PAGE),
    ]


async def _whole(
    console: _Console, database: asyncpg.Connection, long: Caller, events: int, wholes: int
) -> list[Figure]:
    ours: list[float] = []
    floors: list[float] = []
    for _ in range(wholes):
        ours.append(await _load(console, long, events))
        floors.append(await _taken(lambda: _fetch_all(database, long)))
    return [_figure("the whole log, p50", ours, floors, 0.5)]


async def _load(console: _Console, long: Caller, events: int) -> float:
    """Milliseconds to load every page as fast as one connection may; checks that all events
    came."""
    came, more, took = 0, True, 0.0
    while more:
        async with console.connected() as call:
            began = time.perf_counter()
            for _ in range(AT_ONCE):
                given = {"conversation_id": long.conversation_id, "after": came}
                page = await call("sync", given)
                came, more = page["events"][-1]["seq"], page["more"]
                if not more:
                    break
            took += time.perf_counter() - began
    if came != events:
        raise RuntimeError(f"{came} of {events} events came")
    return took * 1000


async def _fetch_all(database: asyncpg.Connection, long: Caller) -> None:
    after, rows = 0, await database.fetch(EVENTS, long.conversation_id, 0, PAGE)
    while rows:
        after = rows[-1]["seq"]
        rows = await database.fetch(EVENTS, long.conversation_id, after, PAGE)
        await asyncio.sleep(0)


def _figure(
    name: str, ours: Sequence[float], floors: Sequence[float], share: float, bar: Bar | None = None
) -> Figure:
    value, floor = percentile(ours, share), percentile(floors, share)
    return Figure(name=name, unit="ms", value=value, floor=floor, ratio=value / floor, bar=bar)
