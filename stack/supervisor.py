"""Keeps the stack's processes running.

Each service runs in a process group of its own, so that Ctrl-C reaches the command line only, which
then stops the services in order: those that others depend on last. A service that ends by itself is
reported and restarted after a pause that doubles up to `LONGEST_PAUSE`; one that stayed up for
`STEADY` seconds starts over with the shortest pause.

A process may be alive and yet hang. So the supervisor probes a `watched` service every `PULSE`
seconds; after `SILENCES` unanswered probes in a row it kills the service, and restarts it like any
other that ended.
"""

import asyncio
import errno
import os
import signal
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from stack.embedded.account import Account, tethered
from stack.embedded.server import last_lines
from stack.errors import CliError
from stack.logs import open_log, shorten
from stack.tools import end, send, signal_group

SHORTEST_PAUSE = 0.5  # seconds
LONGEST_PAUSE = 30.0  # seconds
STEADY = 60.0  # seconds
PULSE = 2.0  # seconds
SILENCES = 4
LOG_LOOK = 10.0  # seconds between two checks of a log's length


@dataclass(frozen=True)
class Service:
    """A process that should always run.

    `is_ready` reports, soon, whether it does its work: a `watched` service that fails it is killed.
    `prepare` runs before every start of it.
    """

    name: str
    command: list[str]
    folder: Path
    log: Path
    is_ready: Callable[[], Awaitable[bool]]
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    prepare: Callable[[], None] = lambda: None
    account: Account | None = None
    start_limit: float = 60.0  # seconds
    stop_signal: signal.Signals = signal.SIGTERM
    stop_limit: float = 10.0  # seconds
    stop_rank: int = 0  # lower stops earlier, equals stop together
    death_signal: signal.Signals = signal.SIGKILL  # when the command line itself is killed
    watched: bool = False


