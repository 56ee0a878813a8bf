"""Transcripts by mail: whose words go to which address, and how often, on real servers."""

from collections.abc import Sequence
from typing import Any

import pytest
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.deliveries import PostgresDeliveries
from handoff.adapters.transcripts import document
from handoff.adapters.valkey.addresses import ValkeyAddresses
from handoff.adapters.valkey.limits import ValkeyLimits
from handoff.adapters.valkey.pseudonyms import Pseudonyms
from handoff.domain.cards import CouponCard
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.events import Event
from handoff.domain.conversation.state import Conversation
from handoff.domain.errors import IllegalMove, InvalidInput, Refusal, TooManyAttempts
from handoff.domain.people import Names
from handoff.services.conversations import Conversations
from handoff.services.ports.limits import ClientNetwork
from handoff.services.transcripts import (
    MAILS_AT_MOST,
    MAILS_PER_NETWORK,
    PAGE,
    TranscriptMails,
    Transcripts,
)
from tests.handoff.services.conftest import Clock, Door, say
from tests.handoff.shop import Settled

pytestmark = pytest.mark.usefixtures("nothing_to_deliver")

SARA = c.Agent(id=new_id(), names=Names(en="Sara"))


class Pages:
    """The log, and how many of its pages were read."""

    def __init__(self, conversations: Conversations) -> None:
        self._store = conversations.store
        self.pages = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def read(self, *args: Any, **more: Any) -> Sequence[Event]:
        self.pages += 1
        return await self._store.read(*args, **more)


class Counter:
    """Where customers order transcripts."""

    def __init__(self, engine: AsyncEngine, valkey: Redis, clock: Clock, door: Door) -> None:
        names = Pseudonyms("secret-of-the-tests")
        self.mails = PostgresDeliveries(engine)
        self.networks = ValkeyAddresses(valkey, names)
        limits = ValkeyLimits(valkey, names)
        self.transcripts = TranscriptMails(
            self.mails, limits, self.networks, clock, new_id, mails=True
        )
        self.without_mail = TranscriptMails(
            self.mails, limits, self.networks, clock, new_id, mails=False
        )
        self.door = door

    async def customer(
        self,
        email: str | None,
        network: ClientNetwork | None = None,
        *,
        helped: bool = True,
        vouched: bool = False,
    ) -> Conversation:
        """Somebody who has said something and left an address, from a network of their own unless told."""
        customer = await self.door.customer(new_id() if vouched else None)
        await self.networks.remember(customer.id, network or ClientNetwork(new_id()))
        commands: list[c.Command] = [say()]
        if email is not None:
            commands.append(c.LeaveContact(client_id=new_id(), email=email))
        if helped:
            words = c.AgentSay(agent=SARA, text="On its way.", client_id=new_id())
            commands += [c.Take(agent=SARA), words]
        return await self.door.conversation(*commands, customer=customer)


@pytest.fixture
def counter(engine: AsyncEngine, valkey: Redis, clock: Clock, door: Door) -> Counter:
    return Counter(engine, valkey, clock, door)


def address() -> str:
    return f"nika-{new_id()}@mail.example"


async def refusal(mails: TranscriptMails, state: Conversation) -> Refusal:
    with pytest.raises(Refusal) as refused:
        await mails.order(state)
    return refused.value


async def test_a_strangers_words_are_mailed_once_a_person_has_seen_them(counter: Counter) -> None:
    """Nobody verifies an address that is left: whoever talks to the bot alone mails nothing to anybody."""
    alone = await counter.customer(address(), helped=False)
    refused = await refusal(counter.transcripts, alone)
    assert isinstance(refused, IllegalMove)
    assert refused.code == "nobody_answered"
    assert await counter.mails.of_conversation(alone.id) == []
    helped = await counter.customer(address())
    ordered = await counter.transcripts.order(helped)
    sent = await counter.mails.of_conversation(helped.id)
    assert [x.id for x in sent if x.kind == "transcript"] == [ordered.id]


async def test_customers_of_the_shop_need_no_person(counter: Counter) -> None:
    """The shop knows who they are."""
    mine = await counter.customer(address(), helped=False, vouched=True)
    assert (await counter.transcripts.order(mine)).kind == "transcript"


