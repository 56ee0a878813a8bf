"""A house of the benchmark's own: PostgreSQL, Valkey, gateway, and what else it asks for.

Everything lies in a temporary folder and listens on the loopback; the checkout's databases are
not touched.
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

# A benchmark says more than a person types, from one machine, and waits for no pace: what is measured
# is the work.
UNHURRIED = {
    "FIRUZE_EVENT_BURST": "1000000",
    "FIRUZE_EVENTS_PER_SECOND": "1000000",
    "FIRUZE_CONNECTIONS_PER_NETWORK": "1000000",
}


@dataclass
class Premises:
    """The servers run; everything else is started when it is asked for, and ends with them."""

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
        """What visitors' tokens are signed with."""
        return self.stack.gateway_environment()["FIRUZE_SECRET"]

    async def start(self, service: Service) -> psutil.Process:
        """Start `service` with its log in this folder; CliError if it does not become ready."""
        here = replace(service, log=self.folder / f"{service.name.replace(' ', '-')}.log")
        await self.supervisor.start(here)
        return psutil.Process(self.supervisor.pids()[service.name])

    async def start_gateway(self, *, with_bot: bool = False) -> psutil.Process:
        """Start the gateway as it is run in earnest, but for the pace that it holds each connection
        to. Without a bot it is ready when it is alive."""
        service = self.stack.gateway()
        service = replace(service, environment={**service.environment, **UNHURRIED})
        if not with_bot:
            service = replace(service, is_ready=lambda: answers(f"{self.stack.address}/healthz"))
        return await self.start(service)

    async def start_bare(self) -> tuple[str, psutil.Process]:
        """The floor of everything on sockets: python-socketio without Firuze. Where it is."""
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
        CliError: something could not be started, or ended by itself while it was measured.
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
            raise CliError(f"What was measured did not stay up: {crashes[0]}")
    finally:
        await supervisor.stop()
        valkey.stop()
        postgres.stop()
        shutil.rmtree(folder)


def _new_folder() -> Path:
    """A short path, which the servers' account may enter."""
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
    """Processor time which `process` and its children have used so far, those that have ended
    included: PostgreSQL's backends come and go."""
    own = process.cpu_times()
    total = float(own.user + own.system + own.children_user + own.children_system)
    for child in process.children():
        try:
            used = child.cpu_times()
        except psutil.NoSuchProcess:  # ended just now
            continue
        total += used.user + used.system
    return total
