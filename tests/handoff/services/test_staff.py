"""The staff's accounts: who may be added, and what becomes of them."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.staff import PostgresStaff
from handoff.adapters.postgres.tables import staff
from handoff.adapters.signatures import ArgonPasswords
from handoff.domain.errors import InvalidInput, NotAllowed, NotFound
from handoff.domain.people import Names, StaffMember
from handoff.services.staff import Skills, StaffDirectory
from handoff.services.staff_sessions import StaffSessions
from handoff.wiring.operating import staff_directory, staff_sessions

PASSWORD = "correct horse battery"


Change = Callable[[StaffDirectory, StaffMember], Awaitable[object]]


@pytest.fixture
def sessions(engine: AsyncEngine) -> StaffSessions:
    return staff_sessions(engine)


@pytest.fixture
def directory(engine: AsyncEngine) -> StaffDirectory:
    return staff_directory(engine)


def _address() -> str:
    return f"sara-{new_id()}@books.example"


async def test_an_address_belongs_to_one_person(directory: StaffDirectory) -> None:
    """Spelling variants of an address count as the same."""
    email = _address()
    added = await directory.add(f" {email.upper()} ", Names(en=" Sara "), "agent", PASSWORD)
    assert (added.email, added.names) == (email, Names(en="Sara"))
    with pytest.raises(InvalidInput) as refused:
        await directory.add(email, Names(en="Another Sara"), "agent", PASSWORD)
    assert refused.value.code == "email_taken"
    assert added in await directory.list()


@pytest.mark.parametrize(
    ("email", "name", "password", "code"),
    [
        ("sara", "Sara", PASSWORD, "email_invalid"),
        ("@books.example", "Sara", PASSWORD, "email_invalid"),
        ("sara@books.example", "  ", PASSWORD, "name_missing"),
        ("sara@books.exa\u202emple", "Sara", PASSWORD, "email_invalid"),
        ("sara@books@example", "Sara", PASSWORD, "email_invalid"),
        ("sara @books.example", "Sara", PASSWORD, "email_invalid"),
        ("sara@books.example", "Sa\x1b[31mra", PASSWORD, "name_unreadable"),
        ("sara@books.example", "Sara", "correct hor", "password_short"),
        ("sara@books.example", "Sara", "", "password_short"),
        ("sara@books.example", "Sara", "correct horse " * 100, "password_long"),
        ("sara@books.example", "Sara", "password1234", "password_guessable"),
        ("sara@books.example", "Sara", "SaraBooks2026", "password_guessable"),
    ],
)
async def test_an_account_needs_what_it_needs(
    directory: StaffDirectory, email: str, name: str, password: str, code: str
) -> None:
    """An address, a name, and a password that is no guess."""
    with pytest.raises(InvalidInput) as refused:
        await directory.add(email, Names(en=name), "agent", password)
    assert refused.value.code == code


async def test_a_new_password_replaces_the_old_one(
    directory: StaffDirectory, staff_store: PostgresStaff
) -> None:
    """The new password is checked like the first one."""
    email = _address()
    member = await directory.add(email, Names(en="Sara"), "agent", PASSWORD)
    await directory.set_password(member, "wrong horse, right stable")
    assert not await _matches(staff_store, email, PASSWORD)
    assert await _matches(staff_store, email, "wrong horse, right stable")
    with pytest.raises(InvalidInput):
        await directory.set_password(member, "sara sara sara")
    assert await _matches(staff_store, email, "wrong horse, right stable")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            lambda directory, sara: directory.set_password(sara, "a new word or two"),
            "password_changed",
        ),
        (lambda directory, sara: directory.set_role(sara.email, "supervisor"), "role_changed"),
        (lambda directory, sara: directory.disable(sara.email), "disabled"),
    ],
)
async def test_what_changes_an_account_ends_its_sessions(
    directory: StaffDirectory, sessions: StaffSessions, change: Change, reason: str
) -> None:
    """All of them, with the reason; nobody else's."""
    sara = await directory.add(_address(), Names(en="Sara"), "agent", PASSWORD)
    omid = await directory.add(_address(), Names(en="Omid"), "agent", PASSWORD)
    tokens = [await sessions.open(sara, "Firefox") for _ in range(2)]
    other = await sessions.open(omid, "Firefox")
    await change(directory, sara)
    for token in tokens:
        with pytest.raises(NotAllowed) as refused:
            await sessions.who_is(token)
        assert refused.value.data == {"ended": reason}
    assert (await sessions.who_is(other)).member == omid


async def test_an_account_changes_as_it_is_told(directory: StaffDirectory) -> None:
    """Role, out, in again; an address that nobody has is not found."""
    email = _address()
    await directory.add(email, Names(en="Sara"), "agent", PASSWORD)
    assert (await directory.set_role(email, "supervisor")).role == "supervisor"
    assert (await directory.disable(email)).disabled
    assert not (await directory.enable(email)).disabled
    assert (await directory.find(f" {email.upper()} ")).role == "supervisor"
    for refused in (directory.find(_address()), directory.disable(_address())):
        with pytest.raises(NotFound):
            await refused


async def test_somebody_is_called_otherwise(directory: StaffDirectory) -> None:
    """Both names are kept as they are meant, and what cannot be read is refused."""
    sara = await directory.add(_address(), Names(en="Sara"), "agent", PASSWORD)
    renamed = await directory.rename(sara, Names(en=" Sara Karimi ", fa="سارا کریمی"))
    assert renamed.names == Names(en="Sara Karimi", fa="سارا کریمی")
    assert await directory.find(sara.email) == renamed
    with pytest.raises(InvalidInput):
        await directory.rename(sara, Names(en="Sara\u202e"))
    await directory.set_role(sara.email, "supervisor")
    assert (await directory.find(sara.email)).names == renamed.names


async def test_the_database_keeps_no_password(
    directory: StaffDirectory, engine: AsyncEngine
) -> None:
    """A leaked table opens nothing, and somebody without a password has no hash."""
    members = [
        await directory.add(_address(), Names(en="Sara"), "agent", password)
        for password in (PASSWORD, None)
    ]
    async with engine.connect() as connection:
        kept = [
            await connection.scalar(select(staff.c.password_hash).where(staff.c.id == member.id))
            for member in members
        ]
    assert str(kept[0]).startswith("$argon2id$")
    assert kept[1] == ""


async def test_a_team_has_a_readable_name() -> None:
    """It is shown to colleagues."""
    with pytest.raises(InvalidInput) as refused:
        Skills(teams=frozenset({"billing\u202e"})).check(())
    assert refused.value.code == "name_unreadable"


async def _matches(store: PostgresStaff, email: str, password: str) -> bool:
    found = await store.by_email(email)
    return found is not None and await ArgonPasswords().verify(password, found[1])
