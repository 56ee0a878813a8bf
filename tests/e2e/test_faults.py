"""What customers and agents see when processes die."""

from playwright.async_api import expect

from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.engine import open_engine
from handoff.services.ports import Search
from tests.e2e.conftest import NewAgent, NewCustomer
from tests.e2e.live import Live


async def test_reload_and_a_killed_gateway_lose_and_double_nothing(
    live: Live, new_customer: NewCustomer, new_agent: NewAgent
) -> None:
    """Both sides show the same full log after a reload and a kill -9 in mid-conversation."""
    sara = await new_agent("sara")
    customer = await new_customer("en")
    await customer.say("hi there")
    await customer.wants_a_person()
    await sara.accept()
    await sara.reply("first reply")
    await customer.hears("agent.said", "first reply")
    await customer.page.reload()
    await customer.hears("agent.said", "first reply")

    live.kill("gateway")
    composer = customer.page.get_by_test_id("composer")
    await composer.fill("written while the gateway is dead")
    await customer.page.get_by_test_id("send").click()
    await expect(
        sara.event("customer.said").filter(has_text="written while the gateway is dead")
    ).to_have_count(1, timeout=60_000)
    await sara.reply("second reply")
    await customer.hears("agent.said", "second reply")

    seen_by_sara = await sara.log()
    seen_by_customer = await customer.log()
    assert len(set(seen_by_sara)) == len(seen_by_sara)
    assert len(set(seen_by_customer)) == len(seen_by_customer)
    public = await _public_log(live, "written while the gateway is dead")
    shown = {"customer.said", "bot.said", "agent.said", "agent.accepted", "queue.entered"}
    expected = [entry for entry in public if entry[1] in shown]
    assert [entry for entry in seen_by_customer if entry[1] in shown] == expected
    assert [entry for entry in seen_by_sara if entry[1] in shown] == expected


async def test_a_dead_bot_means_an_apology_and_a_person(
    live: Live, new_customer: NewCustomer, new_agent: NewAgent
) -> None:
    """The bot is killed: the next message is met with an apology and offered to an agent."""
    sara = await new_agent("sara")
    customer = await new_customer("fa")
    live.kill("bot")
    await customer.say("سفارشم کجاست؟")
    await expect(customer.event("bot.failed")).to_have_count(1)
    await sara.accept()
    await sara.reply("I am here.")
    await customer.hears("agent.said", "I am here")
    await live.becomes_ready()


async def _public_log(live: Live, words: str) -> list[tuple[int, str]]:
    engine = open_engine(live.database_url)
    try:
        store = PostgresConversations(engine)
        (conversation,) = await store.search(Search(words=words))
        events = await store.read(conversation.id, after=0, limit=1000, public_only=True)
        return [(event.seq, event.body.type) for event in events]
    finally:
        await engine.dispose()
