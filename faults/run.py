"""One run: people come, faults strike, everything settles, and the verdict compares the records."""

import asyncio
import random
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree

from sqlalchemy.ext.asyncio import AsyncEngine

from faults.agent_player import AgentPlayer
from faults.archive import (
    is_post_out,
    read_aftermath,
    read_all,
    read_mails,
    read_members,
    read_progress,
)
from faults.customer_player import CustomerPlayer
from faults.line import Line
from faults.mail_verdict import Mails, judge_mails
from faults.mailbox import Mailbox
from faults.person import Person
from faults.proxy import Proxy
from faults.reaction_verdict import ReactionVerdict, judge_reactions
from faults.record import Notebook, ReaderLog
from faults.schedule import Fault, plan
from faults.stage import PASSWORD, Stage, hire, open_stage
from faults.verdict import Stored, Verdict, judge
from handoff.adapters.postgres.engine import open_engine
from handoff.domain.conversation.state import Conversation, Offered, WithBot
from stack.checkout import Checkout

CUSTOMERS_PER_AGENT = 3
SETTLE_SECONDS = 90.0  # time limit for everything to settle once the faults are over
LOOK_SECONDS = 0.5
STRUCK = 0.4  # the share of the connections that a network fault hits


@dataclass(frozen=True)
class Plan:
    """The parameters of a run. `pairs` are customers; there is one agent for every three."""

    seed: int = 1
    seconds: float = 300.0
    gateways: int = 2
    pairs: int = 12
    scripted: bool = False
    gateway: str = "faults.gateway"  # the module to run


@dataclass
class RunOutcome:
    """The result. `settled_after` is in seconds, None if it did not settle within the limit."""

    plan: Plan
    verdict: Verdict
    mails: Mails
    reactions: ReactionVerdict
    struck: Counter[str]
    settled_after: float | None
    connects: int
    logs: Path  # kept only if it is not good

    @property
    def is_good(self) -> bool:
        return self.settled_after is not None and not self.verdict.findings


@dataclass
class House:
    """A stage, the proxy in front of it, and the people on it."""

    stage: Stage
    proxy: Proxy
    mailbox: Mailbox
    engine: AsyncEngine
    notebook: Notebook = field(default_factory=Notebook)
    customers: list[CustomerPlayer] = field(default_factory=list)
    agents: list[AgentPlayer] = field(default_factory=list)
    pauses: list[tuple[datetime, datetime]] = field(default_factory=list)  # of gateways

    @property
    def people(self) -> list[Person]:
        return [*self.customers, *self.agents]


async def run(checkout: Checkout, plan_: Plan, say: Callable[[str], None]) -> RunOutcome:
    """Runs the plan. Raises CliError if the installation does not come up."""
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(_open(checkout, plan_))
        await _invite(house, plan_)
        say(f"{len(house.customers)} customers and {len(house.agents)} agents are in.")
        struck = await _break(house, plan(plan_.seed, plan_.seconds), plan_, say)
        settled_after, stored = await _settle(house)
        verdict = judge(house.notebook, stored)  # first: whatever waits lets people write on
        mails = Mails(await read_mails(house.engine, list(stored)), house.mailbox.taken)
        verdict.findings.extend(judge_mails(mails, stored, struck))
        aftermath = await read_aftermath(house.engine, house.pauses)
        reactions = judge_reactions(stored, aftermath, house.notebook.desks)
        verdict.findings.extend(reactions.findings)
        outcome = RunOutcome(
            plan=plan_,
            verdict=verdict,
            mails=mails,
            reactions=reactions,
            struck=struck,
            settled_after=settled_after,
            connects=sum(person.line.connects for person in house.people),
            logs=house.stage.log_folder,
        )
    if outcome.is_good:
        await asyncio.to_thread(rmtree, outcome.logs)
    return outcome


@asynccontextmanager
async def _open(checkout: Checkout, plan_: Plan) -> AsyncIterator[House]:
    folder = _folder()
    async with (
        Mailbox().listening() as mailbox,
        open_stage(
            checkout,
            folder,
            plan_.gateways,
            mailbox.url,
            scripted=plan_.scripted,
            module=plan_.gateway,
        ) as stage,
    ):
        chance = random.Random(f"proxy {plan_.seed}")  # noqa: S311 - meant to be repeatable
        engine = open_engine(stage.database_url, pool_size=2)
        async with Proxy(stage.ports, chance).listening() as proxy:
            house = House(stage, proxy, mailbox, engine)
            try:
                yield house
            finally:
                stops = (person.stop() for person in house.people)
                ends = await asyncio.gather(*stops, return_exceptions=True)
                await engine.dispose()
                _raise_first(ends)


def _raise_first(ends: Sequence[BaseException | None]) -> None:
    """Raises a person's exception: an action that no browser would make is a bug of this suite."""
    for end in ends:
        if end is not None:
            raise end


def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="firuze-faults-"))
    folder.chmod(0o755)  # the servers' own account must get in
    return folder


