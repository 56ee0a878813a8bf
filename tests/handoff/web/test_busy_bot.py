"""More customers than the bot can answer at once: nobody is lost, and nobody hears that it is broken."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from tests.handoff.browsers import Widget
from tests.handoff.conftest import House
from tests.handoff.scripted_bot import Json, ScriptedBot
from tests.handoff.waiting import eventually

CROWD = 60
# Half of the crowd at once would keep this bot busy for longer than a turn's limit of five seconds.
PACE = 0.17

LINES = ["my parcel is late", "where is it?"]
LESS_THAN_TWO_LIMITS = 9.5  # seconds


async def _crowd(house: House, number: int) -> list[Widget]:
    return [await house.widget(address=f"10.0.{nth}.1") for nth in range(number)]


async def _seen(house: House, path: str, who: Any) -> Any:
    async with who.http.get(f"{house.base}{path}") as answer:
        assert answer.status == 200
        return await answer.json()


async def test_a_crowd_is_answered_by_a_bot_with_one_core(house: House, bot: ScriptedBot) -> None:
    """The bot reads both lines of each customer once and in their order, and each answer comes once; the customer
    sees it typing meanwhile, and nobody is handed over. Supervisors see that the bot is short of cores."""
    bot.pace = PACE
    lead = await house.console("Leila", role="supervisor")
    crowd = await _crowd(house, CROWD)
    for line in LINES:
        await asyncio.gather(*(widget.say(line) for widget in crowd))
    await eventually(lambda: _short_of_cores(house, lead), "the board to tell")
    ready = await _seen(house, "/readyz", lead)
    assert (ready["status"], ready["bots"]["short_of_cores"]) == ("ok", True)

    async def answered() -> bool:
        return all(_lines(_turns(bot, widget)) == LINES for widget in crowd)

    await eventually(answered, "the bot to read every line", within=60)
    for widget in crowd:
        await _has_answer(widget)
        assert widget.types.count("bot.said") == len(_turns(bot, widget))
        assert ("typing", {"by": "bot", "active": True}) in widget.pushes
    assert not {"bot.failed", "queue.entered"} & {kind for w in crowd for kind in w.types}
    assert bot.most_at_once == 8


async def _has_answer(widget: Widget) -> None:
    await widget.until(lambda: widget.texts[-1].endswith(LINES[-1]), "the last answer")


def _turns(bot: ScriptedBot, widget: Widget) -> list[Json]:
    return [turn for turn in bot.turns if turn["sender"].startswith(widget.conversation_id)]


def _lines(turns: Sequence[Json]) -> list[str]:
    """What the customer wrote, as the bot was given it."""
    return [line for turn in turns for line in turn["text"].split("\n")]


async def _short_of_cores(house: House, lead: Any) -> bool:
    bots = (await _seen(house, "/api/staff/waits", lead))["bots"]
    return bool(bots["short_of_cores"] and bots["waiting"] > 0 and bots["longest"] >= 2)


async def test_a_customer_who_waits_for_too_long_is_told_why(
    closed_house: House, bot: ScriptedBot
) -> None:
    """The bot has given up, with an honest word, and a person is called; the turn that it is at goes on."""
    await closed_house.open_gateway(FIRUZE_BOT_TURNS=1, FIRUZE_BOT_WAIT_SECONDS=0.5)
    first, second = await _crowd(closed_house, 2)
    bot.hold()
    await first.say("one")
    await bot.until_asked(1)
    await second.say("two")
    await second.until_type("queue.entered")
    (failed,) = [event["body"] for event in second.log if event["body"]["type"] == "bot.failed"]
    assert failed["code"] == "overloaded"
    bot.release()
    await first.until_type("bot.said")
    assert len(bot.turns) == 1


@pytest.mark.parametrize("gateways", [1, 2])
async def test_a_bot_that_hangs_keeps_nobody(
    closed_house: House, bot: ScriptedBot, gateways: int
) -> None:
    """Those with the bot, and those in line, are with people after its limit of five seconds."""
    doors = [await closed_house.open_gateway(FIRUZE_BOT_TURNS=2) for _ in range(gateways)]
    crowd = [
        await closed_house.widget(door, address=f"10.{at}.{nth}.1")
        for at, door in enumerate(doors)
        for nth in range(6)
    ]
    bot.hold()
    await asyncio.gather(*(widget.say("anybody?") for widget in crowd))

    async def with_people() -> bool:
        return all("queue.entered" in widget.types for widget in crowd)

    await eventually(with_people, "a person for everybody", within=LESS_THAN_TWO_LIMITS)
    codes = {e["body"]["code"] for w in crowd for e in w.log if e["body"]["type"] == "bot.failed"}
    assert codes == {"bot_failed"}
    assert len(bot.turns) == 2 * gateways
