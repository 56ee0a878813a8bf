"""What was recorded under an older schema goes on under the newest."""

from alembic import command
from sqlalchemy import Connection, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id, now
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.adapters.postgres.lists import PostgresLists
from handoff.adapters.postgres.migrate import configuration, upgrade
from handoff.adapters.postgres.staff import PostgresStaff
from handoff.adapters.postgres.tables import events
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.decisions import append
from handoff.domain.conversation.evolve import replay
from handoff.domain.conversation.state import Conversation
from handoff.domain.people import Customer, Names

BEFORE_SKILLS = "0001"
SARA = c.Agent(id=new_id(), names=Names(en="Sara"))


def _as_before_skills(connection: Connection) -> None:
    """The schema of then, and snapshots that know nothing of what came later."""
    command.downgrade(configuration(connection), BEFORE_SKILLS)
    connection.execute(text("UPDATE conversations SET state = state - 'waiting_from' - 'team'"))


async def _recorded(
    customers: PostgresCustomers, store: PostgresConversations, *given: c.Command
) -> str:
    customer = Customer(
        id=new_id(),
        external_id=None,
        name="Nika",
        email=None,
        phone=None,
        language="en",
        created_at=now(),
    )
    await customers.add(customer)
    state = Conversation(id=new_id())
    start = c.Start(customer_id=customer.id, customer_name="Nika", language="en")
    for step in (start, *given):
        after, events = append(state, step, now())
        await store.commit(state, after, events)
        state = after
    return state.id


async def test_who_waited_before_skills_came_is_still_served(
    engine: AsyncEngine, customers: PostgresCustomers, store: PostgresConversations
) -> None:
    """Queued or offered, the snapshot is afterwards what the log replays to."""
    offer = c.Offer(agent=SARA, deadline=now())
    waiting = [
        await _recorded(customers, store, c.RequestPerson()),
        await _recorded(customers, store, c.RequestPerson(), offer),
        await _recorded(customers, store, c.RequestPerson(), offer, c.Decline(agent=SARA)),
    ]
    async with engine.begin() as connection:
        await connection.run_sync(_as_before_skills)
    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
    for conversation_id in waiting:
        log = await store.read(conversation_id, after=0, limit=50, public_only=False)
        assert await store.load(conversation_id) == replay(conversation_id, log)


async def test_lists_keep_their_order_on_another_server(
    engine: AsyncEngine, customers: PostgresCustomers, store: PostgresConversations
) -> None:
    """A dump brings numbers of transactions that this server has not reached: what changes here is
    later than all of it, and sent to consoles that follow the list."""
    old = [await _recorded(customers, store) for _ in range(3)]
    ahead = text("UPDATE conversations SET changed_in = changed_in + 1000000")
    async with engine.begin() as connection:
        await connection.execute(ahead)
    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
    lists = PostgresLists(engine)
    assert [b.id for b in (await lists.page("all", None, 3)).briefs] == old[::-1]
    cursor = await lists.horizon()
    new = await _recorded(customers, store)
    assert [b.id for b in (await lists.page("all", None, 2)).briefs] == [new, old[-1]]
    assert [b.id for b in (await lists.changes(cursor, 10)).briefs] == [new]


async def test_events_of_before_are_in_the_order_of_their_times(
    engine: AsyncEngine, customers: PostgresCustomers, store: PostgresConversations
) -> None:
    """Every later event comes behind them."""
    old = [await _recorded(customers, store, c.RequestPerson()) for _ in range(2)]
    async with engine.begin() as connection:
        await connection.run_sync(lambda bare: command.downgrade(configuration(bare), "0010"))
    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
    new = await _recorded(customers, store)
    logs = await _in_order(engine)
    assert [who for who, _ in logs if who in {*old, new}] == [old[0]] * 3 + [old[1]] * 3 + [new]
    assert all(logs.index((who, 1)) < logs.index((who, 2)) for who in old)


async def test_events_keep_their_order_on_another_server(
    engine: AsyncEngine, customers: PostgresCustomers, store: PostgresConversations
) -> None:
    """Events are renumbered as lists are."""
    for _ in range(2):
        await _recorded(customers, store, c.RequestPerson())
    before = await _in_order(engine)
    async with engine.begin() as connection:
        for ahead in (
            "UPDATE conversations SET changed_in = changed_in + 1000000",
            "UPDATE events SET committed_in = committed_in + 1000000",
        ):
            await connection.execute(text(ahead))
    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
    assert await _in_order(engine) == before
    new = await _recorded(customers, store)
    assert await _in_order(engine) == [*before, (new, 1)]


async def _in_order(engine: AsyncEngine) -> list[tuple[str, int]]:
    query = select(events.c.conversation_id, events.c.seq).order_by(
        events.c.committed_in, events.c.conversation_id, events.c.seq
    )
    async with engine.connect() as connection:
        return [(who, seq) for who, seq in await connection.execute(query)]


async def test_migrating_again_changes_no_order(
    engine: AsyncEngine, customers: PostgresCustomers, store: PostgresConversations
) -> None:
    """Cursors of consoles outlive it."""
    lists = PostgresLists(engine)
    cursor = await lists.horizon()
    new = await _recorded(customers, store)
    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
    assert [b.id for b in (await lists.changes(cursor, 10)).briefs] == [new]


async def test_one_name_of_before_belongs_to_the_language_of_its_letters(
    engine: AsyncEngine,
) -> None:
    """Names in Persian letters become Persian names, all others English ones."""
    given = {new_id(): name for name in ("Sara", "سارا کریمی", "Zoë")}
    async with engine.begin() as connection:
        await connection.run_sync(lambda bare: command.downgrade(configuration(bare), "0023"))
        for staff_id, name in given.items():
            row = {"id": staff_id, "email": f"{staff_id}@books.example", "name": name}
            await connection.execute(_HIRED_BEFORE, row)
    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
    store = PostgresStaff(engine)
    names = {staff_id: (await store.get(staff_id)).names for staff_id in given}
    assert names == {staff_id: Names.written(name) for staff_id, name in given.items()}


_HIRED_BEFORE = text(
    "INSERT INTO staff (id, email, name, role, capacity, available, disabled, password_hash)"
    " VALUES (:id, :email, :name, 'agent', 4, true, false, '')"
)
