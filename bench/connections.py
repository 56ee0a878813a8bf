"""Measures what one connected, idle customer costs a gateway: memory, and the processor time of its pings."""

import asyncio
import resource
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import psutil

from bench.figures import Figure, Result, Stopwatch
from bench.lines import child
from bench.people import open_town
from bench.premises import Premises, open_premises
from handoff.web.socketio.sockets import PING_SECONDS
from stack.errors import CliError
from stack.screen import Screen

CLIENT_PROCESSES = 4
CONNECT_SECONDS = 600.0
SETTLE_SECONDS = 60.0  # time limit for the server's memory to settle
STILL = 64 * 1024  # bytes: smaller changes count as settled
WARM_UP = 50  # connections before the first measurement, which load what is loaded once
SPARE_FILES = 500  # open files of a process besides its connections


@dataclass(frozen=True, slots=True)
class Cost:
    """One connection takes this much: bytes, and a share of a core while nothing is said."""

    memory: float
    processor: float


async def measure_connections(screen: Screen, *, connections: int, seconds: float) -> Result:
    """Resident memory and processor time per connection, of the gateway and of python-socketio without Firuze. The
    processor is watched for `seconds`, with the connections and without them."""
    watch = Stopwatch()
    allow_open_files(connections + SPARE_FILES)
    async with open_premises(screen) as premises:
        async with screen.step("Customers", f"{connections} conversations begin"):
            tokens = await _tokens(premises, connections + WARM_UP)
        bare_address, bare = await premises.start_bare()
        floor = await _per_connection(premises, bare_address, bare, tokens, seconds)
        gateway = await premises.start_gateway()
        value = await _per_connection(premises, premises.stack.address, gateway, tokens, seconds)
        whole = gateway.memory_info().rss
    return Result(
        benchmark="connections",
        floor="python-socketio on aiohttp and uvloop, the same namespace, session and room",
        parameters={"connections": connections, "seconds": seconds},
        figures=[
            Figure(
                name="memory of a connection",
                unit="KiB",
                value=value.memory / 1024,
                floor=floor.memory / 1024,
                ratio=value.memory / floor.memory,
            ),
            Figure(
                name="processor of 1,000 idle connections, per second",
                unit="ms",
                value=value.processor * 1_000_000,
                floor=floor.processor * 1_000_000,
            ),
            Figure(name="the gateway with all of them", unit="MiB", value=whole / 2**20),
        ],
        notes=[
            "The kernel's own buffers of a connection are not in it.",
            f"The gateway pings every {PING_SECONDS} s, the floor every 25 s, which is python-socketio's default.",
        ],
        seconds=watch.seconds,
    )


def allow_open_files(needed: int) -> None:
    """Raises our limit of open files, which children inherit; CliError if the system forbids it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft >= needed:
        return
    if hard != resource.RLIM_INFINITY and hard < needed:
        raise CliError(
            f"This account may have {hard} files open, and {needed} are needed.",
            way_out=f"Raise it (`ulimit -Hn {needed}` as root), or ask for fewer --connections.",
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))


async def _tokens(premises: Premises, count: int) -> list[str]:
    async with open_town(premises) as town:
        return [caller.token for caller in await town.callers([()] * count)]


async def _per_connection(
    premises: Premises, address: str, server: psutil.Process, tokens: list[str], seconds: float
) -> Cost:
    """The first connections are left out: they pay for what is loaded once."""
    early, rest = tokens[:WARM_UP], tokens[WARM_UP:]
    async with _idlers(premises, address, [early]):
        memory, processor = await _at_rest(server), await _processor(server, seconds)
        shares = [rest[number::CLIENT_PROCESSES] for number in range(CLIENT_PROCESSES)]
        async with _idlers(premises, address, [share for share in shares if share]):
            return Cost(
                memory=(await _at_rest(server) - memory) / len(rest),
                processor=max(0.0, await _processor(server, seconds) - processor) / len(rest),
            )


async def _processor(server: psutil.Process, seconds: float) -> float:
    """The share of a core that the server takes."""

    def taken() -> float:
        times = server.cpu_times()
        return float(times.user + times.system)

    before = taken()
    await asyncio.sleep(seconds)
    return (taken() - before) / seconds


@asynccontextmanager
async def _idlers(premises: Premises, address: str, shares: list[list[str]]) -> AsyncIterator[None]:
    """Runs one process for each share of the tokens, all connected."""
    log = premises.folder / "idlers.log"
    async with AsyncExitStack() as stack:
        for share in shares:
            client = await stack.enter_async_context(
                child("bench.idlers", folder=premises.checkout.root, log=log)
            )
            await client.tell({"base": address, "tokens": share})
            told = await client.hear(CONNECT_SECONDS)
            if told["connected"] != len(share):
                raise CliError(f"{told['connected']} of {len(share)} customers connected.")
        yield


async def _at_rest(server: psutil.Process) -> int:
    """Resident memory in bytes, once it has stayed the same for three seconds."""
    seen: list[int] = []
    for _ in range(int(SETTLE_SECONDS)):
        seen.append(server.memory_info().rss)
        last = seen[-3:]
        if len(last) == 3 and max(last) - min(last) < STILL:  # noqa: PLR2004 - seconds
            break
        await asyncio.sleep(1)
    return seen[-1]
