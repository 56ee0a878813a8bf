"""What the bot does with an order: verified again, in its own turn, once."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from redis.asyncio import Redis
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.customers import PostgresCustomers, PostgresOrders
from handoff.adapters.postgres.engine import open_engine
from handoff.adapters.postgres.order_codes import PostgresOrderCodes
from handoff.adapters.postgres.tables import orders
from handoff.adapters.signatures import SecretCodes
from handoff.adapters.valkey.addresses import ValkeyAddresses
from handoff.adapters.valkey.limits import ValkeyLimits
from handoff.adapters.valkey.pseudonyms import Pseudonyms
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.state import Conversation
from handoff.domain.errors import NotFound
from handoff.domain.people import Customer, Names
from handoff.domain.shop.order_codes import ChangeRule
from handoff.domain.shop.orders import Order, OrderAction, OrderChange
from handoff.services.conversations import Conversations
from handoff.services.errors import ActionRefused, OrderSystemDown
from handoff.services.order_actions import ActionOutcome, OrderActions, Wish
from handoff.services.order_guesses import ATTEMPTS, OrderGuesses
from handoff.services.order_lookup import OrderLookup
from handoff.services.order_permits import CodeBook, OrderPermits
from handoff.services.ports.clock import Clock
from tests.handoff.cards import card_of, stored_card
from tests.handoff.domain.play.story import turn
from tests.handoff.services.conftest import Door
from tests.handoff.shop import Settled

CONTACT = "daniel@mail.example"
WINDOW = timedelta(days=7)


class Source:
    """The built-in orders; `before` and `after` a change something may happen."""

    def __init__(self, orders: PostgresOrders) -> None:
        self.orders = orders
        self.actions = orders.actions
        self.changes: list[OrderChange] = []
        self.before: Callable[[], Awaitable[None]] = _nothing
        self.after: Callable[[], Awaitable[None]] = _nothing

    async def by_number(self, number: str) -> Order | None:
        return await self.orders.by_number(number)

    async def of_customer(self, customer: Customer) -> Sequence[Order]:
        return await self.orders.of_customer(customer)

    async def change(self, change: OrderChange) -> None:
        self.changes.append(change)
        await self.before()
        await self.orders.change(change)
        await self.after()


async def _nothing() -> None:
    """As it should be."""


async def _down() -> None:
    raise OrderSystemDown("switched off by the test")


async def _refused() -> None:
    raise ActionRefused("not today")


class Shop:
    """Orders, and a customer whose yes the bot is answering."""

    def __init__(
        self, engine: AsyncEngine, source: Source, actions: OrderActions, said: Conversation
    ) -> None:
        self._engine = engine
        self.source = source
        self.actions = actions
        self.conversation = said

    async def order(self, state: str, *, arrived: timedelta | None = None) -> str:
        """The number of a new order in that state, which arrived so long ago."""
        number = new_id()[-6:].upper()
        now = datetime.now(UTC)
        tracking = (
            []
            if arrived is None
            else [{"at": (now - arrived).isoformat(), "step": "delivered", "place": None}]
        )
        card = stored_card(state=state, tracking=tracking)
        row = {"number": number, "email": CONTACT, "card": card, "placed_at": now}
        async with self._engine.begin() as connection:
            await connection.execute(insert(orders).values(row))
        return number

    async def state_of(self, number: str) -> object:
        order = await self.source.by_number(number)
        assert order is not None
        return order.card.state

    def wish(
        self, number: str, kind: OrderAction = "order_cancelled", contact: str | None = CONTACT
    ) -> Wish:
        return Wish(
            conversation_id=self.conversation.id,
            segment=0,
            message_id=MESSAGE,
            kind=kind,
            number=number,
            contact=contact,
            reason="damaged" if kind == "return_requested" else None,
        )

    async def cancel(self, number: str, contact: str | None = CONTACT) -> ActionOutcome:
        return await self.actions.act(self.wish(number, contact=contact))


MESSAGE = new_id()
SARA = c.Agent(id=new_id(), names=Names(en="Sara"))


@pytest.fixture
def rule() -> ChangeRule:
    """Number and contact are enough, but for the tests that say otherwise."""
    return "contact"


@pytest.fixture
async def shop(
    engine: AsyncEngine,
    conversations: Conversations,
    customers: PostgresCustomers,
    door: Door,
    valkey: Redis,
    clock: Clock,
    rule: ChangeRule,
) -> Shop:
    source = Source(PostgresOrders(engine))
    names = Pseudonyms("secret-of-the-tests")
    limits, addresses = ValkeyLimits(valkey, names), ValkeyAddresses(valkey, names)
    lookup = OrderLookup(conversations, customers, source, OrderGuesses(limits, addresses))
    book = CodeBook(PostgresOrderCodes(engine), SecretCodes("secret-of-the-tests"))
    settled = Settled(return_window=WINDOW, changes=rule)
    permits = OrderPermits(settled, book, limits, clock, new_id, mails=True)
    actions = OrderActions(conversations, lookup, permits, source, clock, settled)
    said = await door.conversation(c.CustomerSay(text="yes", client_id=MESSAGE))
    return Shop(engine, source, actions, said)


async def latest_code(engine: AsyncEngine, conversation_id: str, number: str) -> str:
    """The digits of the code that was mailed last."""
    code = await PostgresOrderCodes(engine).latest(conversation_id, number)
    assert code is not None
    return SecretCodes("secret-of-the-tests").digits(code.id)


async def log_of(conversations: Conversations, conversation: Conversation) -> list[str]:
    events = await conversations.store.read(conversation.id, after=2, limit=100, public_only=False)
    return [event.body.type for event in events]


async def test_an_order_is_cancelled_and_both_sides_read_it(
    shop: Shop, conversations: Conversations
) -> None:
    """Begun before, told after."""
    number = await shop.order("packed")
    assert (await shop.cancel(number)).result == "done"
    assert await shop.state_of(number) == "cancelled"
    assert await log_of(conversations, shop.conversation) == ["action.begun", "action.taken"]


async def test_a_return_is_registered_with_its_reason(
    shop: Shop, conversations: Conversations
) -> None:
    """The order arrived within the window."""
    number = await shop.order("delivered", arrived=timedelta(days=6))
    outcome = await shop.actions.act(shop.wish(number, "return_requested"))
    assert outcome.result == "done"
    assert await shop.state_of(number) == "return_requested"
    assert [change.reason for change in shop.source.changes] == ["damaged"]
    order = await shop.source.by_number(number)
    assert order is not None
    assert shop.actions.prospects(order, owner=True)["return_requested"] == "return_requested"


@pytest.mark.parametrize(
    ("state", "days", "prospects"),
    [
        ("placed", None, ("possible", "not_sent")),
        ("shipped", None, ("on_the_way", "on_the_way")),
        ("delivered", 6, ("delivered", "possible")),
        ("delivered", 8, ("delivered", "too_late")),
        ("delivered", None, ("delivered", "by_person")),
    ],
)
async def test_what_may_be_done_is_told_before(
    shop: Shop, state: str, days: int | None, prospects: tuple[str, str]
) -> None:
    """Undecidable cases go to a person."""
    arrived = None if days is None else timedelta(days=days)
    order = await shop.source.by_number(await shop.order(state, arrived=arrived))
    assert order is not None
    assert tuple(shop.actions.prospects(order, owner=True).values()) == prospects


async def test_what_the_order_system_cannot_do_is_for_a_person(shop: Shop) -> None:
    """It is neither promised nor tried."""
    shop.source.actions = frozenset()
    number = await shop.order("placed")
    order = await shop.source.by_number(number)
    assert order is not None
    assert shop.actions.prospects(order, owner=True)["order_cancelled"] == "by_person"
    assert (await shop.cancel(number)).result == "refused"
    assert shop.source.changes == []


async def test_nothing_is_done_without_the_contact(
    shop: Shop, conversations: Conversations
) -> None:
    """The action server is not believed: whose order it is, is looked up again, and guesses count."""
    number = await shop.order("placed")
    assert (await shop.cancel(number, contact=None)).result == "contact_needed"
    for _ in range(ATTEMPTS):
        assert (await shop.cancel(number, contact="x@mail.example")).result == "no_match"
    assert (await shop.cancel(number)).result == "too_many_attempts"
    assert await shop.state_of(number) == "placed"
    assert await log_of(conversations, shop.conversation) == []


async def test_an_order_that_has_left_is_not_cancelled(
    shop: Shop, conversations: Conversations
) -> None:
    """The order may have left since it was looked up; the customer sees its present state."""
    outcome = await shop.cancel(await shop.order("shipped"))
    assert outcome.result == "refused"
    assert outcome.order is not None
    assert outcome.order.card.state == "shipped"
    assert await log_of(conversations, shop.conversation) == []


async def test_a_person_who_has_taken_over_is_not_overruled(
    shop: Shop, conversations: Conversations, door: Door
) -> None:
    """The bot's turn is over: nothing happens to the order."""
    number = await shop.order("placed")
    await door.go_on(shop.conversation, c.Take(agent=SARA))
    assert (await shop.cancel(number)).result == "taken_over"
    assert await shop.state_of(number) == "placed"
    assert "action.begun" not in await log_of(conversations, shop.conversation)


