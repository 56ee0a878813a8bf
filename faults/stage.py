"""The installation of one run: servers, bot, gateways and staff, and the faults it can suffer."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
from redis.asyncio import Redis
from redis.exceptions import RedisError

from faults.mail_verdict import DOMAIN
from faults.witness import prepare
from handoff.adapters.postgres.migrate import migrate
from handoff.domain.people import Names
from handoff.wiring.operating import open_staff_directory
from stack.checkout import Checkout
from stack.embedded.account import service_account
from stack.embedded.postgres import ROLE, EmbeddedPostgres
from stack.embedded.valkey import EmbeddedValkey
from stack.free_ports import LOOPBACK, free_port
from stack.services import Ports, Stack, answers, lacks_nothing, server_service
from stack.settings import StackSettings
from stack.supervisor import Service, Supervisor

PASSWORD = "a word for the stage"  # noqa: S105 - of accounts that live as long as the run
CAPACITY = 6  # chats at once for each agent: room for more offers than there are customers
RESTART_PAUSE = 0.5  # seconds
WRAP_UP = 5  # seconds
TIMES = {  # seconds; short, so that every deadline passes within a run
    "FIRUZE_OFFER_SECONDS": "6",
    "FIRUZE_GATHER_SECONDS": "0.3",
    "FIRUZE_LOST_SECONDS": "12",
    "FIRUZE_WRAP_UP_SECONDS": str(WRAP_UP),
    "FIRUZE_MAIL_GRACE_SECONDS": "4",
}


@dataclass
class Stage:
    """Everything that runs in one run."""

    supervisor: Supervisor
    postgres: EmbeddedPostgres
    valkey: EmbeddedValkey
    gateways: tuple[str, ...]  # their names
    ports: tuple[int, ...]
    addresses: tuple[str, ...]
    log_folder: Path

    @property
    def database_url(self) -> str:
        return self.postgres.url

    def kill(self, name: str, number: signal.Signals = signal.SIGKILL) -> None:
        """Kills a process; the supervisor restarts it."""
        pid = self.supervisor.pids()[name]
        if psutil.pid_exists(pid):
            os.kill(pid, number)

    async def pause(self, name: str, seconds: float) -> None:
        """Stops a process for a while, as on a machine that swaps or sleeps."""
        pid = self.supervisor.pids()[name]
        try:
            os.kill(pid, signal.SIGSTOP)
            await asyncio.sleep(seconds)
        except ProcessLookupError:
            return  # it was killed at this very moment
        finally:
            if psutil.pid_exists(pid):
                os.kill(pid, signal.SIGCONT)

    def kill_backend(self, victim: int) -> None:
        """Kills one session's process: PostgreSQL then ends all sessions and recovers."""
        try:
            children = psutil.Process(self.supervisor.pids()[self.postgres.title]).children()
            sessions = [
                child for child in children if f"postgres: {ROLE} " in " ".join(child.cmdline())
            ]
            if sessions:
                sessions[victim % len(sessions)].kill()
        except psutil.NoSuchProcess:
            return  # PostgreSQL is being restarted

    async def flush(self) -> None:
        client = Redis.from_url(self.valkey.url, socket_timeout=2, socket_connect_timeout=2)
        try:
            await client.flushall()
        except (RedisError, OSError):
            return  # it is down: there is nothing in it
        finally:
            await client.aclose()

    async def is_up(self) -> bool:
        """Whether every gateway finds everything it needs."""
        ready = [await lacks_nothing(address) for address in self.addresses]
        return all(ready)


@asynccontextmanager
async def open_stage(
    checkout: Checkout, folder: Path, gateways: int, mail_url: str, *, scripted: bool, module: str
) -> AsyncIterator[Stage]:
    """Brings everything up below `folder`, and down again at the end. Each gateway runs
    `module`."""
    account = service_account()
    postgres = EmbeddedPostgres(folder, account=account, log=folder / "postgres.log")
    valkey = EmbeddedValkey(folder, account=account, log=folder / "valkey.log")
    stacks = _stacks(checkout, gateways, postgres.url, valkey.url)
    supervisor = Supervisor(lambda _: None, longest_pause=RESTART_PAUSE)
    try:
        for server in (postgres, valkey):
            await asyncio.to_thread(server.prepare)
            await supervisor.start(server_service(server))
        await asyncio.to_thread(postgres.finish_start)
        await migrate(postgres.url)
        await prepare(postgres.url)
        services = [_gateway(x, number, mail_url, module) for number, x in enumerate(stacks, 1)]
        bots = [_scripted_bot(stacks[0])] if scripted else [stacks[0].actions(), stacks[0].bot()]
        for service in (*bots, *services):
            log = folder / f"{service.name.replace(' ', '-')}.log"
            await supervisor.start(replace(service, log=log))
        yield Stage(
            supervisor=supervisor,
            postgres=postgres,
            valkey=valkey,
            gateways=tuple(service.name for service in services),
            ports=tuple(stack.settings.port for stack in stacks),
            addresses=tuple(stack.address for stack in stacks),
            log_folder=folder,
        )
    finally:
        for pid in supervisor.pids().values():
            if psutil.pid_exists(pid):
                os.kill(pid, signal.SIGCONT)  # a stopped process cannot end in order
        await supervisor.stop()


async def hire(database_url: str, count: int) -> Sequence[str]:
    """Creates agents' accounts; returns their e-mail addresses."""
    emails = [f"agent-{number}@stage.example" for number in range(1, count + 1)]
    async with open_staff_directory(database_url) as directory:
        for number, email in enumerate(emails, 1):
            await directory.add(email, Names(en=f"Agent {number}"), "agent", PASSWORD, CAPACITY)
    return emails


def _stacks(checkout: Checkout, gateways: int, database: str, cache: str) -> list[Stack]:
    shared = Ports()
    return [
        Stack(
            checkout=checkout,
            settings=StackSettings(FIRUZE_PORT=free_port()),
            ports=replace(shared, internal=shared.internal if number == 0 else free_port()),
            database_url=database,
            redis_url=cache,
            demo=False,
        )
        for number in range(gateways)
    ]


def _gateway(stack: Stack, number: int, mail_url: str, module: str) -> Service:
    """A gateway, ready when it answers: `is_up` checks for the whole stage whether all parts are
    up."""
    service = stack.gateway()
    return replace(
        service,
        name=f"gateway {number}",
        command=[str(stack.checkout.python), "-m", module],
        is_ready=lambda: answers(f"{stack.address}/healthz"),
        environment={
            **service.environment,
            **TIMES,
            "FIRUZE_SMTP_URL": mail_url,
            "FIRUZE_MAIL_FROM": f"help@{DOMAIN}",
        },
    )


def _scripted_bot(stack: Stack) -> Service:
    return replace(
        stack.bot(),
        command=[str(stack.checkout.python), "-m", "faults.scripted_bot", str(stack.ports.bot)],
        is_ready=lambda: answers(f"http://{LOOPBACK}:{stack.ports.bot}/webhooks/firuze/"),
    )
