"""Customers ask for a copy of what is kept of them or for its deletion, on real servers."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.exports import document
from handoff.adapters.machine import new_id
from handoff.adapters.postgres.audit import PostgresAudit
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customer_data import PostgresCustomerData
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.adapters.postgres.data_requests import PostgresDataRequests
from handoff.adapters.signatures import SignedTokens
from handoff.adapters.valkey.addresses import ValkeyAddresses
from handoff.adapters.valkey.limits import ValkeyLimits
from handoff.adapters.valkey.pseudonyms import Pseudonyms
from handoff.domain.conversation import commands as c
from handoff.domain.data_requests import COPY_LIFE, HELD_AFTER_DUE, DataRequest
from handoff.domain.errors import IllegalMove, NotAllowed, NotFound, Refusal, TooManyAttempts
from handoff.domain.people import Customer, Names, StaffMember
from handoff.services.access import Access, TeamMap
from handoff.services.conversations import Conversations
from handoff.services.data_request_desk import DataRequestDesk
from handoff.services.data_requests import (
    COPIES_AT_MOST,
    REQUESTS_AT_MOST,
    REQUESTS_PER_NETWORK,
    DataRequestBook,
    DataRequestLimits,
    DataRequests,
)
from handoff.services.erasures import Erasures
from handoff.services.exports import Exports
from handoff.services.ports.audit import ReadQuery
from handoff.services.ports.limits import ClientNetwork
from handoff.services.publication import Publication
from handoff.services.read_audit import ReadAudit
from handoff.services.reception import Reception
from handoff.services.visits import Visit, VisitRules, Visits
from stack.free_ports import free_port
from tests.handoff.services.conftest import Clock, Crew, Door, agent, say
from tests.handoff.shop import Settled

WITHIN = timedelta(days=21)
YEAR = timedelta(days=365)


@dataclass
class Bureau:
    """Where customers ask about their data, and the staff answers."""

    data: DataRequests
    desk: DataRequestDesk
    erasures: Erasures
    store: PostgresDataRequests
    conversations: PostgresConversations
    networks: ValkeyAddresses
    trail: PostgresAudit
    door: Door
    crew: Crew

    async def customer(
        self, *commands: c.Command, vouched: bool = False, network: ClientNetwork | None = None
    ) -> tuple[Visit, Customer]:
        """Somebody who has said something, from a network of their own unless told."""
        customer = await self.door.customer(new_id() if vouched else None, name="Nika")
        await self.networks.remember(customer.id, network or ClientNetwork(new_id()))
        state = await self.door.conversation(say("my turquoise lamp"), *commands, customer=customer)
        return Visit(customer_id=customer.id, conversation_id=state.id), customer

    async def types(self, visit: Visit) -> list[str]:
        log = await self.conversations.read(
            visit.conversation_id, after=0, limit=99, public_only=False
        )
        return [event.body.type for event in log if event.body.type.startswith("data_request")]

    async def open_of(self, visit: Visit) -> DataRequest:
        [request] = [x for x in (await self.data.of(visit)).requests if x.state == "open"]
        return request


@pytest.fixture
def visits(conversations: Conversations, customers: PostgresCustomers, clock: Clock) -> Visits:
    rules = VisitRules(patience=timedelta(minutes=30), token_life=timedelta(days=30))
    reception = Reception(conversations, customers, clock, new_id)
    tokens = SignedTokens("visit-secret-of-the-gateway")
    return Visits(reception, conversations, customers, tokens, "identity-secret", clock, rules)


@pytest.fixture
def bureau_on(
    engine: AsyncEngine,
    visits: Visits,
    clock: Clock,
    access: Access,
    door: Door,
    crew: Crew,
    publication: Publication,
) -> Callable[[Redis], Bureau]:
    """Makes the one whose limits that Valkey counts."""

    def made(valkey: Redis) -> Bureau:
        names = Pseudonyms("secret-of-the-tests")
        store, conversations = PostgresDataRequests(engine), PostgresConversations(engine)
        kept, trail = PostgresCustomerData(engine), PostgresAudit(engine)
        networks = ValkeyAddresses(valkey, names)
        book = DataRequestBook(store, conversations, publication, clock, new_id)
        exports = Exports(kept, document, trail, clock)
        limits = DataRequestLimits(ValkeyLimits(valkey, names), networks)
        settings = Settled(answers_about_data=WITHIN)
        return Bureau(
            data=DataRequests(visits, book, exports, settings, limits, YEAR),
            desk=DataRequestDesk(book, access),
            erasures=Erasures(kept, conversations, publication, clock),
            store=store,
            conversations=conversations,
            networks=networks,
            trail=trail,
            door=door,
            crew=crew,
        )

    return made


@pytest.fixture
def by_team(
    engine: AsyncEngine, customers: PostgresCustomers, crew: Crew, audit: ReadAudit
) -> Access:
    """Access in a shop that separates its teams."""
    teams = TeamMap(crew.store, "team")
    return Access(PostgresConversations(engine), customers, crew.store, teams, audit)


@pytest.fixture
def bureau(bureau_on: Callable[[Redis], Bureau], valkey: Redis) -> Bureau:
    return bureau_on(valkey)


async def code_of(act: Awaitable[object]) -> str:
    with pytest.raises(Refusal) as refused:
        await act
    return refused.value.code


async def test_a_request_has_a_deadline_and_stands_in_the_log(bureau: Bureau, clock: Clock) -> None:
    """The shop's own; the customer reads it with what is kept, and for how long."""
    visit, _ = await bureau.customer()
    assert (await bureau.data.of(visit)).requests == []
    own = await bureau.data.ask(visit, "copy")
    assert (own.kept_for, own.answered_within) == (YEAR, WITHIN)
    [request] = own.requests
    assert (request.kind, request.state, request.due_at) == ("copy", "open", clock() + WITHIN)
    assert await bureau.types(visit) == ["data_request.made"]


