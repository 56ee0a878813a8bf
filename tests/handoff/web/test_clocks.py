"""Clocks that are set by hours, on the one machine or on one of two, while people talk."""

from datetime import UTC, datetime, timedelta

import pytest

from handoff.adapters.machine import new_id, now
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.app import run_gateway
from handoff.domain.conversation.commands import CustomerSay, Start
from handoff.domain.conversation.decisions import append
from handoff.domain.conversation.events import AgentSaid, CustomerSaid, Event
from handoff.domain.conversation.state import Conversation
from handoff.domain.people import Customer
from handoff.services.fresh_turns import LEASE
from handoff.settings import Settings
from tests.handoff.browsers import Console, Widget
from tests.handoff.conftest import House, Written
from tests.handoff.scripted_bot import ScriptedBot
from tests.handoff.waiting import eventually

RULES = {"FIRUZE_OFFER_SECONDS": 60, "FIRUZE_WRAP_UP_SECONDS": 1}  # no offer ends by itself


class Server:
    """PostgreSQL's time, as somebody has set it."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)
        self._asked = 0

    async def __call__(self) -> datetime:
        self._asked += 1
        return datetime.now(UTC) + self.ahead

    async def is_asked(self, times: int) -> None:
        """Waits until gateways have asked for the time so often from now on."""
        enough = self._asked + times

        async def reached() -> bool:
            return self._asked >= enough

        await eventually(reached, f"{times} looks at the clock")


async def _open(house: House, server: Server) -> None:
    """Opens a gateway that takes its time from `server`."""
    settings = Settings(**(house.settings | RULES))
    gateway = await house.stack.enter_async_context(run_gateway(settings, measure=server))
    house.gateways.append(gateway)


async def _set(server: Server, hours: int, written: Written) -> None:
    """Sets the clock, and waits until the gateway has noticed."""
    server.ahead = timedelta(hours=hours)

    async def noticed() -> bool:
        return any(entry["event"] == "clock.jumped" for entry in written.entries)

    await eventually(noticed, "the gateway to look at the clock")


async def _log(store: PostgresConversations, conversation_id: str) -> list[Event]:
    log = [*await store.read(conversation_id, after=0, limit=100, public_only=False)]
    assert [event.seq for event in log] == list(range(1, len(log) + 1))
    assert [event.at for event in log] == sorted(event.at for event in log), "times never go back"
    return log


@pytest.mark.parametrize("hours", [-3, 3])
async def test_everything_goes_on_when_the_clock_is_set(
    closed_house: House,
    bot: ScriptedBot,
    store: PostgresConversations,
    written: Written,
    hours: int,
) -> None:
    """A turn under way, an offer that is open, a chat, a wrap-up that has just begun, a token and a
    session: all of it as if nothing had happened."""
    server = Server()
    await _open(closed_house, server)
    email = await closed_house.hire("Sara")
    sara = await closed_house.console("Sara", email=email)
    chatting, asking, waiting = [await closed_house.widget() for _ in range(3)]
    await sara.about("take", chatting.conversation_id)
    await sara.watch(chatting.conversation_id)
    await sara.call("availability", {"available": False})
    bot.hold()
    await asking.say("where is my order?")
    await bot.until_asked(1)
    await sara.call("availability", {"available": True})
    await waiting.call("request_person")
    await sara.until_owner(waiting.conversation_id, "offered")
    closing = await closed_house.widget()
    await sara.about("take", closing.conversation_id)
    await sara.about("close", closing.conversation_id)
    await sara.watch(waiting.conversation_id)

    await _set(server, hours, written)

    bot.release()
    await asking.until_type("bot.said")
    await asking.say("and where is the other one?")
    await asking.until(lambda: asking.types.count("bot.said") == 2, "the next answer")
    assert (await chatting.say("still there?"))["ok"]
    assert (await sara.say(chatting.conversation_id, "yes, I am"))["ok"]
    await chatting.until(lambda: chatting.texts == ["still there?", "yes, I am"], "both lines")
    await _is_missed_and_then_taken(waiting, sara)

    again = await closed_house.widget(token=chatting.token)
    assert again.texts == chatting.texts
    newcomer = await closed_house.widget()
    await newcomer.call("request_person")
    back = await closed_house.console("Sara", email=email)
    await back.until_owner(newcomer.conversation_id, "offered")
    assert (await back.about("accept", newcomer.conversation_id))["ok"]
    for widget in (chatting, asking, waiting, newcomer):
        await _log(store, widget.conversation_id)


async def _is_missed_and_then_taken(waiting: Widget, sara: Console) -> None:
    """An offer from before the clock was set runs out at once, and its conversation can be taken."""
    log = sara.logs[waiting.conversation_id]
    await sara.until(
        lambda: "offer.expired" in [event["body"]["type"] for event in log],
        "the offer to run out",
    )
    assert (await sara.about("take", waiting.conversation_id))["ok"]
    await waiting.until_type("agent.accepted")


@pytest.mark.parametrize("hours", [-3, 3])
async def test_gateways_that_learn_at_different_times_that_the_clock_was_set_strand_nobody(
    closed_house: House, store: PostgresConversations, hours: int
) -> None:
    """The first gateway was started before the clock was set, the second one after it: both serve the
    same conversation, and neither ends an offer of the other."""
    server = Server()
    await _open(closed_house, server)
    first = closed_house.gateways[0]
    server.ahead = timedelta(hours=hours)
    await _open(closed_house, server)
    widget = await closed_house.widget(closed_house.gateways[1])
    sara = await closed_house.console("Sara", first)
    await widget.say("one")
    await widget.until_type("bot.said")
    await widget.call("request_person")
    await sara.until_owner(widget.conversation_id, "offered")
    await server.is_asked(times=12)  # by both: each has gone through what is due
    assert (await sara.about("accept", widget.conversation_id))["ok"]
    await sara.watch(widget.conversation_id)
    for number in range(3):
        assert (await widget.say(f"customer {number}"))["ok"]
        assert (await sara.say(widget.conversation_id, f"agent {number}"))["ok"]
    await widget.until(lambda: widget.texts[-1] == "agent 2", "the last line")
    log = await _log(store, widget.conversation_id)
    said = [e.body.text for e in log if isinstance(e.body, CustomerSaid | AgentSaid)]
    assert said == ["one"] + [f"{who} {n}" for n in range(3) for who in ("customer", "agent")]


@pytest.mark.parametrize("hours", [-3, 3])
async def test_a_turn_that_a_dead_gateway_took_by_a_wrong_clock_is_taken_again(
    closed_house: House, store: PostgresConversations, customers: PostgresCustomers, hours: int
) -> None:
    """A lease that ends hours from now is none."""
    asked = await _message_without_a_gateway(store, customers)
    wrong = now() + timedelta(hours=hours)
    taken = await store.take_due(now(), wrong + LEASE, 10)
    assert asked in {leased.conversation_id for leased in taken}
    await closed_house.open_gateway()

    async def answered() -> bool:
        return not (await store.load(asked)).pending

    await eventually(answered, "the turn")


async def _message_without_a_gateway(
    store: PostgresConversations, customers: PostgresCustomers
) -> str:
    visitor = Customer.visitor(new_id(), "en", now())
    await customers.add(visitor)
    before = Conversation(id=new_id())
    for command in (
        Start(customer_id=visitor.id, customer_name=None, language="en"),
        CustomerSay(text="anybody there?", client_id=new_id()),
    ):
        after, events = append(before, command, now())
        await store.commit(before, after, events)
        before = after
    return before.id
