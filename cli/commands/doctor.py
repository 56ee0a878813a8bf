"""`./firuze doctor`: checks everything the stack needs, changes nothing."""

import asyncio
import os
import platform
import resource
import shutil
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import typer
from rich.table import Table

from stack.browser import HOW_TO_GET_A_BROWSER, find_browser
from stack.checkout import Checkout, this_checkout
from stack.checks.articles import check_articles
from stack.checks.backlog import backlog_findings
from stack.checks.business import check_business, data_request_finding
from stack.checks.encoder import has_encoder
from stack.checks.files import check_files
from stack.checks.finding import Finding
from stack.checks.mail import HOW_TO_SET_UP, NO_MAIL, check_mail, check_mail_server
from stack.checks.reachable import check_cache, check_database, without_password
from stack.checks.shop_systems import (
    check_order_source,
    check_orders,
    check_product_source,
    check_products,
    has_built_in_products,
)
from stack.embedded.account import service_account
from stack.embedded.binaries import postgres_programs, valkey_program
from stack.embedded.server import servers_home
from stack.errors import CliError
from stack.free_ports import check_port_free
from stack.screen import Screen
from stack.services import answers, embedded_servers
from stack.settings import StackSettings, load_settings
from stack.setup.environments import uv_program
from stack.setup.interfaces import build_stamp
from stack.setup.node import NEEDED, PACKAGE, machine_node
from stack.setup.training import training_stamp

NEEDED_SPACE = 6  # gigabytes: both environments, packages, the database to come

NEEDED_DESCRIPTORS = 4096  # some thousand open widgets, and room to refuse the rest

ROOM_TO_WORK = 0.5  # gigabytes: twice the maximum of the write-ahead log


def doctor() -> None:
    """Check versions, ports, servers and the model; say what to do about what is wrong."""
    screen = Screen()
    findings = asyncio.run(examine(this_checkout()))
    table = Table(box=None, show_header=False, pad_edge=False)
    for finding in findings:
        table.add_row(finding.mark, finding.subject, finding.state)
        if finding.advice:
            table.add_row("", "", f"[dim]→ {finding.advice}[/]")
    screen.console.print(table)
    if any(finding.is_failure for finding in findings):
        raise typer.Exit(1)


async def examine(checkout: Checkout) -> list[Finding]:
    """Every finding. A check that fails becomes a finding too, so that all are seen at once."""
    findings = [_machine(), _uv(), _space(checkout), _descriptors(), _node()]
    findings.append(await _guarded("Folder", lambda: _writable(checkout)))
    try:
        settings = load_settings(checkout)
    except CliError as error:
        return [*findings, _failure("Settings", error)]
    for subject, check in _checks(checkout, settings).items():
        findings.append(await _guarded(subject, check))
    findings += await _backlog(checkout, settings)
    findings.append(_retention(settings))
    bot = await _bots_elsewhere(settings) if settings.bot_url else _own_bot(checkout)
    return [*findings, *bot, _interfaces(checkout), _browser()]


def _checks(
    checkout: Checkout, settings: StackSettings
) -> dict[str, Callable[[], Awaitable[Finding]]]:
    return {
        "Shop": lambda: _business(checkout, settings),
        "Data requests": lambda: _data_requests(checkout, settings),
        "Articles": lambda: _articles(checkout, settings),
        "Orders": lambda: _orders(checkout, settings),
        "Products": lambda: _products(checkout, settings),
        "Files": lambda: check_files(settings),
        "Mail": lambda: _mail(settings),
        "Port": lambda: _port(checkout, settings),
        "PostgreSQL": lambda: _database(checkout, settings),
        "Valkey": lambda: _cache(checkout, settings),
    }


async def _guarded(subject: str, check: Callable[[], Awaitable[Finding]]) -> Finding:
    try:
        return await check()
    except CliError as error:
        return _failure(subject, error)


def _failure(subject: str, error: CliError) -> Finding:
    return Finding(subject, error.problem, "failure", error.way_out)


def _machine() -> Finding:
    account = "root" if os.geteuid() == 0 else "an ordinary user"
    return Finding("Machine", f"{platform.platform()}, Python {sys.version.split()[0]}, {account}")