async def test_a_person_who_takes_over_meanwhile_reads_what_was_done(
    shop: Shop, conversations: Conversations, door: Door
) -> None:
    """An action that had begun before is a fact, and the person reads it."""
    number = await shop.order("placed")

    async def taken() -> None:
        await door.go_on(shop.conversation, c.Take(agent=SARA))

    shop.source.before = taken
    assert (await shop.cancel(number)).result == "done"
    log = await log_of(conversations, shop.conversation)
    assert (log[0], log[-1]) == ("action.begun", "action.taken")
    assert "agent.accepted" in log


async def test_an_answered_turn_does_nothing_any_more(shop: Shop, door: Door) -> None:
    """A call that comes late, after the turn has ended without it."""
    await door.go_on(shop.conversation, turn(shop.conversation))
    assert (await shop.cancel(await shop.order("placed"))).result == "taken_over"


async def test_a_wish_that_comes_twice_is_done_once(
    shop: Shop, conversations: Conversations
) -> None:
    """Another gateway takes the turn again; at the same time or later."""
    number = await shop.order("placed")
    outcomes = await asyncio.gather(*(shop.cancel(number) for _ in range(3)))
    outcomes.append(await shop.cancel(number))
    assert {outcome.result for outcome in outcomes} == {"done"}
    assert await log_of(conversations, shop.conversation) == ["action.begun", "action.taken"]


