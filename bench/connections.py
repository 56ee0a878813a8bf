"""Memory: what one connected, idle customer costs a gateway."""

import asyncio
import resource
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import psutil

from bench.figures import Figure, Result, Stopwatch
from bench.lines import child
from bench.people import open_town
from bench.premises import Premises, open_premises
from stack.errors import CliError
from stack.screen import Screen

CLIENT_PROCESSES = 4
CONNECT_SECONDS = 600.0
SETTLE_SECONDS = 60.0  # time limit for the server's memory to settle
STILL = 64 * 1024  # bytes: smaller changes count as settled
WARM_UP = 50  # connections before the first measurement, which load what is loaded once
SPARE_FILES = 500  # open files of a process besides its connections


async def measure_connections(screen: Screen, *, connections: int) -> Result:
    """Resident memory per connection, of the gateway and of python-socketio without Firuze."""
    watch = Stopwatch()
    allow_open_files(connections + SPARE_FILES)
    async with open_premises(screen) as premises:
        async with screen.step("Customers", f"{connections} conversations begin"):
            tokens = await _tokens(premises, connections + WARM_UP)
        bare_address, bare = await premises.start_bare()
        floor = await _memory_per_connection(premises, bare_address, bare, tokens)
        gateway = await premises.start_gateway()
        value = await _memory_per_connection(premises, premises.stack.address, gateway, tokens)
        whole = gateway.memory_info().rss
    return Result(
        benchmark="connections",
        floor="python-socketio on aiohttp and uvloop, the same namespace, session and room",
        parameters={"connections": connections},
        figures=[
            Figure(
                name="memory of a connection",
                unit="KiB",
                value=value / 1024,
                floor=floor / 1024,
                ratio=value / floor,
            ),
            Figure(name="the gateway with all of them", unit="MiB", value=whole / 2**20),
        ],
        notes=["The kernel's own buffers of a connection are not in it."],
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


async def _memory_per_connection(
    premises: Premises, address: str, server: psutil.Process, tokens: list[str]
) -> float:
    """Bytes per connection. The first connections are left out: they pay for what is loaded once."""
    early, rest = tokens[:WARM_UP], tokens[WARM_UP:]
    async with _idlers(premises, address, [early]):
        before = await _at_rest(server)
        shares = [rest[number::CLIENT_PROCESSES] for number in range(CLIENT_PROCESSES)]
        async with _idlers(premises, address, [share for share in shares if share]):
            return (await _at_rest(server) - before) / len(rest)


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