async def _invite(house: House, plan_: Plan) -> None:
    """Opens everybody's page before the faults begin."""
    agents = -(-plan_.pairs // CUSTOMERS_PER_AGENT)
    for number, email in enumerate(await hire(house.stage.database_url, agents), 1):
        line, chance = _line(house, plan_, "/staff", f"agent {number}")
        agent = AgentPlayer(f"agent {number}", line, house.notebook, chance)
        await agent.log_in(house.proxy.url, email, PASSWORD)
        house.agents.append(agent)
    for number in range(1, plan_.pairs + 1):
        line, chance = _line(house, plan_, "/visitor", f"customer {number}")
        customer = CustomerPlayer(f"customer {number}", line, house.notebook, chance)
        await customer.open(house.proxy.url)
        house.customers.append(customer)
    for person in house.people:
        person.start()


def _line(house: House, plan_: Plan, namespace: str, name: str) -> tuple[Line, random.Random]:
    chance = random.Random(f"{name} {plan_.seed}")  # noqa: S311 - meant to be repeatable
    return Line(house.proxy.url, namespace, chance), chance


# --- breaking ---------------------------------------------------------------------------------


async def _break(
    house: House, faults: list[Fault], plan_: Plan, say: Callable[[str], None]
) -> Counter[str]:
    struck: Counter[str] = Counter()
    began, told = time.monotonic(), 0.0
    async with asyncio.TaskGroup() as lasting:
        for fault in faults:
            await asyncio.sleep(max(0.0, began + fault.at - time.monotonic()))
            lasting.create_task(strike(house, fault))
            struck[fault.kind] += 1
            if fault.at - told >= 30:  # noqa: PLR2004 - seconds between two lines
                told = fault.at
                say(f"{fault.at:.0f} s: {len(house.notebook.letters)} messages written.")
        await asyncio.sleep(max(0.0, began + plan_.seconds - time.monotonic()))
    return struck


async def strike(house: House, fault: Fault) -> None:
    """Applies one fault, from its beginning to its end."""
    if fault.kind in ("connections stalled", "connections delayed", "acks lost"):
        await _disturb(house.proxy, fault)
    elif fault.kind == "connections cut":
        for link in house.proxy.some(STRUCK):
            link.cut()
    else:
        await _strike_process(house, fault)


async def _strike_process(house: House, fault: Fault) -> None:
    stage = house.stage
    gateway = stage.gateways[fault.victim % len(stage.gateways)]
    match fault.kind:
        case "gateway killed":
            stage.kill(gateway)
        case "gateway paused":
            began = datetime.now(UTC)
            await stage.pause(gateway, fault.seconds)
            house.pauses.append((began, datetime.now(UTC)))
        case "bot killed":
            stage.kill("bot")
        case "PostgreSQL restarted":
            stage.kill(stage.postgres.title, stage.postgres.stop_signal)
        case "PostgreSQL killed":
            stage.kill(stage.postgres.title)
        case "PostgreSQL backend killed":
            stage.kill_backend(fault.victim)
        case "Valkey killed":
            stage.kill(stage.valkey.title)
        case "Valkey flushed":
            await stage.flush()


async def _disturb(proxy: Proxy, fault: Fault) -> None:
    """Disturbs a share of the connections for a while. Lost acks: what browsers send arrives,
    nothing comes back, and then the connection is cut."""
    links = proxy.some(STRUCK)
    for link in links:
        match fault.kind:
            case "connections delayed":
                link.delay = 0.05 + fault.seconds / 20
            case "acks lost":
                link.stall("down")
            case _:
                link.stall("up", "down")
    await asyncio.sleep(fault.seconds)
    for number, link in enumerate(links):
        if fault.kind == "acks lost" or (fault.kind == "connections stalled" and number % 2):
            link.cut()
        link.delay = 0.0
        link.resume()


# --- settling ---------------------------------------------------------------------------------


async def _settle(house: House) -> tuple[float | None, Mapping[str, Stored]]:
    """Waits while faults are over and nobody starts anything new. Returns the seconds until
    everything was acked, answered and seen, or None if that took too long, and the database as it
    was then.
    """
    began = time.monotonic()
    for person in house.people:
        person.closing = True
    house.proxy.calm()
    while time.monotonic() - began < SETTLE_SECONDS:
        if await house.stage.is_up():
            quiet = await is_post_out(house.engine) and await _are_reactions_through(house)
            stored = await read_all(house.engine)
            # Without an await from here to the verdict: the comparison is of one moment.
            if quiet and _is_quiet(house, stored):
                return time.monotonic() - began, stored
        await asyncio.sleep(LOOK_SECONDS)
    return None, await read_all(house.engine)


async def _are_reactions_through(house: House) -> bool:
    """Whether nothing is left to handle, and each console shows whether its agent is away."""
    progress = await read_progress(house.engine)
    available = {each.id: each.available for each in await read_members(house.engine)}
    shown = all(available[agent.id] is not agent.away for agent in house.agents)
    return shown and not any(each.behind or each.postponed for each in progress.values())


def _is_quiet(house: House, stored: Mapping[str, Stored]) -> bool:
    """Whether nothing is unsent, the bot owes nobody an answer, and every reader has seen the log
    to its end."""
    sent = all(person.line.is_up and len(person.outbox) == 0 for person in house.people)
    states = [each.state for each in stored.values()]
    waits = any(isinstance(x.owner, Offered) or _owes_an_answer(x) for x in states)
    return (
        sent
        and not waits
        and all(_has_seen(reading, stored) for reading in house.notebook.readings)
    )


def _owes_an_answer(state: Conversation) -> bool:
    return isinstance(state.owner, WithBot) and bool(state.pending)


def _has_seen(reading: ReaderLog, stored: Mapping[str, Stored]) -> bool:
    state = stored[reading.conversation_id].state
    return reading.cursor == (state.public_seq if reading.is_customer else state.seq)
