"""What a shop changes in its settings holds on every gateway soon, without a restart."""

from pathlib import Path
from typing import Any

import aiohttp
import pytest

from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.app import Gateway
from tests.handoff.conftest import BUSINESS, INTERNAL_SECRET, House, base_of
from tests.handoff.scripted_bot import Json, ScriptedBot, echo
from tests.handoff.waiting import eventually


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The shop of these tests alone, which they change."""
    path = tmp_path / "business.yml"
    path.write_text(BUSINESS, encoding="utf-8")
    return path


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")


def _rename(file: Path, name: str) -> None:
    _write(file, BUSINESS.replace("Book Corner", name))


async def _shop_name(http: aiohttp.ClientSession, gateway: Gateway) -> str:
    url = f"{base_of(gateway)}/api/visitor/session"
    async with http.post(url, json={"language": "en"}) as answer:
        name: str = (await answer.json())["shop_name"]
        return name


async def _internal(http: aiohttp.ClientSession, gateway: Gateway, path: str) -> Any:
    url = f"http://127.0.0.1:{gateway.internal_port}/internal/{path}"
    headers = {"Authorization": f"Bearer {INTERNAL_SECRET}"}
    async with http.get(url, headers=headers) as answer:
        return await answer.json()


async def _checks(http: aiohttp.ClientSession, gateway: Gateway) -> Any:
    async with http.get(f"{base_of(gateway)}/readyz") as answer:
        return await answer.json()


async def test_a_change_reaches_customers_and_bot_on_every_gateway(
    closed_house: House, http: aiohttp.ClientSession, file: Path
) -> None:
    """The name on the widget, what the bot says, and the hours it calculates with change."""
    gateways = [await closed_house.open_gateway(FIRUZE_BUSINESS_FILE=file) for _ in range(2)]
    moved = BUSINESS.replace("Asia/Tehran", "Asia/Dubai").replace("books.example", "corner.example")
    _write(file, moved.replace("Book Corner", "Corner of Books"))
    for gateway in gateways:

        async def renamed(gateway: Gateway = gateway) -> bool:
            return await _shop_name(http, gateway) == "Corner of Books"

        await eventually(renamed, "the new name")
        told = await _internal(http, gateway, "business")
        assert told["contact"]["email"] == "help@corner.example"
        assert (await _internal(http, gateway, "business/hours"))["timezone"] == "Asia/Dubai"


async def test_a_broken_file_is_seen_from_outside_and_changes_nothing(
    closed_house: House, http: aiohttp.ClientSession, file: Path
) -> None:
    """The gateway serves on with what was last good, and says that it is not well."""
    gateway = await closed_house.open_gateway(FIRUZE_BUSINESS_FILE=file)
    assert (await _checks(http, gateway))["checks"]["settings"] == "ok"
    _write(file, "name: [")

    async def unsound() -> bool:
        return bool((await _checks(http, gateway))["checks"]["settings"] == "down")

    await eventually(unsound, "the broken file")
    assert (await _checks(http, gateway))["status"] == "degraded"
    assert await _shop_name(http, gateway) == "Book Corner"
    _rename(file, "Corner of Books")

    async def sound() -> bool:
        return not await unsound()

    await eventually(sound, "the mended file")
    assert await _shop_name(http, gateway) == "Corner of Books"


def _about_wrapping(asked: Json) -> Json:
    """Another answer each time, so that nothing repeats itself."""
    return echo(asked) | {"intent": {"name": "gift_wrapping", "confidence": 0.9}}


TOPICS = """
version: 1
topics:
  gift_wrapping:
    kind: general
    answer: reply:utter_gift_wrapping
    person: never
    label: {en: Gifts, fa: هدیه}
"""


async def test_a_topic_that_a_shop_names_is_for_people_from_then_on(
    closed_house: House, bot: ScriptedBot, store: PostgresConversations, tmp_path: Path
) -> None:
    """The bot answers to it, and the conversation goes to the queue."""
    topics = tmp_path / "topics.yml"
    _write(topics, TOPICS)
    await closed_house.open_gateway(FIRUZE_TOPICS_FILE=topics)
    bot.answer = _about_wrapping
    widget = await closed_house.widget()
    await widget.say("can you wrap it?")
    await widget.until_type("bot.said")
    assert widget.state["owner"] == "bot"
    _write(
        topics, TOPICS.replace("kind: general", "kind: complex").replace("never", "acknowledged")
    )

    async def handed_over() -> bool:
        await widget.say("and can you wrap this one?")
        await widget.until(lambda: widget.types[-1] != "customer.said", "an answer")
        return bool(widget.state["owner"] == "queued")

    await eventually(handed_over, "the handoff")
    packet = (await store.load(widget.conversation_id)).packet
    assert packet is not None
    assert packet.reason == "complex_topic"