async def test_asked_at_once_in_several_tabs_it_is_one_request(bureau: Bureau) -> None:
    """And asked again later it is still that one; the other kind is another."""
    visit, _ = await bureau.customer()
    answers = await asyncio.gather(*(bureau.data.ask(visit, "deletion") for _ in range(5)))
    ids = {request.id for own in answers for request in own.requests}
    again = await bureau.data.ask(visit, "deletion")
    assert ids == {request.id for request in again.requests}
    assert await bureau.types(visit) == ["data_request.made"]
    assert len((await bureau.data.ask(visit, "copy")).requests) == 2


async def test_a_customer_in_two_conversations_has_one_request(bureau: Bureau) -> None:
    """Asked on an old page as well, it is found there too."""
    visit, customer = await bureau.customer(vouched=True)
    other = await bureau.door.conversation(say(), customer=customer)
    await bureau.data.ask(visit, "copy")
    elsewhere = Visit(customer_id=customer.id, conversation_id=other.id)
    assert (await bureau.data.ask(elsewhere, "copy")).requests == (
        await bureau.data.of(visit)
    ).requests
    assert await bureau.types(elsewhere) == []


async def test_it_is_withdrawn_once_and_may_be_asked_again(bureau: Bureau, clock: Clock) -> None:
    """Withdrawn twice, or without a request, nothing happens."""
    visit, _ = await bureau.customer()
    assert (await bureau.data.withdraw(visit, "copy")).requests == []
    await bureau.data.ask(visit, "copy")
    for _ in range(2):
        [request] = (await bureau.data.withdraw(visit, "copy")).requests
        assert request.state == "withdrawn"
    clock.elapse(1)
    [request] = (await bureau.data.ask(visit, "copy")).requests
    assert request.state == "open"
    assert await bureau.types(visit) == [
        "data_request.made",
        "data_request.withdrawn",
        "data_request.made",
    ]


async def test_nobody_asks_in_another_customers_conversation(bureau: Bureau) -> None:
    """Nor for somebody of whom nothing is kept."""
    visit, _ = await bureau.customer()
    stranger = Visit(customer_id=new_id(), conversation_id=visit.conversation_id)
    with pytest.raises(NotFound):
        await bureau.data.ask(stranger, "deletion")
    with pytest.raises(NotFound):
        await bureau.data.withdraw(stranger, "deletion")
    unknown = Visit(customer_id=new_id(), conversation_id=new_id(), language="en")
    assert await code_of(bureau.data.ask(unknown, "copy")) == "nothing_kept"
    assert await bureau.types(visit) == []


async def test_one_customer_asks_a_few_times_a_day(bureau: Bureau, clock: Clock) -> None:
    """Withdrawing makes no room; what is open already counts for nothing."""
    visit, _ = await bureau.customer()
    for _ in range(REQUESTS_AT_MOST):
        await bureau.data.ask(visit, "copy")
        await bureau.data.ask(visit, "copy")
        await bureau.data.withdraw(visit, "copy")
        clock.elapse(1)
    with pytest.raises(TooManyAttempts):
        await bureau.data.ask(visit, "copy")


