"""What customers and agents see when processes die."""

from collections.abc import Callable, Sequence

from playwright.async_api import expect

from handoff.adapters.machine import new_id, now
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.engine import open_engine
from handoff.adapters.postgres.lists import PostgresLists
from handoff.domain.conversation import commands
from handoff.domain.conversation.decisions import append
from handoff.domain.conversation.state import Conversation, WithAgent
from handoff.domain.people import Names
from handoff.services.ports.lists import Search
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


async def test_an_inbox_recovers_what_changed_while_its_gateway_was_dead(
    live: Live, new_customer: NewCustomer, new_agent: NewAgent
) -> None:
    """Closed meanwhile: gone. Answered meanwhile: there, with the last words. Without a reload."""
    sara = await new_agent("sara")
    gone, other = await new_customer("en"), await new_customer("fa")
    await gone.say("hi there")
    await gone.wants_a_person()
    await sara.accept()
    await other.say("سلام")
    await sara.page.get_by_test_id("tab-all").click()
    mine, theirs = sara.items("agent"), sara.items("bot").filter(has_text="سلام").first
    await expect(mine).to_have_count(1)
    await expect(theirs).to_be_visible()
    chats = [await row.get_attribute("data-conversation-id") for row in (mine, theirs)]

    live.kill("gateway")
    omid = commands.Agent(id=new_id(), names=Names(en="Omid"))
    words = "written while the gateway was dead"
    await _commit(live, chats[0], lambda state: [commands.Close(agent=_owner_of(state))])
    say = commands.AgentSay(agent=omid, text=words, client_id=new_id())
    await _commit(live, chats[1], lambda _: [commands.Take(agent=omid), say])

    answered = sara.page.locator(f'[data-testid="inbox-item"][data-conversation-id="{chats[1]}"]')
    await expect(answered).to_contain_text(words, timeout=60_000)
    await expect(sara.items("agent").filter(has_text="hi there")).to_have_count(0)
    await expect(sara.page.get_by_test_id("tab-mine")).not_to_contain_text("1")


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
        (conversation,) = (await PostgresLists(engine).search(Search(words=words))).briefs
        events = await store.read(conversation.id, after=0, limit=1000, public_only=True)
        return [(event.seq, event.body.type) for event in events]
    finally:
        await engine.dispose()


async def _commit(
    live: Live,
    conversation_id: str | None,
    decided: Callable[[Conversation], Sequence[commands.Command]],
) -> None:
    """Straight into the record: no gateway hears of it."""
    assert conversation_id is not None
    engine = open_engine(live.database_url)
    try:
        store = PostgresConversations(engine)
        state = await store.load(conversation_id)
        for command in decided(state):
            after, events = append(state, command, now())
            await store.commit(state, after, events)
            state = after
    finally:
        await engine.dispose()


def _owner_of(state: Conversation) -> commands.Agent:
    assert isinstance(state.owner, WithAgent)
    return commands.Agent(id=state.owner.agent_id, names=Names.written(state.owner.agent_name))