async def test_one_address_gets_a_few_a_day(counter: Counter) -> None:
    """From however many conversations and networks, in capitals too; another address still gets its own."""
    flooded = address()
    for _ in range(MAILS_AT_MOST):
        await counter.transcripts.order(await counter.customer(flooded))
    for again in (flooded, flooded.replace("nika", "NIKA")):
        refused = await refusal(counter.transcripts, await counter.customer(again))
        assert isinstance(refused, TooManyAttempts)
        assert int(refused.data["retry_after"]) > 3600
    await counter.transcripts.order(await counter.customer(address()))


async def test_one_network_orders_a_few_a_day(counter: Counter) -> None:
    """For however many addresses."""
    network = ClientNetwork(new_id())
    for _ in range(MAILS_PER_NETWORK):
        await counter.transcripts.order(await counter.customer(address(), network))
    refused = await refusal(counter.transcripts, await counter.customer(address(), network))
    assert refused.code == "rate_limited"


async def test_one_conversation_is_mailed_a_few_times_a_day(counter: Counter) -> None:
    """To whichever addresses its customer names."""
    state = await counter.customer(address())
    for _ in range(MAILS_AT_MOST):
        await counter.transcripts.order(state)
        left = c.LeaveContact(client_id=new_id(), email=address())
        state = await counter.door.go_on(state, left)
    assert (await refusal(counter.transcripts, state)).code == "rate_limited"


@pytest.mark.parametrize("said", [3, 4, 60])
async def test_a_transcript_is_read_from_its_end(
    door: Door, conversations: Conversations, said: int
) -> None:
    """The last messages in order, wherever notes and silence stand between them; not one page more is read."""
    lines = [c.AgentSay(agent=SARA, text=f"{n}", client_id=new_id()) for n in range(said)]
    notes = [c.AgentNote(agent=SARA, text="between us", client_id=new_id()) for _ in range(5)]
    state = await door.conversation(c.Take(agent=SARA), *notes, *lines, *notes)
    store = Pages(conversations)
    transcript = await Transcripts(store, document, Settled()).of(state, 3)
    assert [line.text for line in transcript.lines] == [f"{n}" for n in range(said - 3, said)]
    assert transcript.shortened == (said > 3)
    assert store.pages == 1


async def test_what_an_agent_has_shown_is_in_the_transcript(
    door: Door, conversations: Conversations
) -> None:
    """As cards are: with the words, in one line."""
    shown = CouponCard(title="Sorry", code="S-10")
    words = c.AgentSay(agent=SARA, text="For you", client_id=new_id(), card=shown)
    state = await door.conversation(c.Take(agent=SARA), words)
    transcripts = Transcripts(conversations.store, document, Settled())
    (line,) = (await transcripts.of(state)).lines
    assert (line.text, line.card) == ("For you", shown)
    assert "Code: S-10" in await transcripts.document(state, "html")
    assert "Code: S-10" in await transcripts.document(state, "text")


async def test_short_pages_of_the_log_leave_nothing_out(
    door: Door, conversations: Conversations
) -> None:
    """Two pages and more hold every message once."""
    lines = [c.AgentSay(agent=SARA, text=f"{n}", client_id=new_id()) for n in range(PAGE + 20)]
    state = await door.conversation(say("first"), c.Take(agent=SARA), *lines)
    transcript = await Transcripts(conversations.store, document, Settled()).of(state)
    texts = [line.text for line in transcript.lines]
    assert texts == ["first", *(f"{n}" for n in range(PAGE + 20))]
    assert not transcript.shortened


async def test_what_cannot_be_mailed_is_refused(counter: Counter) -> None:
    """Without a mail server, without an address, and once the words are gone."""
    state = await counter.customer(address())
    refused = await refusal(counter.without_mail, state)
    assert isinstance(refused, InvalidInput)
    assert refused.code == "mail_not_set_up"
    silent = await counter.customer(None)
    assert (await refusal(counter.transcripts, silent)).code == "no_address"
    erased = await counter.door.go_on(state, c.Erase(under_way=True))
    assert (await refusal(counter.transcripts, erased)).code == "erased"
