"""The options of `./firuze simulate`."""

import time
from datetime import timedelta
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console

from simulation.desk import SimulatedDesk
from simulation.measures import measure
from simulation.report import report
from simulation.workload import Scenario, shop_hours, shop_team, steady_hours, steady_team


class Day(StrEnum):
    """The shape of a day."""

    STEADY = "steady"
    SHOP = "shop"


class ServiceTimes(StrEnum):
    """How service times are distributed around their mean."""

    EXPONENTIAL = "exponential"
    LOGNORMAL = "lognormal"


def simulate(  # noqa: PLR0913 - one for each option
    *,
    days: Annotated[int, typer.Option(min=1, help="Days to simulate.")] = 20,
    agents: Annotated[int, typer.Option(min=1, help="People at the desk.")] = 10,
    capacity: Annotated[int, typer.Option(min=1, help="Chats each takes at once.")] = 1,
    arrivals_per_hour: Annotated[
        float, typer.Option(min=0.1, help="Customers who want a person, in open hours.")
    ] = 80,
    service_minutes: Annotated[
        float, typer.Option(min=0.1, help="How long a chat takes, in the mean.")
    ] = 6,
    patience_minutes: Annotated[
        float, typer.Option(min=0, help="When customers give up, in the mean; 0: never.")
    ] = 0,
    day: Annotated[
        Day, typer.Option(help="Around the clock, or a shop's day from 9 to 21 in two shifts.")
    ] = Day.STEADY,
    service: Annotated[
        ServiceTimes, typer.Option(help="How the times of chats are spread.")
    ] = ServiceTimes.EXPONENTIAL,
    urgent_percent: Annotated[
        float, typer.Option(min=0, max=100, help="Customers with a head start of 3 minutes.")
    ] = 0,
    seed: Annotated[int, typer.Option(help="The same seed, the same days.")] = 1,
) -> None:
    """Run days of customers through the real routing, and compare with queueing theory."""
    shop = day is Day.SHOP
    scenario = Scenario(
        days=days,
        agents=(shop_team if shop else steady_team)(agents, capacity),
        hourly=(shop_hours if shop else steady_hours)(arrivals_per_hour),
        service=timedelta(minutes=service_minutes),
        shape=service.value,
        patience=timedelta(minutes=patience_minutes) if patience_minutes else None,
        urgent_share=urgent_percent / 100,
    )
    began = time.perf_counter()
    run = SimulatedDesk(scenario, seed).run()
    if not run.visits:
        typer.echo("Nobody came. Try more days or more arrivals per hour.")
        return
    seconds = time.perf_counter() - began
    Console(highlight=False).print(report(scenario, measure(scenario, run), seconds))