async def test_a_gateway_that_died_in_between_is_finished_for(
    shop: Shop, conversations: Conversations
) -> None:
    """Before the order system was asked, or after it had done it: never twice."""
    for lost in ("before", "after"):
        number = await shop.order("placed")
        said = c.CustomerSay(text="yes", client_id=new_id())
        state = (await conversations.execute(shop.conversation.id, said)).conversation
        reply_to = state.asked
        wish = replace(shop.wish(number), message_id=said.client_id)
        begin = c.BeginAction(
            kind="order_cancelled", order=number, reply_to=reply_to, segment=state.segment
        )
        await conversations.execute(state.id, begin)
        if lost == "after":
            order = await shop.source.by_number(number)
            assert order is not None
            change = OrderChange(kind="order_cancelled", order=order, reason=None, key="1")
            await shop.source.orders.change(change)
        shop.source.changes.clear()
        assert (await shop.actions.act(wish)).result == "done"
        assert await shop.state_of(number) == "cancelled"
        assert len(shop.source.changes) == (1 if lost == "before" else 0)
        log = await log_of(conversations, state)
        assert log[-2:] == ["action.begun", "action.taken"]


async def test_after_a_lost_answer_the_order_is_read(
    shop: Shop, conversations: Conversations
) -> None:
    """It came through: that is what counts. It is not sent again."""
    number = await shop.order("placed")
    shop.source.after = _down
    assert (await shop.cancel(number)).result == "done"
    assert len(shop.source.changes) == 1
    assert await log_of(conversations, shop.conversation) == ["action.begun", "action.taken"]


async def test_an_order_system_that_is_down_does_nothing(
    shop: Shop, conversations: Conversations
) -> None:
    """Staff see what was begun; nothing is shown as done."""
    number = await shop.order("placed")
    shop.source.before = _down
    with pytest.raises(OrderSystemDown):
        await shop.cancel(number)
    assert len(shop.source.changes) == 1
    assert await log_of(conversations, shop.conversation) == ["action.begun"]


async def test_an_order_system_that_refuses_is_told_so(shop: Shop) -> None:
    """The refusal comes with the order as it is."""
    number = await shop.order("placed")
    shop.source.before = _refused
    outcome = await shop.cancel(number)
    assert outcome.result == "refused"
    assert outcome.order is not None


