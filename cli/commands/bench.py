"""`./firuze bench`: figures against their floors, on servers of their own."""

import asyncio
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stack.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bench.figures import Result

INTERRUPTED = 130  # as in shells
MOST_CLIENTS = 64  # who ask the bot at once: beyond that a turn waits longer than it may

bench = typer.Typer(
    help="Measure this machine: each figure against a floor from the same run.",
    no_args_is_help=True,
)

Quick = Annotated[bool, typer.Option("--quick", help="A smoke test: small, and no measurement.")]
Json = Annotated[Path | None, typer.Option("--json", help="Write the result to this file, too.")]
Rounds = Annotated[int, typer.Option(min=1, max=50, help="Rounds, each with both sides.")]


@bench.command()
def relay(
    *,
    pairs: Annotated[int, typer.Option(min=1, max=500, help="Customers, each with an agent.")] = 50,
    rounds: Rounds = 7,
    messages: Annotated[int, typer.Option(min=1, max=1000, help="Per customer and round.")] = 20,
    quick: Quick = False,
    json: Json = None,
) -> None:
    """Measure messages a second from customer to agent, committed before the ack, and their
    latency."""
    from bench.relay import measure_relay  # noqa: PLC0415 - half a second, for this command alone

    if quick:
        pairs, rounds, messages = 2, 3, 40
    _run(lambda s: measure_relay(s, pairs=pairs, rounds=rounds, messages=messages), json)


@bench.command()
def bot(
    *,
    conversations: Annotated[int, typer.Option(min=2, help="Of ten turns each.")] = 12,
    late: Annotated[int, typer.Option(min=30, max=2000, help="The number of the late turn.")] = 400,
    clients: Annotated[
        str, typer.Option(help="Crowds of so many customers who ask at once, or none.")
    ] = "1,8,32",
    quick: Quick = False,
    json: Json = None,
) -> None:
    """Measure a bot turn through the gateway and without it: early and late in a conversation, and
    with many customers at once."""
    from bench.bot import measure_bot  # noqa: PLC0415

    samples, crowds = 10, _sizes(clients)
    if quick:
        conversations, late, samples, crowds = 2, 30, 2, [2]
    _run(
        lambda s: measure_bot(
            s, conversations=conversations, late=late, samples=samples, crowds=crowds
        ),
        json,
    )


def _sizes(clients: str) -> list[int]:
    """The sizes of crowds in `1,8,32`. Raises BadParameter."""
    words = [word.strip() for word in clients.split(",") if word.strip()]
    if not all(word.isdecimal() and 1 <= int(word) <= MOST_CLIENTS for word in words):
        raise typer.BadParameter(
            f"numbers from 1 to {MOST_CLIENTS}, separated by commas", param_hint="--clients"
        )
    return [int(word) for word in words]


@bench.command()
def connections(
    *,
    count: Annotated[
        int, typer.Option("--connections", min=10, max=50_000, help="Idle customers.")
    ] = 5_000,
    quick: Quick = False,
    json: Json = None,
) -> None:
    """Measure the memory and the processor time of an idle customer's connection."""
    from bench.connections import measure_connections  # noqa: PLC0415

    number, seconds = (100, 4.0) if quick else (count, 40.0)
    _run(lambda s: measure_connections(s, connections=number, seconds=seconds), json)


@bench.command()
def routing(*, quick: Quick = False, json: Json = None) -> None:
    """Measure how long the choice of an agent takes, by the numbers of customers and agents."""
    from bench.routing import QUEUES, STAFFS, measure_routing  # noqa: PLC0415

    queues, staffs = (QUEUES[:1], STAFFS[:2]) if quick else (QUEUES, STAFFS)
    _run(lambda s: measure_routing(s, queues=queues, staffs=staffs), json)


@bench.command()
def history(
    *,
    events: Annotated[int, typer.Option(min=500, help="In the long conversation.")] = 10_000,
    conversations: Annotated[int, typer.Option(min=2, help="In the inbox.")] = 10_000,
    samples: Annotated[int, typer.Option(min=1, help="Loads of each kind.")] = 60,
    quick: Quick = False,
    json: Json = None,
) -> None:
    """Measure loading a long conversation and a full inbox."""
    from bench.history import measure_history  # noqa: PLC0415

    wholes = 5
    if quick:
        events, conversations, samples, wholes = 500, 40, 3, 1
    _run(
        lambda s: measure_history(
            s, events=events, conversations=conversations, samples=samples, wholes=wholes
        ),
        json,
    )


@bench.command()
def page(*, rounds: Rounds = 7, quick: Quick = False, json: Json = None) -> None:
    """Measure what the widget costs a shop's page on a device four times slower: long tasks, and
    shifts of the layout."""
    from bench.page import measure_page  # noqa: PLC0415

    _run(lambda s: measure_page(s, rounds=1 if quick else rounds), json)


def _run(measure: "Callable[[Screen], Awaitable[Result]]", json: Path | None) -> None:
    """Measures, prints and writes. Leaves nothing behind, even when stopped by Ctrl-C or
    SIGTERM."""
    from bench.figures import show, write_json  # noqa: PLC0415

    screen = Screen()

    async def measured() -> "Result":
        task = asyncio.current_task()
        if task is not None:
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        with screen.animated():
            return await measure(screen)

    try:
        result = asyncio.run(measured())
    except asyncio.CancelledError:
        raise typer.Exit(INTERRUPTED) from None
    show(result, screen.console)
    if json is not None:
        write_json(result, json)
