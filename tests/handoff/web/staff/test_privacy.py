"""Export and erasure over HTTP: who may, what comes, and what consoles and customers see of it."""

import asyncio
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.postgres.audit import PostgresAudit
from handoff.services.ports.audit import ReadQuery
from handoff.services.staff import Skills
from tests.handoff.browsers import Console, Widget
from tests.handoff.conftest import House, vouched
from tests.handoff.waiting import PATIENCE


async def _get(console: Console, path: str) -> tuple[int, Any]:
    async with console.http.get(f"{console.base}/api/staff/customers/{path}") as answer:
        return answer.status, await answer.json()


async def _erase(console: Console, customer: str, **given: object) -> tuple[int, Any]:
    url = f"{console.base}/api/staff/customers/{customer}/erase"
    async with console.http.post(url, json=given) as answer:
        return answer.status, await answer.json()


async def _customer_of(console: Console, widget: Widget) -> str:
    item = console.items[widget.conversation_id]
    return str(item["customer_id"])


@pytest.fixture
async def nika(house: House) -> Widget:
    nika = await house.widget(identity=vouched("nika", name="Nika", email="nika@mail.example"))
    await nika.say("where is my turquoise lamp?")
    await nika.until_type("bot.said")
    return nika


@pytest.mark.parametrize(
    ("role", "export", "erase"),
    [("agent", 403, 403), ("supervisor", 200, 403), ("admin", 200, 200)],
)
async def test_each_role_may_what_the_table_says(
    house: House, nika: Widget, role: str, export: int, erase: int
) -> None:
    """Supervisors hand out what they may read; to destroy it takes an admin."""
    member = await house.console("Leila", role=role)
    customer = await _customer_of(member, nika)
    assert (await _get(member, f"{customer}/export"))[0] == export
    assert (await _get(member, f"{customer}/kept"))[0] == erase
    assert (await _erase(member, customer))[0] == erase


async def test_the_document_comes_as_a_file(
    house: House, nika: Widget, engine: AsyncEngine
) -> None:
    """JSON or a page, to be saved and not cached; the audit says who had it made."""
    leila = await house.console("Leila", role="supervisor")
    customer = await _customer_of(leila, nika)
    status, document = await _get(leila, f"{customer}/export?language=fa")
    assert (status, document["customer"]["name"]) == (200, "Nika")
    assert "turquoise lamp" in str(document["conversations"][0]["events"])
    url = f"{leila.base}/api/staff/customers/{customer}/export?form=html"
    async with leila.http.get(url) as answer:
        assert answer.content_type == "text/html"
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["Cache-Control"] == "no-store"
        assert "You wrote: where is my turquoise lamp?" in await answer.text()
    reads = await PostgresAudit(engine).find(ReadQuery(subject=customer))
    assert [read.kind for read in reads if read.staff_id == leila.me["id"]].count("export") == 2


async def test_open_consoles_and_widgets_lose_the_words(house: House, nika: Widget) -> None:
    """The customer's socket ends; the chat is shown as erased, and has no words when it is read again."""
    omid = await house.console("Omid", role="admin")
    customer = await _customer_of(omid, nika)
    await omid.watch(nika.conversation_id)
    status, kept = await _erase(omid, customer)
    assert (status, kept["conversations"], kept["under_way"]) == (200, 1, 0)
    await omid.until(
        lambda: any(
            x["body"]["type"] == "conversation.erased" for x in omid.logs[nika.conversation_id]
        ),
        "the erasure",
    )
    again = await omid.call("sync", {"conversation_id": nika.conversation_id, "after": 0})
    assert "turquoise" not in str(again)
    await asyncio.wait_for(nika.disconnected.wait(), PATIENCE)
    back = await house.widget(identity=vouched("nika", name="Nika"))
    assert back.conversation_id != nika.conversation_id
    assert back.texts == []


async def test_a_chat_under_way_is_ended_if_it_is_meant(house: House, nika: Widget) -> None:
    """Refused by name at first; then its agent sees it closed."""
    sara, omid = await house.console("Sara"), await house.console("Omid", role="admin")
    customer = await _customer_of(omid, nika)
    assert (await sara.about("take", nika.conversation_id))["ok"]
    assert (await _get(omid, f"{customer}/kept"))[1]["under_way"] == 1
    status, refused = await _erase(omid, customer)
    assert (status, refused["error"]["code"]) == (409, "under_way")
    assert (await _erase(omid, customer, under_way=True))[0] == 200
    await sara.until_owner(nika.conversation_id, "closed")
    answer = await sara.call(
        "note",
        {
            "conversation_id": nika.conversation_id,
            "client_id": "0192f3a4-0000-7000-8000-000000000001",
            "text": "who was this?",
        },
    )
    assert answer["error"]["code"] == "erased"


async def test_what_another_team_keeps_is_not_handed_out(closed_house: House) -> None:
    """An admin exports and erases whom they may read; supervisors read everything."""
    house = closed_house
    await house.open_gateway(FIRUZE_VISIBILITY="team")
    nika = await house.widget()
    await nika.say("hello")
    email = await house.hire("Sara")
    await house.directory.set_skills(email, Skills(teams=frozenset({"returns"})))
    sara = await house.console("Sara", email=email)
    assert (await sara.about("take", nika.conversation_id))["ok"]
    customer = await _customer_of(sara, nika)
    omid = await house.console("Omid", role="admin")
    assert (await _get(omid, f"{customer}/export"))[0] == 403
    assert (await _erase(omid, customer, under_way=True))[0] == 403
    leila = await house.console("Leila", role="supervisor")
    assert (await _get(leila, f"{customer}/export"))[0] == 200


async def test_nobody_is_found_under_a_strange_id(house: House) -> None:
    """The gateway answers alike for what is no id and for what is nobody's."""
    omid = await house.console("Omid", role="admin")
    for customer in ("0192f3a4-0000-7000-8000-000000000001", "x"):
        assert (await _get(omid, f"{customer}/export"))[0] == 404
        assert (await _erase(omid, customer))[0] == 404
