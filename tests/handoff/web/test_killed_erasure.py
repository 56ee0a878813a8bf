"""Whatever erases a customer is killed half-way: the erasure counts as open until a gateway has finished it,
and nothing of the customer is left."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.adapters.postgres.tables import conversations
from handoff.domain.people import Customer
from tests.handoff.adapters.pen import Pen, say
from tests.handoff.browsers import Console
from tests.handoff.conftest import PASSWORD, House
from tests.handoff.gateway_process import GatewayProcess
from tests.handoff.waiting import eventually

ROOT = Path(__file__).resolve().parents[3]
TALKS = 4


class Nika:
    """A customer with a few conversations, erased in the order of their ids."""

    def __init__(self, customer: Customer, talks: list[str], engine: AsyncEngine) -> None:
        self.id = customer.id
        self.talks = sorted(talks)
        self._engine = engine
        self._store = PostgresConversations(engine)

    async def words(self) -> str:
        """Everything that is stored of the customer, as one text."""
        rows = "SELECT row_to_json(x)::text FROM {} AS x WHERE {} = :id"
        parts: list[str] = []
        async with self._engine.connect() as connection:
            query = text(rows.format("customers", "id"))
            parts += (await connection.execute(query, {"id": self.id})).scalars()
            for table, key in (("conversations", "id"), ("events", "conversation_id")):
                for talk in self.talks:
                    query = text(rows.format(table, key))
                    parts += (await connection.execute(query, {"id": talk})).scalars()
        return "\n".join(parts)

    async def erased(self) -> list[bool]:
        """Which of the conversations are erased."""
        return [(await self._store.load(talk)).erased for talk in self.talks]

    @asynccontextmanager
    async def held_up(self) -> AsyncIterator[None]:
        """Inside, an erasure comes no further than the third conversation: another writer has its row."""
        row = select(conversations.c.id).where(conversations.c.id == self.talks[2])
        async with self._engine.connect() as connection, connection.begin():
            await connection.execute(row.with_for_update())
            yield

    async def until_half_erased(self) -> None:
        async def half() -> bool:
            return await self.erased() == [True, True, False, False]

        await eventually(half, "two conversations to be erased", within=60)


@pytest.fixture
async def nika(
    engine: AsyncEngine, store: PostgresConversations, customers: PostgresCustomers
) -> Nika:
    pen = Pen(store, customers)
    customer = await pen.customer("Parvaneh")
    talks = [
        await pen.conversation(say("my turquoise lamp is broken"), customer=customer)
        for _ in range(TALKS)
    ]
    return Nika(customer, [talk.id for talk in talks], engine)


async def _command(url: str, *arguments: str) -> asyncio.subprocess.Process:
    """`./firuze customer …` on this database, in a process of its own."""
    mine: Mapping[str, str] = {k: v for k, v in os.environ.items() if "FIRUZE" not in k}
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cli", "customer", *arguments),
        cwd=ROOT,
        env={**mine, "DATABASE_URL": url, "REDIS_URL": ""},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def _said(url: str, *arguments: str) -> str:
    process = await _command(url, *arguments)
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    return " ".join(said.decode().split())


async def _is_open(url: str, nika: Nika) -> None:
    """The operator hears that the erasure is not finished, and how much is to go."""
    said = await _said(url, "erase", nika.id, "--dry-run")
    assert re.search(r"erasure begun .* and not finished: 2 conversations to go", said), said
    words = await nika.words()
    assert "Parvaneh" not in words.splitlines()[0]
    assert "turquoise" in words


async def _is_finished_by_a_gateway(house: House, nika: Nika) -> None:
    await house.open_gateway()

    async def all_erased() -> bool:
        return all(await nika.erased())

    await eventually(all_erased, "the rest to be erased", within=30)
    words = await nika.words()
    assert "turquoise" not in words
    assert "Parvaneh" not in words
    said = await _said(house.settings["DATABASE_URL"], "erase", nika.id, "--dry-run")
    assert "erased since" in said


async def test_a_command_that_was_killed_half_way(closed_house: House, nika: Nika) -> None:
    """`./firuze customer erase` dies between two conversations."""
    url = closed_house.settings["DATABASE_URL"]
    async with nika.held_up():
        command = await _command(url, "erase", nika.id, "--yes")
        await nika.until_half_erased()
        command.send_signal(signal.SIGKILL)
        await command.wait()
    await _is_open(url, nika)
    await _is_finished_by_a_gateway(closed_house, nika)


async def test_a_gateway_that_was_killed_half_way(
    closed_house: House, nika: Nika, tmp_path: Path
) -> None:
    """An admin erases in the console, and the gateway dies before it can answer."""
    doomed = GatewayProcess(closed_house.settings, tmp_path / "gateway.log")
    closed_house.stack.push_async_callback(doomed.kill)
    await doomed.start()
    omid = Console(doomed.base)
    closed_house.stack.push_async_callback(omid.leave)
    await omid.log_in(await closed_house.hire("Omid", role="admin"), PASSWORD)
    async with nika.held_up():
        url = f"{omid.base}/api/staff/customers/{nika.id}/erase"
        asked = asyncio.ensure_future(omid.http.post(url, json={}))
        await nika.until_half_erased()
        assert not asked.done()
        await doomed.kill()
    with pytest.raises(aiohttp.ClientError):
        await asked
    await _is_open(closed_house.settings["DATABASE_URL"], nika)
    await _is_finished_by_a_gateway(closed_house, nika)
