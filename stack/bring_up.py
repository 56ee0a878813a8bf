"""Brings up the whole stack, in parallel where possible, and keeps it running until stopped."""

import asyncio
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

from rich.markup import escape

from stack.checkout import Checkout
from stack.checks.articles import check_articles
from stack.checks.business import check_business
from stack.checks.mail import check_mail
from stack.checks.reachable import check_cache, check_database
from stack.checks.shop_systems import check_orders, check_products
from stack.checks.teaching import check_teaching
from stack.embedded.postgres import DATABASE, EmbeddedPostgres
from stack.embedded.server import EmbeddedServer
from stack.embedded.valkey import EmbeddedValkey
from stack.errors import CliError
from stack.free_ports import check_port_free
from stack.screen import Screen
from stack.services import (
    DEMO_DATABASE,
    Ports,
    Stack,
    embedded_servers,
    missing_parts,
    server_service,
)
from stack.settings import StackSettings
from stack.setup.environments import install_bot
from stack.setup.interfaces import build_interfaces
from stack.setup.training import train_bot
from stack.supervisor import Service, Supervisor
from stack.tools import run_tool


@dataclass
class Run:
    """One run of the stack, from the checks before it to the end of the last process."""

    checkout: Checkout
    settings: StackSettings
    screen: Screen
    demo: bool

    def __post_init__(self) -> None:
        self.supervisor = Supervisor(self.screen.say)
        self.was_ready = False
        self._began = time.monotonic()

    async def until_stopped(self, announce: Callable[[Stack, float], None]) -> None:
        """Brings everything up, calls `announce` with the seconds it took, and runs until
        cancelled.

        Raises:
            CliError: something could not be set up or started; everything else was stopped again.
        """
        await self._check_first()
        with self.checkout.hold():
            try:
                with self.screen.animated():
                    stack = await self._bring_up()
                announce(stack, time.monotonic() - self._began)
                await self._warn_of_missing_parts(stack)
                self.was_ready = True
                await asyncio.Event().wait()
            finally:
                await self._stop()

    async def _warn_of_missing_parts(self, stack: Stack) -> None:
        """Warns about an external bot that is away: people are served without it."""
        for part in await missing_parts(stack.address) or ():
            self.screen.say(
                f"[yellow]![/] The gateway does without its {part}, which does not answer."
            )

    async def _check_first(self) -> None:
        """Reports detectable mistakes before minutes are spent on setting up."""
        self.checkout.check_writable()
        check_port_free(self.settings.host, self.settings.port)
        check_business(self.checkout.root / self.settings.business_file)
        self._warn_of_articles()
        if not self.settings.bot_url:
            check_teaching(self.checkout.root)
        check_orders(self.checkout, self.settings)
        check_products(self.checkout, self.settings)
        check_mail(self.settings)
        if self.settings.database_url:
            await check_database(self.settings.database_url)
        if self.settings.redis_url:
            await check_cache(self.settings.redis_url)

    def _warn_of_articles(self) -> None:
        """An article that cannot be read is left out; everything else goes on."""
        try:
            check_articles(self.checkout.root / self.settings.articles)
        except CliError as error:
            self.screen.say(f"[yellow]![/] {escape(error.problem)}")

    async def _bring_up(self) -> Stack:
        """Starts everything concurrently: the bot takes longest to load, and needs only its
        model."""
        postgres, valkey = await asyncio.to_thread(embedded_servers, self.checkout)
        stack = self._plan(postgres, valkey)
        try:
            async with asyncio.TaskGroup() as tasks:
                interfaces = tasks.create_task(build_interfaces(self.checkout, self.screen))
                model = tasks.create_task(self._prepare_bot())
                tasks.create_task(self._start_bot(stack, model))
                await self._prepare_data(stack, postgres, valkey)
                await asyncio.gather(interfaces, model)
                await self._start("Gateway", "it connects to its servers", stack.gateway())
        except* CliError as failures:
            raise _first(failures) from None
        self.checkout.describe_run(self._facts(stack))
        return stack

    def _plan(self, postgres: EmbeddedPostgres, valkey: EmbeddedValkey) -> Stack:
        """Chooses every process's address; those of embedded servers are known before they run."""
        return Stack(
            checkout=self.checkout,
            settings=self.settings,
            ports=Ports(),
            database_url=self.settings.database_url or postgres.url_of(self._database),
            redis_url=self.settings.redis_url or valkey.url,
            demo=self.demo,
        )

    @property
    def _database(self) -> str:
        return DEMO_DATABASE if self.demo else DATABASE

    async def _prepare_bot(self) -> None:
        if self.settings.bot_url:
            return  # the operator runs it elsewhere
        await install_bot(self.checkout, self.screen)
        await train_bot(self.checkout, self.screen)

    async def _start_bot(self, stack: Stack, model: "asyncio.Task[None]") -> None:
        await model
        if self.settings.bot_url:
            return
        actions = self._start("Action server", "it loads", stack.actions())
        bot = self._start("Bot", "Rasa loads its model", stack.bot())
        await asyncio.gather(actions, bot)

    async def _prepare_data(
        self, stack: Stack, postgres: EmbeddedPostgres, valkey: EmbeddedValkey
    ) -> None:
        """Starts the embedded servers unless others were given; brings the database up to date."""
        if not self.settings.database_url:
            await self._start_server(postgres)
            await asyncio.to_thread(postgres.create_database, self._database)
        if not self.settings.redis_url:
            await self._start_server(valkey)
        await migrate(stack, self.screen)
        if self.demo:
            await seed(stack, self.screen)

    async def _start_server(self, server: EmbeddedServer) -> None:
        async with self.screen.step(server.title, "it opens its data"):
            await asyncio.to_thread(server.prepare)
            await self.supervisor.start(server_service(server))

    async def _start(self, title: str, waiting_for: str, service: Service) -> None:
        async with self.screen.step(title, waiting_for):
            await self.supervisor.start(service)

    def _facts(self, stack: Stack) -> dict[str, object]:
        return {
            "pid": os.getpid(),
            "address": stack.address,
            "demo": self.demo,
            "database_url": stack.database_url,
            "processes": self.supervisor.pids(),
        }

    async def _stop(self) -> None:
        running = self.supervisor.pids()
        if running:
            self.screen.say(f"Stopping {', '.join(running)} ...")
        await self.supervisor.stop()