def _uv() -> Finding:
    try:
        return Finding("uv", uv_program())
    except CliError as error:
        return _failure("uv", error)


def _space(checkout: Checkout) -> Finding:
    free = shutil.disk_usage(checkout.root).free / 1e9
    if free >= NEEDED_SPACE or checkout.bot_python.exists():
        return Finding("Disk", f"{free:.0f} GB free")
    advice = f"Setting up takes about {NEEDED_SPACE} GB; make room on this disk."
    return Finding("Disk", f"{free:.1f} GB free", "failure", advice)


def _descriptors() -> Finding:
    """How many browsers can be connected at once: each takes a file descriptor."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard == resource.RLIM_INFINITY or hard >= NEEDED_DESCRIPTORS:
        shown = "no limit" if hard == resource.RLIM_INFINITY else f"{hard} for a process"
        return Finding("Descriptors", shown)
    advice = (
        "Raise the hard limit (LimitNOFILE= in systemd, ulimit -Hn, --ulimit nofile of Docker)."
    )
    return Finding("Descriptors", f"{hard} connections at most", "note", advice)


def lack_of_room(home: Path) -> Finding | None:
    """Whether the embedded PostgreSQL, with its data below `home`, will soon have none left."""
    there = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(there).free / 1e9
    if free >= ROOM_TO_WORK:
        return None
    advice = f"Make room on the disk of {home}; without any, PostgreSQL takes nothing more."
    return Finding("PostgreSQL", f"its disk has {free:.1f} GB left", "failure", advice)


def _node() -> Finding:
    version = machine_node()
    shown = ".".join(map(str, version)) if version else "none"
    if version and version >= NEEDED:
        return Finding("Node", shown)
    return Finding("Node", f"{shown}; {PACKAGE} from PyPI will be used instead", "note")


async def _writable(checkout: Checkout) -> Finding:
    checkout.check_writable()
    return Finding("Folder", f"{checkout.var} can be written to")


async def _business(checkout: Checkout, settings: StackSettings) -> Finding:
    file = checkout.root / settings.business_file
    check_business(file)
    return Finding("Shop", f"{file.name} is complete")


async def _data_requests(checkout: Checkout, settings: StackSettings) -> Finding:
    file = checkout.root / settings.business_file
    check_business(file)
    return data_request_finding(file, settings.visitor_days)


async def _articles(checkout: Checkout, settings: StackSettings) -> Finding:
    count = check_articles(checkout.root / settings.articles)
    return Finding("Articles", f"{count} to answer from" if count else "none to answer from")


async def _orders(checkout: Checkout, settings: StackSettings) -> Finding:
    shop = check_orders(checkout, settings)
    if shop is None:
        return Finding("Orders", "in the built-in table")
    await check_order_source(shop)
    return Finding("Orders", f"the order system ({shop.source}) answers")


async def _products(checkout: Checkout, settings: StackSettings) -> Finding:
    shop = check_products(checkout, settings)
    if shop is None:
        return await _built_in_products(checkout, settings)
    await check_product_source(shop)
    return Finding("Products", f"the product system ({shop.source}) answers")


async def _built_in_products(checkout: Checkout, settings: StackSettings) -> Finding:
    database = _database_in_use(checkout, settings)
    if database is None or await has_built_in_products(database):
        return Finding("Products", "in the built-in table")
    advice = "`./firuze products import FILE` fills it, or name a products file: docs/products.md."
    return Finding("Products", "the built-in table is empty", "note", advice)


async def _mail(settings: StackSettings) -> Finding:
    postman = check_mail(settings)
    if postman is None:
        return Finding("Mail", NO_MAIL, "note", HOW_TO_SET_UP)
    await check_mail_server(postman)
    state = f"{postman.server} accepts mail from {postman.sender.addr_spec}"
    if settings.public_url is None:
        advice = "Links in mails lead to this machine only; set FIRUZE_PUBLIC_URL."
        return Finding("Mail", state, "note", advice)
    return Finding("Mail", state)


def _retention(settings: StackSettings) -> Finding:
    """How long customers' words are kept: somebody must have decided."""
    if settings.retention_days is None:
        advice = "Set FIRUZE_RETENTION_DAYS: docs/operations.md, Retention."
        return Finding("Retention", "customers' words are kept until erased", "note", advice)
    return Finding("Retention", f"customers' words are kept for {settings.retention_days:g} days")