async def test_one_network_asks_a_few_times_a_day(bureau: Bureau) -> None:
    """For however many guests; another network is not held up."""
    network = ClientNetwork(new_id())
    for _ in range(REQUESTS_PER_NETWORK):
        await bureau.data.ask((await bureau.customer(network=network))[0], "copy")
    with pytest.raises(TooManyAttempts):
        await bureau.data.ask((await bureau.customer(network=network))[0], "copy")
    await bureau.data.ask((await bureau.customer())[0], "copy")


async def test_without_valkey_customers_may_still_ask(
    bureau: Bureau, bureau_on: Callable[[Redis], Bureau]
) -> None:
    """Better an uncounted request than none."""
    visit, _ = await bureau.customer()
    away = Redis.from_url(f"redis://127.0.0.1:{free_port()}")
    alone = bureau_on(away)
    [request] = (await alone.data.ask(visit, "copy")).requests
    assert request.state == "open"
    leila = await bureau.crew.hire("Leila", role="supervisor")
    await bureau.desk.give_copy(leila, request.id)
    assert "turquoise" in await alone.data.copy(visit, "html", "en")
    await away.aclose()


async def test_a_copy_is_there_once_a_member_has_given_it(bureau: Bureau, clock: Clock) -> None:
    """For a while, and a number of times a day; the audit has who gave it."""
    visit, customer = await bureau.customer()
    await bureau.data.ask(visit, "copy")
    assert await code_of(bureau.data.copy(visit, "html", "en")) == "no_copy"
    leila = await bureau.crew.hire("Leila", role="supervisor")
    listed = await bureau.desk.give_copy(leila, (await bureau.open_of(visit)).id)
    assert (listed.request.state, listed.name, listed.verified) == ("done", "Nika", False)
    for _ in range(COPIES_AT_MOST):
        assert "turquoise" in await bureau.data.copy(visit, "json", "fa")
    with pytest.raises(TooManyAttempts):
        await bureau.data.copy(visit, "html", "en")
    clock.elapse(COPY_LIFE.total_seconds())
    assert await code_of(bureau.data.copy(visit, "html", "en")) == "no_copy"
    reads = await bureau.trail.find(ReadQuery(subject=customer.id))
    assert [(read.kind, read.staff_id) for read in reads] == [("export", leila.id)]


async def test_a_guests_copy_has_what_the_guest_was_shown(bureau: Bureau) -> None:
    """Notes of the staff are in the copy of a customer whom the shop vouches for, and in no guest's."""
    sara = c.Agent(id=new_id(), names=Names(en="Sara"))
    notes: list[c.Command] = [
        c.RequestPerson(),
        c.Take(agent=sara),
        c.AgentNote(agent=sara, text="doubtful", client_id=new_id()),
    ]
    leila = await bureau.crew.hire("Leila", role="supervisor")
    found = []
    for vouched in (False, True):
        visit, _ = await bureau.customer(*notes, vouched=vouched)
        await bureau.data.ask(visit, "copy")
        await bureau.desk.give_copy(leila, (await bureau.open_of(visit)).id)
        copies = [await bureau.data.copy(visit, form, "en") for form in ("html", "json")]
        assert all("turquoise" in copy for copy in copies)
        found.append([word in copy for copy in copies for word in ("doubtful", sara.id)])
    assert not any(found[0])
    assert found[1] == [True, False, True, True]


async def test_another_customer_has_nothing_of_it(bureau: Bureau) -> None:
    """Neither the request nor the copy."""
    visit, _ = await bureau.customer()
    other, _ = await bureau.customer()
    await bureau.data.ask(visit, "copy")
    leila = await bureau.crew.hire("Leila", role="supervisor")
    await bureau.desk.give_copy(leila, (await bureau.open_of(visit)).id)
    assert (await bureau.data.of(other)).requests == []
    assert await code_of(bureau.data.copy(other, "html", "en")) == "no_copy"


