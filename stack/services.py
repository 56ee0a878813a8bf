"""The processes of the stack, and the environment of each."""

import asyncio
import json
import os
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

from stack.checkout import Checkout
from stack.embedded.account import service_account
from stack.embedded.postgres import EmbeddedPostgres
from stack.embedded.server import EmbeddedServer, servers_home
from stack.embedded.valkey import EmbeddedValkey
from stack.free_ports import LOOPBACK, free_port
from stack.settings import SECRET_NAMES, StackSettings, load_secrets, own_variables
from stack.setup.environments import bot_environment, clean_environment
from stack.supervisor import Service

DEMO_DATABASE = "firuze_demo"
AFTER_GATEWAY, AFTER_ALL = 1, 2  # when services stop
ANSWER_SECONDS = 3.0

_DIRECT = build_opener(ProxyHandler({}))  # a proxy from the environment cannot reach our loopback


@dataclass(frozen=True)
class Ports:
    """The ports of the private listeners: free ones, so that two checkouts can run side by side."""

    internal: int = field(default_factory=free_port)
    bot: int = field(default_factory=free_port)
    actions: int = field(default_factory=free_port)


@dataclass(frozen=True)
class Stack:
    """Everything that runs, as services for the supervisor."""

    checkout: Checkout
    settings: StackSettings
    ports: Ports
    database_url: str
    redis_url: str
    demo: bool

    @property
    def address(self) -> str:
        """The address for browsers."""
        host = self.settings.host
        shown = {"0.0.0.0": LOOPBACK, "::": LOOPBACK}.get(host, host)  # noqa: S104 - a comparison
        return f"http://{f'[{shown}]' if ':' in shown else shown}:{self.settings.port}"

    def gateway_environment(self) -> dict[str, str]:
        """The gateway's environment: everything except the action server's secret."""
        secrets = load_secrets(self.checkout)
        del secrets["FIRUZE_ACTIONS_SECRET"]
        return self.tool_environment() | secrets

    def tool_environment(self) -> dict[str, str]:
        """The environment of migrations and the demo's seed: addresses, and none of our secrets."""
        given = clean_environment() | own_variables(self.checkout)
        for name in SECRET_NAMES:
            given.pop(name, None)
        if self.demo:
            given.pop(
                "FIRUZE_ORDERS_FILE", None
            )  # the demo shop has orders and products of its own
            given.pop("FIRUZE_PRODUCTS_FILE", None)
        return given | {
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "FIRUZE_HOST": self.settings.host,
            "FIRUZE_PORT": str(self.settings.port),
            "FIRUZE_INTERNAL_PORT": str(self.ports.internal),
            "FIRUZE_BOT_URL": self.settings.bot_url or f"http://{LOOPBACK}:{self.ports.bot}",
            "FIRUZE_BUSINESS_FILE": str(self.settings.business_file),
            "FIRUZE_ARTICLES": str(self.settings.articles),
            "FIRUZE_LOG_FORMAT": self.settings.log_format,
            "FIRUZE_DEMO": "1" if self.demo else "0",
            "PYTHONUNBUFFERED": "1",
        }

    def bot_environment(self) -> dict[str, str]:
        """Rasa's environment: its own secret, the action server's, and where the articles are."""
        return self._of_the_bot("FIRUZE_BOT_SECRET", "FIRUZE_ACTIONS_SECRET") | {
            "FIRUZE_ACTIONS_URL": f"http://{LOOPBACK}:{self.ports.actions}/webhook",
            "FIRUZE_ARTICLES": str(self.settings.articles),
        }

    def actions_environment(self) -> dict[str, str]:
        """The action server's environment: its own secret, that of the gateway's internal API, and
        where the articles are."""
        return self._of_the_bot("FIRUZE_ACTIONS_SECRET", "FIRUZE_INTERNAL_SECRET") | {
            "FIRUZE_INTERNAL_URL": f"http://{LOOPBACK}:{self.ports.internal}",
            "FIRUZE_ARTICLES": str(self.settings.articles),
        }

    def _of_the_bot(self, *secrets: str) -> dict[str, str]:
        known = load_secrets(self.checkout)
        given = bot_environment(clean_environment() | own_variables(self.checkout))
        return given | {name: known[name] for name in secrets}

    def gateway(self) -> Service:
        """The gateway; ready when it serves people, with a bot or without."""
        return Service(
            name="gateway",
            command=[str(self.checkout.python), "-m", "handoff"],
            folder=self.checkout.root,
            log=self.checkout.log("gateway"),
            is_ready=lambda: answers(f"{self.address}/readyz"),
            environment=self.gateway_environment(),
            start_limit=180.0,
            stop_limit=20.0,  # it drains within 12 s, see docs/operations.md
        )

    def bot(self) -> Service:
        """Rasa behind our channel, on the loopback; ready when its model is loaded."""
        rasa = [str(self.checkout.bot_python), "-m", "bot", "run"]
        where = ["--interface", LOOPBACK, "--port", str(self.ports.bot)]
        what = ["--model", str(self.checkout.model), "--endpoints", "endpoints.yml"]
        return Service(
            name="bot",
            command=[*rasa, *where, *what, "--credentials", "credentials.yml"],
            folder=self.checkout.root,
            log=self.checkout.log("bot"),
            is_ready=lambda: answers(f"http://{LOOPBACK}:{self.ports.bot}/webhooks/firuze/"),
            watched=True,
            environment=self.bot_environment(),
            start_limit=180.0,
            stop_rank=AFTER_GATEWAY,
        )

    def actions(self) -> Service:
        """The action server, on the loopback."""
        server = [str(self.checkout.bot_python), "-m", "bot.actions", "--host", LOOPBACK]
        return Service(
            name="action server",
            command=[*server, "--port", str(self.ports.actions)],
            folder=self.checkout.root,
            log=self.checkout.log("actions"),
            is_ready=lambda: answers(f"http://{LOOPBACK}:{self.ports.actions}/health"),
            watched=True,
            environment=self.actions_environment(),
            stop_rank=AFTER_GATEWAY,
        )