async def test_a_message_that_there_is_not_wishes_nothing(shop: Shop) -> None:
    """A message of another conversation does not count either."""
    wish = replace(shop.wish(await shop.order("placed")), message_id=new_id())
    with pytest.raises(NotFound):
        await shop.actions.act(wish)


async def test_the_built_in_table_changes_an_order_once(shop: Shop) -> None:
    """The second finds it done; a state that does not allow it is refused; down is down."""
    source = shop.source.orders
    order = await source.by_number(await shop.order("placed"))
    assert order is not None
    change = OrderChange(kind="order_cancelled", order=order, reason=None, key="1")
    await source.change(change)
    await source.change(change)
    changed = await source.by_number(order.number)
    assert changed is not None
    [step] = changed.card.tracking
    assert step.step == "cancelled"
    assert step.at.tzinfo is not None
    with pytest.raises(ActionRefused):
        await source.change(replace(change, kind="return_requested"))
    with pytest.raises(ActionRefused):
        await source.change(replace(change, order=replace(order, card=card_of("NO-SUCH"))))
    engine = open_engine("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(OrderSystemDown):
        await PostgresOrders(engine).change(change)
    await engine.dispose()


@pytest.mark.parametrize("rule", ["vouched"])
async def test_number_and_contact_are_not_enough_where_the_shop_says_so(
    shop: Shop, conversations: Conversations
) -> None:
    """The bot begins nothing, and says so before it asks "are you sure?"."""
    number = await shop.order("packed")
    refused = await shop.cancel(number)
    assert (refused.result, refused.owner) == ("sign_in_needed", False)
    assert await shop.state_of(number) == "packed"
    assert await log_of(conversations, shop.conversation) == []
    assert refused.order is not None
    told = shop.actions.prospects(refused.order, owner=False)
    assert told == {"order_cancelled": "sign_in_needed", "return_requested": "not_sent"}


@pytest.mark.parametrize("rule", ["code"])
async def test_a_code_from_the_order_s_mailbox_is_enough(
    shop: Shop, conversations: Conversations, engine: AsyncEngine
) -> None:
    """Once it was brought; until then nothing is begun, whatever is typed instead."""
    number = await shop.order("packed")
    sent = await shop.cancel(number)
    assert (sent.result, sent.sent_to) == ("code_sent", "d•••@mail.example")
    assert sent.order is not None
    assert shop.actions.prospects(sent.order, owner=False)["order_cancelled"] == "with_code"
    code = await latest_code(engine, shop.conversation.id, number)
    for typed in ("yes please", f"{(int(code) + 1) % 10**6:06}"):
        wish = replace(shop.wish(number), code=typed)
        assert (await shop.actions.act(wish)).result == "code_wrong"
    assert await log_of(conversations, shop.conversation) == []
    done = await shop.actions.act(replace(shop.wish(number), code=code))
    assert done.result == "done"
    assert await shop.state_of(number) == "cancelled"


@pytest.mark.parametrize("rule", ["code"])
async def test_what_was_begun_with_a_code_is_finished_without_another(
    shop: Shop, engine: AsyncEngine
) -> None:
    """The gateway that had begun it was killed; the same turn is taken by another one."""
    number = await shop.order("packed")
    await shop.cancel(number)
    code = await latest_code(engine, shop.conversation.id, number)

    async def killed() -> None:
        raise RuntimeError("killed by the test")

    shop.source.before = killed
    wish = replace(shop.wish(number), code=code)
    with pytest.raises(RuntimeError):
        await shop.actions.act(wish)
    shop.source.before = _nothing
    assert (await shop.actions.act(wish)).result == "done"


@pytest.mark.parametrize("rule", ["code"])
async def test_what_was_begun_permits_nothing_else(shop: Shop, engine: AsyncEngine) -> None:
    """In the turn in which one order is cancelled, another one still needs its own code."""
    number, other = await shop.order("packed"), await shop.order("packed")
    await shop.cancel(number)
    code = await latest_code(engine, shop.conversation.id, number)
    assert (await shop.actions.act(replace(shop.wish(number), code=code))).result == "done"
    assert (await shop.cancel(other)).result == "code_sent"
    assert await shop.state_of(other) == "packed"
