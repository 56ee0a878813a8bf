"""Permits to change an order, on the real tables and limits."""

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from redis.asyncio import Redis
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.order_codes import PostgresOrderCodes
from handoff.adapters.postgres.tables import deliveries, order_codes
from handoff.adapters.signatures import SecretCodes
from handoff.adapters.valkey.limits import ValkeyLimits
from handoff.adapters.valkey.pseudonyms import Pseudonyms
from handoff.domain.shop.order_codes import LIFE, ON_ITS_WAY, TRIES, ChangeRule
from handoff.domain.shop.orders import Order
from handoff.services.order_permits import (
    CODES_PER_CONVERSATION,
    CODES_PER_ORDER,
    Applicant,
    CodeBook,
    OrderPermits,
    Permit,
)
from tests.handoff.cards import card_of
from tests.handoff.services.conftest import Clock, Door
from tests.handoff.shop import Settled

MAKER = SecretCodes("secret-of-the-tests")


def order(email: str | None = "nika@mail.example") -> Order:
    card = card_of(new_id()[-6:], state="packed")
    return Order(email=email, phone="+98 912 555 0142", card=card)


@dataclass
class Counter:
    """Where visitors have orders changed, under one rule."""

    engine: AsyncEngine
    clock: Clock
    door: Door
    permits: OrderPermits

    async def visitor(self, *, owner: bool = False) -> Applicant:
        conversation = await self.door.conversation()
        return Applicant(
            conversation_id=conversation.id, message_id=new_id(), language="en", owner=owner
        )

    async def ask(self, who: Applicant, what: Order, given: str | None = None) -> Permit:
        """Asks in a message of its own."""
        return await self.permits.ask(replace(who, message_id=new_id()), what, given)

    async def code(self, who: Applicant) -> str:
        """The one that was sent last in this conversation."""
        query = (
            select(order_codes.c.id)
            .where(order_codes.c.conversation_id == who.conversation_id)
            .order_by(order_codes.c.created_at.desc(), order_codes.c.id.desc())
        )
        async with self.engine.connect() as connection:
            return MAKER.digits(str((await connection.execute(query)).scalars().first()))

    async def mails(self, who: Applicant) -> list[str]:
        """The addresses that codes were sent to in this conversation."""
        query = (
            select(deliveries.c.to)
            .join(order_codes, order_codes.c.id == deliveries.c.code_id)
            .where(order_codes.c.conversation_id == who.conversation_id)
        )
        async with self.engine.connect() as connection:
            return list((await connection.execute(query)).scalars())


@pytest.fixture
def rule() -> ChangeRule:
    return "code"


@pytest.fixture
def mails() -> bool:
    return True


@pytest.fixture
def counter(
    engine: AsyncEngine, door: Door, valkey: Redis, clock: Clock, rule: ChangeRule, *, mails: bool
) -> Counter:
    limits = ValkeyLimits(valkey, Pseudonyms("secret-of-the-tests"))
    book = CodeBook(PostgresOrderCodes(engine), MAKER)
    permits = OrderPermits(Settled(changes=rule), book, limits, clock, new_id, mails=mails)
    return Counter(engine, clock, door, permits)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


@pytest.mark.parametrize("rule", ["vouched", "contact", "code"])
async def test_the_shop_s_customers_need_no_more_proof(counter: Counter) -> None:
    """They change their own orders, under every rule."""
    owner, theirs = await counter.visitor(owner=True), order()
    assert counter.permits.way(theirs, owner=True) == "free"
    assert (await counter.ask(owner, theirs)).result == "granted"
    assert await counter.mails(owner) == []


@pytest.mark.parametrize(
    ("rule", "mails", "email", "way", "result"),
    [
        ("contact", False, None, "free", "granted"),
        ("vouched", True, "nika@mail.example", "sign_in", "sign_in_needed"),
        ("code", True, "nika@mail.example", "code", "code_sent"),
        ("code", True, None, "sign_in", "sign_in_needed"),
        ("code", False, "nika@mail.example", "sign_in", "sign_in_needed"),
    ],
)
async def test_a_visitor_proves_what_the_rule_asks_for(
    counter: Counter, email: str | None, way: str, result: str
) -> None:
    """Where no code can be sent, visitors must sign in, and hear so as early as possible."""
    visitor, what = await counter.visitor(), order(email)
    assert counter.permits.way(what, owner=False) == way
    assert (await counter.ask(visitor, what)).result == result
    given = await counter.ask(visitor, what, "123456")
    assert (given.result == "granted") == (result == "granted")