def embedded_servers(checkout: Checkout) -> tuple[EmbeddedPostgres, EmbeddedValkey]:
    """The checkout's own PostgreSQL and Valkey, not started."""
    account = service_account()
    home = servers_home(checkout.root, account)
    return (
        EmbeddedPostgres(home, account=account, log=checkout.log("postgres")),
        EmbeddedValkey(home, account=account, log=checkout.log("valkey")),
    )


def server_service(server: EmbeddedServer) -> Service:
    """An embedded server as a service. Call `prepare` first: the command refers to what it
    creates."""

    async def is_ready() -> bool:
        return await asyncio.to_thread(server.is_ready)

    return Service(
        name=server.title,
        command=server.command,
        folder=Path("/"),
        log=server.log,
        is_ready=is_ready,
        environment={"LC_ALL": "C", "PATH": os.defpath},
        prepare=server.prepare,
        account=server.account,
        start_limit=server.start_limit,
        stop_signal=server.stop_signal,
        stop_limit=server.stop_limit,
        stop_rank=AFTER_ALL,
        death_signal=server.stop_signal,
    )


async def answers(url: str, within: float = ANSWER_SECONDS) -> bool:
    """Whether `url` answers with success."""
    return await asyncio.to_thread(_content, url, within) is not None


async def missing_parts(gateway: str) -> list[str] | None:
    """The parts that the gateway at this address does without; None if it does not serve people."""
    content = await asyncio.to_thread(_content, f"{gateway}/readyz", ANSWER_SECONDS)
    if content is None:
        return None
    return [name for name, state in json.loads(content)["checks"].items() if state != "ok"]


async def lacks_nothing(gateway: str) -> bool:
    """Whether the gateway at this address serves people, and none of its parts is missing."""
    return await missing_parts(gateway) == []


def _content(url: str, within: float) -> bytes | None:
    try:
        with _DIRECT.open(url, timeout=within) as response:
            return bytes(response.read()) if response.status == HTTPStatus.OK else None
    except (OSError, HTTPException):  # HTTP and address errors are OSErrors, too
        return None
