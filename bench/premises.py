"""A benchmark's own installation: PostgreSQL, Valkey, gateway, and what else it asks for.

Everything is in a temporary folder and listens on the loopback; the checkout's databases stay
untouched.
"""

import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil

from handoff.adapters.postgres.migrate import migrate
from stack.checkout import Checkout, this_checkout
from stack.embedded.account import service_account
from stack.embedded.postgres import DATABASE, EmbeddedPostgres
from stack.embedded.valkey import EmbeddedValkey
from stack.errors import CliError
from stack.free_ports import LOOPBACK, free_port
from stack.screen import Screen
from stack.services import Ports, Stack, answers
from stack.settings import load_settings
from stack.supervisor import Service, Supervisor

# A benchmark sends more than a person types, from one machine, without waiting for the pace limit:
# it measures the work. Nor does the bot wait for further lines.
UNHURRIED = {
    "FIRUZE_GATHER_SECONDS": "0",
    "FIRUZE_EVENT_BURST": "1000000",
    "FIRUZE_EVENTS_PER_SECOND": "1000000",
    "FIRUZE_CONNECTIONS_PER_NETWORK": "1000000",
}


@dataclass
class Premises:
    """Servers that are running; everything else starts on demand, and ends with them."""

    folder: Path
    checkout: Checkout
    screen: Screen
    postgres: EmbeddedPostgres
    valkey: EmbeddedValkey
    stack: Stack
    supervisor: Supervisor
    crashes: list[str] = field(default_factory=list)

    @property
    def secret(self) -> str:
        """The key that signs visitors' tokens."""
        return self.stack.gateway_environment()["FIRUZE_SECRET"]

    async def start(self, service: Service) -> psutil.Process:
        """Starts `service` with its log in this folder; CliError if it does not become ready."""
        here = replace(service, log=self.folder / f"{service.name.replace(' ', '-')}.log")
        await self.supervisor.start(here)
        return psutil.Process(self.supervisor.pids()[service.name])

    async def start_gateway(self, *, with_bot: bool = False) -> psutil.Process:
        """Starts the gateway as in production, except for the pace limit of each connection.
        Without a bot it is ready as soon as it is alive."""
        service = self.stack.gateway()
        service = replace(service, environment={**service.environment, **UNHURRIED})
        if not with_bot:
            service = replace(service, is_ready=lambda: answers(f"{self.stack.address}/healthz"))
        return await self.start(service)

    async def start_bare(self) -> tuple[str, psutil.Process]:
        """Starts the floor of all socket benchmarks: python-socketio without Firuze. Returns its
        address."""
        port = free_port()
        address = f"http://{LOOPBACK}:{port}"
        service = Service(
            name="bare relay",
            command=[str(self.checkout.python), "-m", "bench.bare", str(port)],
            folder=self.checkout.root,
            log=self.folder / "bare.log",
            is_ready=lambda: answers(f"{address}/healthz"),
        )
        return address, await self.start(service)


@asynccontextmanager
async def open_premises(screen: Screen) -> AsyncIterator[Premises]:
    """Fresh servers with an empty database of the newest schema.

    Raises:
        CliError: something could not be started, or ended by itself during the measurement.
    """
    folder = _new_folder()
    postgres = EmbeddedPostgres(folder, account=service_account())
    valkey = EmbeddedValkey(folder, account=service_account())
    crashes: list[str] = []
    supervisor = Supervisor(crashes.append)
    try:
        async with screen.step("Servers of its own", "PostgreSQL and Valkey start"):
            postgres.start()
            valkey.start()
            await migrate(postgres.url)
        stack = _stack(postgres, valkey)
        yield Premises(folder, stack.checkout, screen, postgres, valkey, stack, supervisor, crashes)
        if crashes:
            raise CliError(f"A measured process did not stay up: {crashes[0]}")
    finally:
        await supervisor.stop()
        valkey.stop()
        postgres.stop()
        shutil.rmtree(folder)


def _new_folder() -> Path:
    """Makes a folder with a short path that the servers' account may enter."""
    folder = Path(tempfile.mkdtemp(prefix="firuze-bench-"))
    folder.chmod(0o755)
    return folder


def _stack(postgres: EmbeddedPostgres, valkey: EmbeddedValkey) -> Stack:
    checkout = this_checkout()
    checkout.check_writable()
    given = {"host": LOOPBACK, "port": free_port()}
    return Stack(
        checkout=checkout,
        settings=load_settings(checkout).model_copy(update=given),
        ports=Ports(),
        database_url=postgres.url_of(DATABASE),
        redis_url=valkey.url,
        demo=False,
    )


def processor_seconds(process: psutil.Process) -> float:
    """Processor time that `process` and its children have used so far, including ended ones:
    PostgreSQL's backends come and go."""
    own = process.cpu_times()
    total = float(own.user + own.system + own.children_user + own.children_system)
    for child in process.children():
        try:
            used = child.cpu_times()
        except psutil.NoSuchProcess:  # it has just ended
            continue
        total += used.user + used.system
    return total
