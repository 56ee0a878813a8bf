"""Loads the demo shop (`demo/shop.yml`) into the database: run as a module, with the time from which
its times are reckoned unless that is now; running again adds only what is missing."""

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id, now
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.adapters.postgres.engine import open_engine
from handoff.adapters.postgres.products import PostgresProducts
from handoff.adapters.postgres.staff import PostgresStaff
from handoff.adapters.postgres.tables import orders
from handoff.adapters.products.csv_file import read_products_csv
from handoff.domain.bot_answers import BotMessage, BotReply
from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.decisions import append
from handoff.domain.conversation.state import Conversation
from handoff.domain.errors import InvalidInput
from handoff.domain.people import Customer, Names
from handoff.domain.understanding import Emotion, Intent
from handoff.web.demo_shop import DEMO_SHOP
from handoff.wiring.operating import staff_directory

PRODUCTS = Path(__file__).with_name("products.csv")

_BETWEEN_LINES = timedelta(seconds=50)


async def seed(database_url: str, at: datetime | None = None) -> None:
    """Adds staff, customers, orders, products and earlier conversations, each only if it is not there yet. Their
    times are reckoned from `at`, or else from now."""
    at = at or now()
    shop = yaml.safe_load(DEMO_SHOP.read_text(encoding="utf-8"))
    engine = open_engine(database_url, pool_size=2)
    try:
        agents = await _seed_staff(engine, shop["staff"])
        customers = await _seed_customers(engine, shop["customers"], at)
        await _seed_orders(engine, shop["orders"], customers, at)
        await PostgresProducts(engine).put(read_products_csv(PRODUCTS, "IRR"), replace=False)
        await _seed_conversations(engine, shop["conversations"], customers, agents, at)
    finally:
        await engine.dispose()


async def _seed_staff(engine: AsyncEngine, staff: Sequence[Any]) -> dict[str, c.Agent]:
    store = PostgresStaff(engine)
    directory = staff_directory(engine)
    agents: dict[str, c.Agent] = {}
    for person in staff:
        known = await store.by_email(person["email"])
        names = Names(**person["names"])
        member = known[0] if known else await directory.add(**person | {"names": names})
        agents[person["names"]["en"]] = c.Agent(id=member.id, names=member.names)
    return agents


async def _seed_customers(
    engine: AsyncEngine, customers: Mapping[str, Any], at: datetime
) -> dict[str, Customer]:
    store = PostgresCustomers(engine)
    found: dict[str, Customer] = {}
    for key, facts in customers.items():
        customer = await store.by_external_id(key)
        if customer is None:
            customer = Customer(
                id=new_id(),
                external_id=key,
                name=facts["name"][facts["language"]],
                email=facts["email"],
                phone=facts["phone"],
                language=facts["language"],
                created_at=at - timedelta(days=90),
            )
            await store.add(customer)
        found[key] = customer
    return found


async def give_orders(engine: AsyncEngine, key: str, customer: Customer, at: datetime) -> None:
    """Gives `customer` the orders of the shop's customer `key`, as they are at `at`, whoever has had them."""
    shop = yaml.safe_load(DEMO_SHOP.read_text(encoding="utf-8"))
    rows = [_order(order, customer, at) for order in shop["orders"] if order["customer"] == key]
    statement = insert(orders).values(rows)
    changed = {name: statement.excluded[name] for name in rows[0] if name != "number"}
    async with engine.begin() as connection:
        await connection.execute(
            statement.on_conflict_do_update(index_elements=["number"], set_=changed)
        )


async def _seed_orders(
    engine: AsyncEngine, facts: Sequence[Any], customers: Mapping[str, Customer], at: datetime
) -> None:
    rows = [_order(order, customers[order["customer"]], at) for order in facts]
    async with engine.begin() as connection:
        await connection.execute(insert(orders).values(rows).on_conflict_do_nothing())