async def test_a_request_is_refused_with_a_reason_and_answered_once(bureau: Bureau) -> None:
    """The customer reads it; a colleague who comes later is told that it is settled."""
    visit, customer = await bureau.customer()
    await bureau.data.ask(visit, "deletion")
    leila = await bureau.crew.hire("Leila", role="supervisor")
    request = await bureau.open_of(visit)
    await bureau.desk.refuse(leila, request.id, "An order is still unpaid.")
    [told] = (await bureau.data.of(visit)).requests
    assert (told.state, told.reason) == ("refused", "An order is still unpaid.")
    assert await bureau.types(visit) == ["data_request.made", "data_request.answered"]
    assert await code_of(bureau.desk.refuse(leila, request.id, "Again")) == "request_settled"
    assert await code_of(bureau.desk.give_copy(leila, request.id)) == "not_a_copy"
    reads = await bureau.trail.find(ReadQuery(subject=customer.id))
    assert [(read.kind, read.staff_id) for read in reads] == [("refusal", leila.id)]


async def hired(bureau: Bureau) -> Sequence[StaffMember]:
    return [await bureau.crew.hire(role, role=role) for role in ("agent", "supervisor", "admin")]


async def test_supervisors_and_admins_answer_and_agents_do_not(
    bureau: Bureau, clock: Clock
) -> None:
    """Neither the list nor the answers are an agent's."""
    sara, leila, omid = await hired(bureau)
    visit, _ = await bureau.customer()
    before = await bureau.desk.count(leila)
    await bureau.data.ask(visit, "copy")
    request = await bureau.open_of(visit)
    for act in (
        bureau.desk.page(sara, settled=False, after=None),
        bureau.desk.count(sara),
        bureau.desk.give_copy(sara, request.id),
        bureau.desk.refuse(sara, request.id, "No."),
    ):
        with pytest.raises(NotAllowed):
            await act
    counts = await bureau.desk.count(omid)
    assert (counts.open, counts.late) == (before.open + 1, before.late)
    page = await bureau.desk.page(omid, settled=False, after=None)
    assert request in [listed.request for listed in page.requests]
    clock.elapse((WITHIN + timedelta(seconds=1)).total_seconds())
    assert (await bureau.desk.count(leila)).late > before.late


async def test_a_copy_is_given_by_members_who_see_all_of_the_customers_chats(
    bureau: Bureau, by_team: Access, publication: Publication, clock: Clock
) -> None:
    """Where teams are kept apart, an admin of another team knows beforehand; nobody may give what was settled."""
    omid = await bureau.crew.hire("Omid", role="admin", teams=frozenset({"sales"}))
    leila = await bureau.crew.hire("Leila", role="supervisor")
    sara = await bureau.crew.hire("Sara", teams=frozenset({"returns"}))
    book = DataRequestBook(bureau.store, bureau.conversations, publication, clock, new_id)
    desk = DataRequestDesk(book, by_team)
    visit, _ = await bureau.customer(c.Take(agent=agent(sara)))
    await bureau.data.ask(visit, "copy")
    await bureau.data.ask(visit, "deletion")
    requests = {x.kind: x for x in (await bureau.data.of(visit)).requests}
    copy = requests["copy"]
    assert [await desk.may_give(member, copy) for member in (omid, leila)] == [False, True]
    assert not await desk.may_give(leila, requests["deletion"])
    with pytest.raises(NotAllowed):
        await desk.give_copy(omid, copy.id)
    given = await desk.give_copy(leila, copy.id)
    assert not await desk.may_give(leila, given.request)


async def test_an_erasure_carries_the_request_out(bureau: Bureau, clock: Clock) -> None:
    """One for a copy lapses with it; what remains says when, and nothing of the customer."""
    visit, customer = await bureau.customer()
    omid = await bureau.crew.hire("Omid", role="admin")
    await bureau.data.ask(visit, "copy")
    copy = await bureau.open_of(visit)
    await bureau.desk.refuse(omid, copy.id, "Nika has no account")
    clock.elapse(1)
    await bureau.data.ask(visit, "copy")
    await bureau.data.ask(visit, "deletion")
    deletion = next(x for x in (await bureau.data.of(visit)).requests if x.kind == "deletion")
    await bureau.desk.demand_deletion(deletion.id, customer.id)
    await bureau.erasures.erase(
        customer.id, staff_id=omid.id, under_way=False, request_id=deletion.id
    )
    kept = {x.kind: x.state for x in await bureau.store.of_customer(customer.id)}
    assert kept == {"copy": "lapsed", "deletion": "done"}
    refused = await bureau.store.listed(copy.id)
    assert (refused.request.reason, refused.name) == (None, None)