async def test_the_code_goes_to_the_order_s_address_and_is_good_once(counter: Counter) -> None:
    """Not to whatever the visitor has named; of the address they are shown as much as they know."""
    visitor, what = await counter.visitor(), order()
    sent = await counter.ask(visitor, what)
    assert sent == Permit(result="code_sent", sent_to="n•••@mail.example")
    assert await counter.mails(visitor) == ["nika@mail.example"]
    code = await counter.code(visitor)
    bringing = replace(visitor, message_id=new_id())
    assert (
        await counter.permits.ask(bringing, what, f" {code[:3]} {code[3:]}")
    ).result == "granted"
    again = await counter.permits.ask(bringing, what, code)
    assert again.result == "granted", "the same message, taken by another gateway"
    counter.clock.elapse(ON_ITS_WAY.total_seconds())
    assert (await counter.ask(visitor, what, code)).result == "code_expired"


async def test_a_code_opens_no_other_order_and_no_other_conversation(counter: Counter) -> None:
    """It is bound to both."""
    visitor, other, what = await counter.visitor(), await counter.visitor(), order()
    await counter.ask(visitor, what)
    code = await counter.code(visitor)
    assert (await counter.ask(other, what, code)).result == "code_sent"
    assert (await counter.ask(visitor, order(), code)).result == "code_sent"
    assert (await counter.ask(other, what, code)).result == "code_wrong"
    assert (await counter.ask(visitor, what, code)).result == "granted"


async def test_a_code_may_be_guessed_at_so_often(counter: Counter) -> None:
    """However many guess at once; what can be no code costs no try. Then another code is sent."""
    visitor, what = await counter.visitor(), order()
    await counter.ask(visitor, what)
    code = await counter.code(visitor)
    assert (await counter.ask(visitor, what, "where is it?")).result == "code_wrong"
    guesses = await asyncio.gather(*(counter.ask(visitor, what, wrong(code)) for _ in range(TRIES)))
    assert {permit.result for permit in guesses} == {"code_wrong"}
    late = await counter.ask(visitor, what, code)
    assert (late.result, late.sent_to) == ("code_expired", "n•••@mail.example")
    fresh = await counter.code(visitor)
    assert fresh != code
    assert (await counter.ask(visitor, what, fresh)).result == "granted"


async def test_a_code_runs_out(counter: Counter) -> None:
    """A new one replaces it when the customer enters it too late."""
    visitor, what = await counter.visitor(), order()
    await counter.ask(visitor, what)
    code = await counter.code(visitor)
    counter.clock.elapse(LIFE.total_seconds())
    assert (await counter.ask(visitor, what, code)).result == "code_expired"
    assert len(await counter.mails(visitor)) == 2


async def test_only_the_newest_code_counts(counter: Counter) -> None:
    """Asked for again in the same minute, the first one is on its way and stays good."""
    visitor, what = await counter.visitor(), order()
    await counter.ask(visitor, what)
    first = await counter.code(visitor)
    assert (await counter.ask(visitor, what)).result == "code_sent"
    assert len(await counter.mails(visitor)) == 1
    counter.clock.elapse((ON_ITS_WAY + timedelta(seconds=1)).total_seconds())
    assert (await counter.ask(visitor, what)).result == "code_sent"
    second = await counter.code(visitor)
    assert (await counter.ask(visitor, what, first)).result == "code_wrong"
    assert (await counter.ask(visitor, what, second)).result == "granted"


async def test_nobody_s_mailbox_is_flooded(counter: Counter) -> None:
    """About one order so many codes are sent, by however many visitors; and in one conversation."""
    what = order()
    for _ in range(CODES_PER_ORDER):
        assert (await counter.ask(await counter.visitor(), what)).result == "code_sent"
    assert (await counter.ask(await counter.visitor(), what)).result == "too_many_attempts"
    visitor = await counter.visitor()
    for _ in range(CODES_PER_CONVERSATION):
        assert (await counter.ask(visitor, order())).result == "code_sent"
    assert (await counter.ask(visitor, order())).result == "too_many_attempts"


async def test_a_leaked_table_holds_no_code(counter: Counter, engine: AsyncEngine) -> None:
    """Neither as it is nor hashed: without the installation's secret it cannot be made."""
    visitor, what = await counter.visitor(), order()
    await counter.ask(visitor, what)
    async with engine.connect() as connection:
        mine = order_codes.c.conversation_id == visitor.conversation_id
        [row] = (await connection.execute(select(order_codes).where(mine))).mappings()
    code = await counter.code(visitor)
    assert len(code) == 6
    assert code not in " ".join(map(str, row.values()))
    assert SecretCodes("another secret").digits(row["id"]) != code
