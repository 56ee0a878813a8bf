"""One try of one delivery, on the real store, with a postman who does as told."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.account_links import PostgresAccountLinks
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customer_data import PostgresCustomerData
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.adapters.postgres.data_requests import PostgresDataRequests
from handoff.adapters.postgres.deliveries import PostgresDeliveries
from handoff.adapters.postgres.marks import PostgresMarks
from handoff.adapters.postgres.order_codes import PostgresOrderCodes
from handoff.adapters.postgres.staff import PostgresStaff
from handoff.adapters.postgres.tables import deliveries
from handoff.adapters.signatures import SecretCodes, SignedCustomerLinks, SignedLinks
from handoff.adapters.transcripts import document
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.decisions import append
from handoff.domain.conversation.marks import Mark
from handoff.domain.conversation.state import Conversation
from handoff.domain.data_requests import COPY_LIFE, DataRequest, give_copy
from handoff.domain.deliveries import Accepted, Delivery, Rejected
from handoff.domain.people import Customer, Names
from handoff.domain.shop.order_codes import TRIES, mail_of, new_code
from handoff.services.account_links import LinkBook
from handoff.services.carrier import Carrier
from handoff.services.customer_links import CustomerLinkBook
from handoff.services.letters import LOG_PAGE, Books, Letters
from handoff.services.order_permits import CodeBook
from handoff.services.ports.deliveries import AnswerLetter, CodeLetter, DataLetter, Letter
from handoff.services.publication import Publication
from handoff.services.transcripts import Transcripts
from tests.handoff.services.conftest import Clock, Door, say
from tests.handoff.shop import Settled

SARA = c.Agent(id=new_id(), names=Names(en="Sara"))
LEASE = timedelta(seconds=30)
SHOP = Settled()


@dataclass
class Postman:
    """Records what it is given, and reports success, or what the test says."""

    works: bool = True
    says: Accepted | Rejected = field(default_factory=Accepted)
    carried: list[Letter] = field(default_factory=list)

    async def carry(self, letter: Letter) -> Accepted | Rejected:
        self.carried.append(letter)
        return self.says

    @property
    def answer(self) -> AnswerLetter:
        matter = self.carried[-1].matter
        assert isinstance(matter, AnswerLetter)
        return matter


HELP = "https://help.books.example"


def book(engine: AsyncEngine) -> LinkBook:
    links = PostgresAccountLinks(engine)
    signer = SignedLinks("a secret of sixteen")
    return LinkBook(links, PostgresStaff(engine), signer, HELP)


def books(engine: AsyncEngine) -> Books:
    codes = CodeBook(PostgresOrderCodes(engine), SecretCodes("a secret of sixteen"))
    customers = CustomerLinkBook(SignedCustomerLinks("a secret of sixteen"), HELP)
    transcripts = Transcripts(PostgresConversations(engine), document, SHOP)
    return Books(
        book(engine),
        codes,
        customers,
        PostgresCustomers(engine),
        transcripts,
        PostgresDataRequests(engine),
    )


@pytest.fixture
def postman() -> Postman:
    return Postman()


@pytest.fixture
async def mails(engine: AsyncEngine) -> PostgresDeliveries:
    async with engine.begin() as connection:
        await connection.execute(delete(deliveries))
    return PostgresDeliveries(engine)


@pytest.fixture
def carrier(
    mails: PostgresDeliveries,
    store: PostgresConversations,
    engine: AsyncEngine,
    postman: Postman,
    clock: Clock,
) -> Carrier:
    letters = Letters(store, PostgresMarks(engine), books(engine), clock, SHOP)
    return Carrier(mails, letters, postman, Publication(), clock)


@pytest.fixture
async def chat(door: Door) -> Conversation:
    """A customer who has left an address, and Sara."""
    address = c.LeaveContact(client_id=new_id(), email="nika@mail.example")
    return await door.conversation(say(), address, c.Take(agent=SARA))


def answer(text: str) -> c.AgentSay:
    return c.AgentSay(agent=SARA, text=text, client_id=new_id())


async def take(mails: PostgresDeliveries, clock: Clock) -> Delivery:
    clock.elapse(60)
    [taken] = await mails.take_due(clock(), clock() + LEASE, 9, timedelta())
    return taken


async def test_the_letter_has_the_words_and_the_sent_mail_is_on_record(
    door: Door, chat: Conversation, mails: PostgresDeliveries, carrier: Carrier, postman: Postman,
    clock: Clock,
) -> None:  # fmt: skip
    """It goes out under the delivery's id, from the shop in the customer's language."""
    await door.go_on(chat, answer("It left us today."))
    taken = await take(mails, clock)
    await carrier.carry(taken)
    [letter] = postman.carried
    assert (letter.id, letter.to, letter.shop) == (taken.id, "nika@mail.example", "Book Corner")
    assert [(x.text, x.by) for x in postman.answer.lines] == [("It left us today.", "Sara")]
    assert postman.answer.ticket is None
    assert (await mails.get(taken.id)).state == "sent"


async def test_the_ticket_is_the_one_that_was_opened_last_before_the_words(
    door: Door, mails: PostgresDeliveries, carrier: Carrier, postman: Postman, clock: Clock
) -> None:
    """The ticket number that the customer got."""
    address = c.LeaveContact(client_id=new_id(), email="nika@mail.example")
    state = await door.conversation(address, c.RequestPerson(), c.OpenTicket(number=2001))
    state = await door.go_on(state, c.Take(agent=SARA), c.ReturnToBot(agent=SARA))
    state = await door.go_on(state, c.RequestPerson(), c.OpenTicket(number=2002))
    await door.go_on(state, c.Take(agent=SARA), answer("Here I am."), c.ReturnToBot(agent=SARA))
    await carrier.carry(await take(mails, clock))
    assert postman.answer.ticket == 2002


async def test_a_long_monologue_comes_whole(
    door: Door, chat: Conversation, mails: PostgresDeliveries, carrier: Carrier, postman: Postman,
    clock: Clock,
) -> None:  # fmt: skip
    """However many pages of the log it takes, and what the customer said meanwhile is left out."""
    lines = [f"line {number}" for number in range(LOG_PAGE + 5)]
    await door.go_on(chat, answer(lines[0]), say("go on"), *map(answer, lines[1:]))
    await carrier.carry(await take(mails, clock))
    assert [x.text for x in postman.answer.lines] == lines


async def test_what_was_read_needs_no_mail(
    door: Door, chat: Conversation, mails: PostgresDeliveries, carrier: Carrier, postman: Postman,
    engine: AsyncEngine, clock: Clock,
) -> None:  # fmt: skip
    """Words read while a try was under way, which may have succeeded, stay on the record."""
    marks = PostgresMarks(engine)
    state = await door.go_on(chat, answer("first"))
    await marks.raise_mark(chat.id, "customer", Mark(delivered=state.seq, read=state.seq))
    await carrier.carry(await take(mails, clock))
    assert (postman.carried, await mails.of_conversation(chat.id)) == ([], [])
    state = await door.go_on(state, answer("second"))
    postman.says = Rejected(code="dropped")
    await carrier.carry(await take(mails, clock))
    await marks.raise_mark(chat.id, "customer", Mark(delivered=state.seq, read=state.seq))
    await carrier.carry(await take(mails, clock))
    assert [x.text for x in postman.answer.lines] == ["second"]
    [kept] = await mails.of_conversation(chat.id)
    assert (kept.state, kept.error, kept.tries) == ("withdrawn", "dropped", 2)


async def test_what_was_delivered_and_not_read_is_mailed(
    door: Door, chat: Conversation, mails: PostgresDeliveries, carrier: Carrier, postman: Postman,
    engine: AsyncEngine, clock: Clock,
) -> None:  # fmt: skip
    """A tab that nobody looks at has it, and nobody knows."""
    state = await door.go_on(chat, answer("first"))
    await PostgresMarks(engine).raise_mark(chat.id, "customer", Mark(delivered=state.seq))
    await carrier.carry(await take(mails, clock))
    assert len(postman.carried) == 1


async def test_a_letter_that_cannot_be_made_is_not_tried_for_ever(
    door: Door, chat: Conversation, mails: PostgresDeliveries, store: PostgresConversations,
    engine: AsyncEngine, postman: Postman, clock: Clock,
) -> None:  # fmt: skip
    """A fault of ours pauses as any other, and is given up with its time."""
    letters = Letters(store, PostgresMarks(engine), books(engine), clock, Settled(name={}))
    nameless = Carrier(mails, letters, postman, Publication(), clock)
    await door.go_on(chat, answer("It left us today."))
    taken = await take(mails, clock)
    await nameless.carry(taken)
    kept = await mails.get(taken.id)
    assert (kept.state, kept.error) == ("waiting", "internal")


async def test_who_has_lost_the_lease_changes_nothing(
    door: Door, chat: Conversation, mails: PostgresDeliveries, carrier: Carrier, clock: Clock
) -> None:
    """Another gateway is at it now."""
    await door.go_on(chat, answer("It left us today."))
    late = await take(mails, clock)
    now = await take(mails, clock)
    await carrier.carry(late)
    assert await mails.get(now.id) == now


async def test_a_code_is_mailed_while_it_is_good(
    door: Door, mails: PostgresDeliveries, carrier: Carrier, postman: Postman, engine: AsyncEngine,
    clock: Clock,
) -> None:  # fmt: skip
    """One that has run out, or was used up, needs no mail any more."""
    codes, state = PostgresOrderCodes(engine), await door.conversation()
    code = new_code(new_id(), state.id, "1042", clock())
    await codes.issue(code, mail_of(code, new_id(), "nika@mail.example", "fa"))
    await carrier.carry(await take(mails, clock))
    [letter] = postman.carried
    assert isinstance(letter.matter, CodeLetter)
    assert (letter.matter.number, letter.matter.minutes) == ("1042", 10)
    assert letter.matter.code.isdigit()
    code = new_code(new_id(), state.id, "1043", clock())
    await codes.issue(code, mail_of(code, new_id(), "nika@mail.example", "fa"))
    for _ in range(TRIES):
        assert await codes.attempt(code, clock())
    assert not await codes.attempt(code, clock())
    await carrier.carry(await take(mails, clock))
    assert postman.carried == [letter]


async def answered_copy(
    door: Door, engine: AsyncEngine, clock: Clock, customer: Customer, left: str
) -> DataRequest:
    """The customer has asked for a copy, having left this address, and the staff has given it."""
    address = c.LeaveContact(client_id=new_id(), email=left)
    state = await door.conversation(say(), address, customer=customer)
    asked = DataRequest(
        id=new_id(),
        customer_id=customer.id,
        conversation_id=state.id,
        kind="copy",
        asked_at=clock(),
        due_at=clock() + COPY_LIFE,
    )
    moves: list[tuple[DataRequest, c.Command]] = [
        (asked, c.MakeDataRequest(kind="copy", due_at=asked.due_at)),
        (give_copy(asked, clock()), c.AnswerDataRequest(agent=SARA, kind="copy", outcome="done")),
    ]
    requests = PostgresDataRequests(engine)
    for request, command in moves:
        after, recorded = append(state, command, clock())
        await requests.commit(state, after, recorded, request, mails=True)
        state = after
    return asked


async def test_a_guests_mail_leads_to_their_copy(
    door: Door, mails: PostgresDeliveries, carrier: Carrier, postman: Postman, engine: AsyncEngine,
    clock: Clock,
) -> None:  # fmt: skip
    """By the same link in each try, which ends with the copy; the mail says what was asked, and when."""
    guest = await door.customer()
    given_at, asked = clock(), await answered_copy(door, engine, clock, guest, "n@mail.example")
    postman.says = Rejected(code="timeout")
    taken = await take(mails, clock)
    await carrier.carry(taken)
    clock.elapse(3600)
    postman.says = Accepted()
    await carrier.carry(await take(mails, clock))
    first, second = [letter.matter for letter in postman.carried]
    assert first == second
    assert isinstance(first, DataLetter)
    assert (taken.id, first.asked, first.asked_at) == (asked.id, "copy", given_at)
    assert first.link is not None
    link = SignedCustomerLinks("a secret of sixteen").verify(first.link.rpartition("/")[2])
    assert (link.purpose, link.customer_id) == ("copy", guest.id)
    assert link.ends == int((given_at + COPY_LIFE).timestamp())


async def test_a_customers_copy_is_linked_to_where_the_shop_says_they_are(
    door: Door, mails: PostgresDeliveries, carrier: Carrier, postman: Postman, engine: AsyncEngine,
    clock: Clock,
) -> None:  # fmt: skip
    """A customer for whom the shop names no address is told to sign in, whatever was left in the chat."""
    customer = await door.customer(new_id())
    await answered_copy(door, engine, clock, customer, "left@mail.example")
    await carrier.carry(await take(mails, clock))
    await PostgresCustomers(engine).update(replace(customer, email="shop@mail.example"))
    known = await PostgresCustomers(engine).get(customer.id)
    clock.elapse(1)
    await answered_copy(door, engine, clock, known, "left@mail.example")
    await carrier.carry(await take(mails, clock))
    found = [
        (x.to, x.matter.link is None) for x in postman.carried if isinstance(x.matter, DataLetter)
    ]
    assert found == [("left@mail.example", True), ("shop@mail.example", False)]


async def test_an_answer_is_not_mailed_to_somebody_who_is_being_erased(
    door: Door, mails: PostgresDeliveries, carrier: Carrier, postman: Postman, engine: AsyncEngine,
    clock: Clock,
) -> None:  # fmt: skip
    """The conversation with its mail is still to be erased; the copy is not to be had any more."""
    guest = await door.customer()
    await answered_copy(door, engine, clock, guest, "n@mail.example")
    await PostgresCustomerData(engine).begin_erasure(guest.id)
    await carrier.carry(await take(mails, clock))
    assert postman.carried == []
