"""The main road: widget, bot, person and back, on real sockets."""

from tests.handoff.conftest import House
from tests.handoff.scripted_bot import ScriptedBot, reply


async def test_the_bot_answers_the_customer(house: House) -> None:
    """A message goes to the bot, and its answer comes back as a push."""
    widget = await house.widget()
    ack = await widget.say("when do you open?")
    assert ack["ok"]
    await widget.until_type("bot.said")
    assert widget.texts == ["when do you open?", "You said: when do you open?"]


async def test_a_person_takes_over_and_hands_back(house: House, bot: ScriptedBot) -> None:
    """A complaint is offered to the agent, who sees all of it, replies, and closes."""
    bot.answer = lambda _: reply("I am sorry", intent="complaint")
    sara = await house.console("Sara")
    widget = await house.widget()
    mine = widget.conversation_id
    await widget.say("my book is torn")
    await sara.until_owner(mine, "offered")
    assert sara.items[mine]["reason"] == "complaint"
    await sara.about("accept", mine)
    watched = await sara.watch(mine)
    assert watched["packet"]["reason"] == "complaint"
    await sara.say(mine, "I will send another one")
    await widget.until(lambda: "I will send another one" in widget.texts, "the agent's words")
    assert widget.state["agent"] == {"name": "Sara", "portrait": None}
    await sara.about("close", mine)
    await widget.until_type("conversation.closed")
    assert sara.texts(mine) == ["my book is torn", "I am sorry", "I will send another one"]