def _order(order: Mapping[str, Any], customer: Customer, at: datetime) -> dict[str, Any]:
    placed_at = at - timedelta(days=order["placed"], hours=3)
    expected = order.get("expected")
    card = {
        "kind": "order",
        "number": order["number"],
        "state": order["state"],
        "placed_at": placed_at.isoformat(),
        "expected_at": _days_ago(expected, at) if expected is not None else None,
        "items": order["items"],
        "total": {"amount": str(order["total"]), "currency": "IRR"},
        "tracking": [
            {"at": _days_ago(s["days_ago"], at), "step": s["step"], "place": s.get("place")}
            for s in order["tracking"]
        ],
    }
    return {
        "number": order["number"],
        "customer_id": customer.id,
        "email": customer.email,
        "phone": customer.phone,
        "card": card,
        "placed_at": placed_at,
    }


def _days_ago(days: int, at: datetime) -> str:
    return (at - timedelta(days=days, hours=2)).isoformat()


async def _seed_conversations(
    engine: AsyncEngine,
    conversations: Sequence[Any],
    customers: Mapping[str, Customer],
    agents: Mapping[str, c.Agent],
    at: datetime,
) -> None:
    store = PostgresConversations(engine)
    for story in conversations:
        customer = customers[story["customer"]]
        if await store.latest_of(customer.id) is None:
            await _tell(store, story, customer, agents[story["agent"]], at)


async def _tell(
    store: PostgresConversations,
    story: Mapping[str, Any],
    customer: Customer,
    agent: c.Agent,
    at: datetime,
) -> None:
    """Replays the conversation: the same commands, at their times in the past."""
    before = state = Conversation(id=new_id())
    recorded: list[e.Event] = []
    began = at - timedelta(days=story["days_ago"])
    times = (began + _BETWEEN_LINES * n for n in count())
    for command in _commands(story, customer, agent, began):
        command_at = next(times)
        state, events = append(state, _in_place(command, state), command_at)
        recorded.extend(events)
    await store.commit(before, state, recorded)


def _commands(
    story: Mapping[str, Any], customer: Customer, agent: c.Agent, began: datetime
) -> Sequence[c.Command]:
    commands: list[c.Command] = [
        c.Start(customer_id=customer.id, customer_name=customer.name, language=story["language"])
    ]
    for line in story["lines"]:
        match line["by"]:
            case "customer":
                commands.append(c.CustomerSay(text=line["text"], client_id=new_id()))
            case "bot":
                commands.append(_bot_turn(line))
                offer = c.Offer(agent=agent, deadline=began + timedelta(hours=1))
                commands.extend([offer, c.Accept(agent=agent)])
            case "agent":
                commands.append(c.AgentSay(agent=agent, text=line["text"], client_id=new_id()))
            case "note":
                commands.append(c.AgentNote(agent=agent, text=line["text"], client_id=new_id()))
            case other:
                raise InvalidInput("demo_shop", f"Nobody speaks as {other!r}")
    return [*commands, c.Close(agent=agent)]


def _bot_turn(line: Mapping[str, Any]) -> c.RecordBotTurn:
    intent = Intent(name=line["intent"], confidence=0.9)
    return c.RecordBotTurn(
        reply_to=0,  # filled in once the seq is known
        epoch=0,
        outcome=BotReply(
            intent=intent,
            ranking=(intent,),
            slots={},
            emotion=Emotion(label=line["emotion"], score=line["score"], words=tuple(line["words"])),
            messages=(BotMessage(text=line["text"]),),
        ),
    )


def _in_place(command: c.Command, state: Conversation) -> c.Command:
    """Makes a bot turn answer the customer's last message, whatever its seq is by now."""
    if not isinstance(command, c.RecordBotTurn):
        return command
    return replace(command, reply_to=state.pending[0], epoch=state.epoch)


def main() -> int:
    url = os.environ.get("DATABASE_URL")
    if not url:
        sys.stderr.write("Set DATABASE_URL to the database to load the demo shop into.\n")
        return 2
    at = datetime.fromisoformat(sys.argv[1]) if len(sys.argv) > 1 else None
    asyncio.run(seed(url, at))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