class Supervisor:
    """Starts services, restarts what crashes, stops all. Bound to one event loop.

    `longest_pause` (seconds) bounds the pause before a restart; `pulse` (seconds) is the pause
    between two probes of a watched service, `log_look` that between two checks of a log's length.
    """

    def __init__(
        self,
        report: Callable[[str], None],
        longest_pause: float = LONGEST_PAUSE,
        pulse: float = PULSE,
        log_look: float = LOG_LOOK,
    ) -> None:
        self._report = report
        self._longest_pause = longest_pause
        self._pulse = pulse
        self._log_look = log_look
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self._watches: dict[str, asyncio.Task[None]] = {}
        self._log_keepers: dict[str, asyncio.Task[None]] = {}
        self._services: dict[str, Service] = {}

    def pids(self) -> dict[str, int]:
        """The process ids of running services."""
        return {name: process.pid for name, process in self._running.items()}

    async def start(self, service: Service) -> None:
        """Starts `service` and returns when it is ready; CliError with its last output
        otherwise."""
        earlier = service.log.stat().st_size if service.log.exists() else 0
        process = await self._spawn(service)
        if not await self._becomes_ready(service, process):
            ended = process.returncode is not None
            problem = "ended while starting" if ended else "is not ready in time"
            await self._end(service)
            raise CliError(
                f"The {service.name} {problem}.\n{last_lines(service.log, since=earlier)}",
                way_out=f"Its log is {service.log}.",
            )
        self._watches[service.name] = asyncio.create_task(self._keep_alive(service))
        self._log_keepers[service.name] = asyncio.create_task(self._keep_short(service.log))

    async def stop(self) -> None:
        """Stops every service, rank by rank; afterwards none of their processes is left."""
        keepers = [*self._watches.values(), *self._log_keepers.values()]
        for keeper in keepers:
            keeper.cancel()
        await asyncio.gather(*keepers, return_exceptions=True)
        for rank in sorted({service.stop_rank for service in self._services.values()}):
            await asyncio.gather(*(self._end(process) for process in self._of_rank(rank)))
        self._running.clear()

    def kill(self) -> None:
        """Kills everything at once, for a user who presses Ctrl-C twice."""
        for name, process in self._running.items():
            if process.returncode is None:
                # PostgreSQL is still asked to stop, not killed: it ends in a moment and needs no
                # recovery.
                send(process, self._services[name].death_signal)

    def _of_rank(self, rank: int) -> list[Service]:
        running = (self._services[name] for name in self._running)
        return [service for service in running if service.stop_rank == rank]

    async def _end(self, service: Service) -> None:
        await end(self._running[service.name], service.stop_signal, service.stop_limit)

    async def _keep_short(self, log: Path) -> None:
        """Rotates a log whenever it has become too long, however long the stack runs."""
        while True:
            await asyncio.sleep(self._log_look)
            try:
                await asyncio.to_thread(shorten, log)
            except OSError as error:  # no room for the copy: the next check may find some
                if error.errno != errno.ENOSPC:
                    self._report(f"[red]✗[/] {log} cannot be shortened: {error.strerror}")

    async def _spawn(self, service: Service) -> asyncio.subprocess.Process:
        await asyncio.to_thread(service.prepare)
        # Spawned on the main thread: the death signal comes when the spawning *thread* ends.
        with open_log(service.log) as log:
            process = await asyncio.create_subprocess_exec(
                *tethered(
                    service.command, death_signal=service.death_signal, account=service.account
                ),
                cwd=service.folder,
                env=dict(service.environment),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._services[service.name] = service
        self._running[service.name] = process
        return process

    async def _becomes_ready(self, service: Service, process: asyncio.subprocess.Process) -> bool:
        deadline = time.monotonic() + service.start_limit
        while process.returncode is None and time.monotonic() < deadline:
            if await service.is_ready():
                return True
            await asyncio.sleep(0.05)
        return False

    async def _keep_alive(self, service: Service) -> None:
        pause = SHORTEST_PAUSE
        while True:
            began = time.monotonic()
            earlier = service.log.stat().st_size
            code = await self._end_of(service)
            signal_group(self._running[service.name].pid, signal.SIGKILL)
            if time.monotonic() - began > STEADY:
                pause = SHORTEST_PAUSE
            self._report(
                f"[yellow]![/] The {service.name} ended unexpectedly "
                f"({describe_exit(code)}{_cause(service.log, earlier)}); "
                f"starting it again in {pause:g} s. Its log: {service.log}"
            )
            await asyncio.sleep(pause)
            pause = min(pause * 2, self._longest_pause)
            await self._restart(service)

    async def _end_of(self, service: Service) -> int:
        """The exit code, once the process has ended; kills a watched one that hangs."""
        process = self._running[service.name]
        watch = asyncio.create_task(self._watch(service, process)) if service.watched else None
        try:
            return await process.wait()
        finally:
            if watch is not None:
                watch.cancel()

    async def _watch(self, service: Service, process: asyncio.subprocess.Process) -> None:
        silences, heard = 0, time.monotonic()
        while silences < SILENCES:
            await asyncio.sleep(self._pulse)
            if await service.is_ready():
                silences, heard = 0, time.monotonic()
            else:
                silences += 1
        silent = f"has not answered for {time.monotonic() - heard:.0f} s"
        self._report(f"[yellow]![/] The {service.name} {silent}; ending it.")
        with service.log.open("a") as log:
            log.write(f"The supervisor ends this process: it {silent}.\n")
        signal_group(process.pid, signal.SIGKILL)

    async def _restart(self, service: Service) -> None:
        try:
            process = await self._spawn(service)
        except (CliError, OSError) as error:
            self._report(f"[red]✗[/] The {service.name} could not be started: {error}")
            return
        if await self._becomes_ready(service, process):
            self._report(f"[green]✓[/] The {service.name} is back.")
        elif process.returncode is None:
            self._report(f"[red]✗[/] The {service.name} does not become ready; killing it.")
            signal_group(process.pid, signal.SIGKILL)


def _cause(log: Path, since: int) -> str:
    """What an operator must fix before it can go on, if its last output says so."""
    if os.strerror(errno.ENOSPC) in last_lines(log, since=since):
        return ": its disk is full, make room"
    return ""


def describe_exit(code: int) -> str:
    """How a process ended, in words: `exit code 3`, `SIGKILL`."""
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name