async def migrate(stack: Stack, screen: Screen) -> None:
    """Bring the database's tables up to date."""
    async with screen.step("Database tables", "Alembic is migrating"):
        await _gateway_tool(
            stack, "handoff.adapters.postgres.migrate", "migrate", "The migrations did not succeed."
        )


async def seed(stack: Stack, screen: Screen) -> None:
    """Load the demo shop, if it is not there yet."""
    async with screen.step("Demo shop", "it is being stocked"):
        await _gateway_tool(stack, "demo.seed", "seed", "The demo shop could not be loaded.")


async def _gateway_tool(stack: Stack, module: str, log: str, failed: str) -> None:
    await run_tool(
        [str(stack.checkout.python), "-m", module],
        folder=stack.checkout.root,
        log=stack.checkout.log(log),
        environment=stack.tool_environment(),
        failed=failed,
    )


def run_until_stopped(run: Run, announce: Callable[[Stack, float], None]) -> int:
    """Run the stack in an event loop of its own. Returns the exit code: 130 if stopped too early."""
    try:
        asyncio.run(_with_signals(run, announce))
    except asyncio.CancelledError:
        return 0 if run.was_ready else 130
    return 0


async def _with_signals(run: Run, announce: Callable[[Stack, float], None]) -> None:
    """Handles signals: the first stops in order, the second at once."""
    task = asyncio.ensure_future(run.until_stopped(announce))

    def stop() -> None:
        if task.cancelling():
            run.supervisor.kill()
            os._exit(130)
        task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    await task


def _first(failures: BaseExceptionGroup[CliError]) -> CliError:
    """The failure to report: the others are mostly its consequences."""
    first = failures.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first
