"""The relay: a customer's message, durable before its ack, to the watching agent."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import psutil

from bench.figures import Bar, Figure, Result, Stopwatch, beside, percentile
from bench.lines import Child, child
from bench.people import Caller, Seat, open_town
from bench.premises import Premises, open_premises, processor_seconds
from stack.screen import Screen

CLIENT_PROCESSES = 2
CONNECT_SECONDS = 120.0
ROUND_SECONDS = 300.0
WARM_UP = 3  # messages of each pair before the first round


@dataclass
class Side:
    """The gateway or the bare relay, its clients, and its measurements, round by round."""

    server: psutil.Process
    clients: list[Child]
    throughput: list[float] = field(default_factory=list)  # messages/s
    acks: list[list[float]] = field(default_factory=list)  # ms
    arrivals: list[list[float]] = field(default_factory=list)  # ms
    processor: float = 0.0  # seconds that the server used

    async def round(self, messages: int) -> None:
        """Each customer says `messages` messages."""
        before = processor_seconds(self.server)
        for client in self.clients:
            await client.tell({"messages": messages})
        told = await asyncio.gather(*(client.hear(ROUND_SECONDS) for client in self.clients))
        seconds = max(report["ended"] for report in told) - min(report["began"] for report in told)
        acks = [took for report in told for took in report["acks"]]
        arrivals = [took for report in told for took in report["arrivals"]]
        self.throughput.append(len(arrivals) / seconds)
        self.acks.append(acks)
        self.arrivals.append(arrivals)
        self.processor += processor_seconds(self.server) - before

    def forget(self) -> None:
        """Drops the measurements of the warm-up."""
        self.throughput, self.acks, self.arrivals, self.processor = [], [], [], 0.0

    @property
    def messages(self) -> int:
        return sum(len(times) for times in self.arrivals)

    @property
    def processor_per_message(self) -> float:
        """Milliseconds of the server's own processor time. The system counts in hundredths of a
        second, so it takes some messages to see any."""
        return self.processor / self.messages * 1000


async def measure_relay(screen: Screen, *, pairs: int, rounds: int, messages: int) -> Result:
    """`pairs` customers each say `messages` in each of `rounds`, alternating gateway and floor.

    Every customer has one message in flight at any time, so the latencies are those of a server as
    busy as `pairs` customers can make it.
    """
    watch = Stopwatch()
    async with open_premises(screen) as premises, AsyncExitStack() as stack:
        gateway, bare = await _sides(premises, stack, pairs)
        for side in (gateway, bare):
            await side.round(min(WARM_UP, messages))
            side.forget()
        behind = _Behind(premises)
        async with screen.step("Relay", f"{rounds} rounds of {pairs} × {messages} messages"):
            for _ in range(rounds):
                await behind.during(gateway, messages)
                await bare.round(messages)
        figures = [*_figures(gateway, bare), *behind.figures(gateway.messages)]
    return Result(
        benchmark="relay",
        floor="python-socketio on aiohttp and uvloop, same clients and text, nothing stored",
        parameters={"pairs": pairs, "rounds": rounds, "messages": messages},
        figures=figures,
        seconds=watch.seconds,
    )


async def _sides(premises: Premises, stack: AsyncExitStack, pairs: int) -> tuple[Side, Side]:
    async with open_town(premises) as town:
        callers = await town.callers([()] * pairs)
        seats = [await town.seat(f"Agent {number + 1}") for number in range(pairs)]
    there = [_told(*pair) for pair in zip(callers, seats, strict=True)]
    server = await premises.start_gateway()
    clients = await _clients(premises, stack, premises.stack.address, there)
    address, relay = await premises.start_bare()
    # The bare relay has no tokens: there the token is the room itself.
    tokenless = [pair | {"token": pair["conversation"]} for pair in there]
    return Side(server, clients), Side(relay, await _clients(premises, stack, address, tokenless))


async def _clients(
    premises: Premises, stack: AsyncExitStack, base: str, there: list[dict[str, str]]
) -> list[Child]:
    """Connects the pairs, spread over processes."""
    log = premises.folder / "clients.log"
    clients = []
    for number in range(min(CLIENT_PROCESSES, len(there))):
        client = await stack.enter_async_context(
            child("bench.talkers", folder=premises.checkout.root, log=log)
        )
        await client.tell({"base": base, "pairs": there[number::CLIENT_PROCESSES]})
        clients.append(client)
    for client in clients:
        await client.hear(CONNECT_SECONDS)
    return clients


def _told(caller: Caller, seat: Seat) -> dict[str, str]:
    return {
        "token": caller.token,
        "cookie": seat.cookie,
        "conversation": caller.conversation_id,
    }


class _Behind:
    """The cost of one message on the two servers behind the gateway."""

    def __init__(self, premises: Premises) -> None:
        self._premises = premises
        self._servers = [
            psutil.Process(server.pid) for server in (premises.postgres, premises.valkey)
        ]
        self._committed = self._transactions()
        self._spent = [0.0 for _ in self._servers]  # seconds

    async def during(self, side: Side, messages: int) -> None:
        """One round of the gateway."""
        before = [processor_seconds(server) for server in self._servers]
        await side.round(messages)
        after = [processor_seconds(server) for server in self._servers]
        spent = zip(self._spent, after, before, strict=True)
        self._spent = [so_far + now - then for so_far, now, then in spent]

    def figures(self, messages: int) -> list[Figure]:
        """Per message, over all rounds. Transactions are those that write, by their ids: the
        server's statistics of all of them come seconds late."""
        postgres, valkey = (seconds / messages * 1000 for seconds in self._spent)
        committed = (self._transactions() - self._committed) / messages
        return [
            Figure(name="PostgreSQL, processor per message", unit="ms", value=postgres),
            Figure(name="Valkey, processor per message", unit="ms", value=valkey),
            Figure(name="PostgreSQL, writing transactions per message", unit="", value=committed),
        ]

    def _transactions(self) -> float:
        return float(self._premises.postgres.sql("SELECT pg_current_xact_id()"))


def _figures(gateway: Side, bare: Side) -> list[Figure]:
    slowest = Bar(limit=4)
    return [
        beside(
            "throughput",
            "/s",
            gateway.throughput,
            bare.throughput,
            Bar(limit=0.4, at_least=True),
        ),
        _latency("customer to agent, p50", gateway.arrivals, bare.arrivals, 0.5),
        _latency("customer to agent, p99", gateway.arrivals, bare.arrivals, 0.99, slowest),
        _latency("customer to ack, p50", gateway.acks, bare.acks, 0.5),
        _latency("customer to ack, p99", gateway.acks, bare.acks, 0.99, slowest),
        Figure(
            name="gateway, processor per message",
            unit="ms",
            value=gateway.processor_per_message,
            floor=bare.processor_per_message,
            ratio=_ratio(gateway.processor_per_message, bare.processor_per_message),
        ),
    ]


def _latency(
    name: str,
    gateway: list[list[float]],
    bare: list[list[float]],
    share: float,
    bar: Bar | None = None,
) -> Figure:
    values = [percentile(times, share) for times in gateway]
    floors = [percentile(times, share) for times in bare]
    return beside(name, "ms", values, floors, bar)


def _ratio(value: float, floor: float) -> float | None:
    return value / floor if floor else None