async def test_what_was_withdrawn_deletes_nothing(
    bureau: Bureau, store: PostgresConversations
) -> None:
    """An admin who still has it on the screen is told, at whichever moment the customer changes their mind."""
    visit, customer = await bureau.customer()
    await bureau.data.ask(visit, "deletion")
    request = await bureau.open_of(visit)
    await bureau.data.withdraw(visit, "deletion")
    assert await code_of(bureau.desk.demand_deletion(request.id, customer.id)) == "request_settled"
    erased = bureau.erasures.erase(
        customer.id, staff_id=None, under_way=False, request_id=request.id
    )
    assert await code_of(erased) == "request_settled"
    assert not (await store.load(visit.conversation_id)).erased
    with pytest.raises(NotFound):
        await bureau.desk.demand_deletion(new_id(), customer.id)


async def test_a_request_that_nobody_answers_keeps_nothing_for_ever(
    bureau: Bureau, clock: Clock
) -> None:
    """Retention waits for the answer, and for some time after it was due; then the request ends with the chat in
    which it was made, also where the customer goes on in another one."""
    visit, customer = await bureau.customer()
    await bureau.data.ask(visit, "copy")
    request = await bureau.open_of(visit)
    clock.elapse((WITHIN + HELD_AFTER_DUE - timedelta(seconds=1)).total_seconds())
    await bureau.door.conversation(say("where is my parcel?"), customer=customer)
    kept_for = timedelta(days=10)
    while await bureau.erasures.forget(clock() - kept_for):
        pass
    assert not (await bureau.conversations.load(visit.conversation_id)).erased
    clock.elapse(1)
    while await bureau.erasures.forget(clock() - kept_for):
        pass
    assert (await bureau.conversations.load(visit.conversation_id)).erased
    ended = await bureau.store.get(request.id)
    assert (ended.state, ended.customer_id) == ("lapsed", customer.id)


async def test_an_erased_customer_asks_for_nothing(bureau: Bureau) -> None:
    """A socket that was open a moment ago leaves no request that nobody could answer."""
    visit, customer = await bureau.customer()
    await bureau.erasures.erase(customer.id, staff_id=None, under_way=False)
    with pytest.raises(IllegalMove):
        await bureau.data.ask(visit, "deletion")
    assert await bureau.store.of_customer(customer.id) == []


async def test_the_audit_has_one_answer_of_two_members_who_answer_at_once(bureau: Bureau) -> None:
    """It is written with the answer: who comes too late, or erases for a request that was withdrawn, has done
    nothing."""
    visit, customer = await bureau.customer()
    await bureau.data.ask(visit, "copy")
    request = await bureau.open_of(visit)
    leila, omid = [await bureau.crew.hire(name, role="supervisor") for name in ("Leila", "Omid")]
    answers = await asyncio.gather(
        *(bureau.desk.give_copy(leila, request.id) for _ in range(3)),
        *(bureau.desk.refuse(omid, request.id, "No.") for _ in range(3)),
        return_exceptions=True,
    )
    assert len([x for x in answers if not isinstance(x, Exception)]) == 1
    assert len(await bureau.trail.find(ReadQuery(subject=customer.id))) == 1
    await bureau.data.ask(visit, "deletion")
    withdrawn = await bureau.open_of(visit)
    await bureau.data.withdraw(visit, "deletion")
    with pytest.raises(IllegalMove):
        await bureau.erasures.erase(
            customer.id, staff_id=omid.id, under_way=False, request_id=withdrawn.id
        )
    assert len(await bureau.trail.find(ReadQuery(subject=customer.id))) == 1


async def test_a_conversation_that_became_somebody_elses_takes_no_answer(
    bureau: Bureau, customers: PostgresCustomers
) -> None:
    """The guest has signed in: what they asked as a guest has lapsed."""
    visit, guest = await bureau.customer()
    await bureau.data.ask(visit, "deletion")
    request = await bureau.open_of(visit)
    nika = await bureau.door.customer(new_id())
    state = await bureau.conversations.load(visit.conversation_id)
    await bureau.door.go_on(state, c.Identify(customer_id=nika.id, customer_name="Nika"))
    leila = await bureau.crew.hire("Leila", role="supervisor")
    with pytest.raises(NotFound):
        await bureau.desk.refuse(leila, request.id, "No.")
    assert await bureau.trail.find(ReadQuery(subject=guest.id)) == []
    before = await customers.get(guest.id)
    assert await customers.hand_over(before, nika.id, devices=False)
    assert not await customers.hand_over(before, nika.id, devices=False)
    assert (await bureau.store.get(request.id)).state == "lapsed"
    assert await bureau.store.of_customer(nika.id) == []