async def _port(checkout: Checkout, settings: StackSettings) -> Finding:
    if running := checkout.running():
        return Finding("Port", f"Firuze is running at {running.get('address', '…')}")
    check_port_free(settings.host, settings.port)
    return Finding("Port", f"{settings.host}:{settings.port} is free")


async def _database(checkout: Checkout, settings: StackSettings) -> Finding:
    if settings.database_url:
        await check_database(settings.database_url)
        return Finding("PostgreSQL", f"{without_password(settings.database_url)} answers")
    account = service_account()
    home = servers_home(checkout.root, account)
    postgres_programs(home, account)
    if (short := lack_of_room(home)) is not None:
        return short
    who = f", as the account {account.name}" if account else ""
    state = "running" if embedded_servers(checkout)[0].is_ready() else "not running"
    return Finding("PostgreSQL", f"embedded{who}, {state}")


async def _backlog(checkout: Checkout, settings: StackSettings) -> list[Finding]:
    """What waits in the database; nothing if its server is down."""
    database = _database_in_use(checkout, settings)
    if database is None:
        return []
    try:
        return await backlog_findings(database, sends_mail=settings.smtp_url is not None)
    except CliError as error:
        return [_failure("Backlog", error)]


def _database_in_use(checkout: Checkout, settings: StackSettings) -> str | None:
    """The database of the Firuze that runs here, else the one that would be used; None while the embedded
    server is down."""
    used = (checkout.running() or {}).get("database_url") or settings.database_url
    own = embedded_servers(checkout)[0]
    return used or (own.url if own.is_ready() else None)


async def _cache(checkout: Checkout, settings: StackSettings) -> Finding:
    if settings.redis_url:
        await check_cache(settings.redis_url)
        return Finding("Valkey", f"{without_password(settings.redis_url)} answers")
    account = service_account()
    valkey_program(servers_home(checkout.root, account), account)
    state = "running" if embedded_servers(checkout)[1].is_ready() else "not running"
    return Finding("Valkey", f"embedded, {state}")


async def _bots_elsewhere(settings: StackSettings) -> list[Finding]:
    channel, findings = settings.bot_kind, []
    for url in settings.bot_urls:
        shown = without_password(url)
        if await answers(f"{url.rstrip('/')}/webhooks/{channel}/"):
            findings.append(Finding("Bot", f"{shown} answers on its channel `{channel}`"))
        else:
            advice = f"Is it running, and is `{channel}` in its credentials.yml?"
            state = f"{shown} does not answer on its channel `{channel}`"
            findings.append(Finding("Bot", state, "failure", advice))
    return findings


def _own_bot(checkout: Checkout) -> list[Finding]:
    return [_bot(checkout), _encoder(checkout), _model(checkout)]


def _bot(checkout: Checkout) -> Finding:
    if checkout.bot_python.exists():
        return Finding("Bot", "its Python environment is there")
    return Finding(
        "Bot", "its Python environment is missing", "note", "`./firuze demo` installs it."
    )


def _encoder(checkout: Checkout) -> Finding:
    if has_encoder(checkout):
        return Finding("Encoder", "the bot reads messages for their meaning")
    state = "none: the bot reads by letters alone, understands less, and answers from no article"
    advice = "There is one for Linux on x86-64; `./firuze demo` and `up` install it there."
    return Finding("Encoder", state, "note", advice)


def _model(checkout: Checkout) -> Finding:
    if training_stamp(checkout).is_current():
        return Finding("Model", "up to date with its data")
    state = "older than its data" if checkout.model.exists() else "not trained yet"
    return Finding("Model", state, "note", "`./firuze train` trains it; `demo` and `up` do so too.")


def _interfaces(checkout: Checkout) -> Finding:
    if build_stamp(checkout).is_current():
        return Finding("Interfaces", "widget and console are built")
    return Finding("Interfaces", "to be built", "note", "`./firuze demo` and `up` build them.")


def _browser() -> Finding:
    browser = find_browser()
    if browser:
        return Finding("Browser", f"{browser}, for the browser tests")
    return Finding("Browser", "none, so browser tests are skipped", "note", HOW_TO_GET_A_BROWSER)
