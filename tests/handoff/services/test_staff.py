"""The staff's accounts: who may be added, who gets in, and for how long."""

import pytest
from redis.asyncio import Redis
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.postgres.staff import PostgresStaff
from handoff.adapters.postgres.tables import staff, staff_sessions
from handoff.adapters.signatures import ArgonPasswords
from handoff.adapters.valkey.limits import ValkeyLimits
from handoff.adapters.valkey.pseudonyms import Pseudonyms
from handoff.domain.errors import InvalidInput, NotAllowed, NotFound, TooManyAttempts
from handoff.services.staff import LOGINS_PER_ADDRESS, SESSION_LENGTH, Skills, StaffDirectory
from handoff.wiring import new_id
from tests.handoff.services.conftest import Clock

PASSWORD = "correct horse battery"


@pytest.fixture
def directory(staff_store: PostgresStaff, clock: Clock) -> StaffDirectory:
    return StaffDirectory(staff_store, ArgonPasswords(), clock, new_id)


@pytest.fixture
def limits(valkey: Redis) -> ValkeyLimits:
    return ValkeyLimits(valkey, Pseudonyms("secret-of-the-tests"))


def _address() -> str:
    return f"sara-{new_id()}@books.example"


async def test_an_address_belongs_to_one_person(directory: StaffDirectory) -> None:
    """However it is written."""
    email = _address()
    added = await directory.add(f" {email.upper()} ", " Sara ", "agent", PASSWORD)
    assert (added.email, added.name) == (email, "Sara")
    with pytest.raises(InvalidInput) as refused:
        await directory.add(email, "Another Sara", "agent", PASSWORD)
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
        await directory.add(email, name, "agent", password)
    assert refused.value.code == code


async def test_a_login_opens_a_session_for_some_days(
    directory: StaffDirectory, limits: ValkeyLimits, clock: Clock
) -> None:
    """It lasts to its end, or to the logout."""
    email = _address()
    member = await directory.add(email, "Sara", "supervisor", PASSWORD)
    token, logged_in = await directory.log_in(f" {email.upper()}", PASSWORD, limits)
    assert logged_in == member
    assert await directory.who_is(token) == member
    other, _ = await directory.log_in(email, PASSWORD, limits)
    await directory.log_out(other)
    with pytest.raises(NotAllowed):
        await directory.who_is(other)
    clock.elapse(SESSION_LENGTH.total_seconds() - 1)
    assert await directory.who_is(token) == member
    clock.elapse(1)
    with pytest.raises(NotAllowed) as refused:
        await directory.who_is(token)
    assert refused.value.code == "unauthenticated"


async def test_a_wrong_password_and_an_unknown_address_are_told_alike(
    directory: StaffDirectory, limits: ValkeyLimits
) -> None:
    """Nobody learns who works here."""
    email = _address()
    await directory.add(email, "Sara", "agent", PASSWORD)
    told = set()
    for address, password in ((email, "wrong horse!"), (_address(), PASSWORD)):
        with pytest.raises(NotAllowed) as refused:
            await directory.log_in(address, password, limits)
        told.add((refused.value.code, refused.value.message))
    assert len(told) == 1


async def test_disabling_ends_the_sessions_and_keeps_the_member_out(
    directory: StaffDirectory, limits: ValkeyLimits
) -> None:
    """At once, also where they are logged in."""
    email = _address()
    await directory.add(email, "Sara", "agent", PASSWORD)
    token, _ = await directory.log_in(email, PASSWORD, limits)
    assert (await directory.disable(email)).disabled
    with pytest.raises(NotAllowed):
        await directory.who_is(token)
    with pytest.raises(NotAllowed) as refused:
        await directory.log_in(email, PASSWORD, limits)
    assert refused.value.code == "login_failed"
    with pytest.raises(NotFound):
        await directory.disable(_address())


async def test_guesses_at_one_account_are_limited(
    directory: StaffDirectory, limits: ValkeyLimits, valkey: Redis
) -> None:
    """Beyond the limit even the right password waits; other accounts do not."""
    email, other = _address(), _address()
    await directory.add(email, "Sara", "agent", PASSWORD)
    await directory.add(other, "Omid", "agent", PASSWORD)
    await valkey.set(limits.name(f"login:{email}"), LOGINS_PER_ADDRESS - 1, ex=300)
    with pytest.raises(NotAllowed):
        await directory.log_in(email, "wrong horse!", limits)
    with pytest.raises(TooManyAttempts):
        await directory.log_in(email.upper(), PASSWORD, limits)
    await directory.log_in(other, PASSWORD, limits)


async def test_logging_in_often_is_no_guessing(
    directory: StaffDirectory, limits: ValkeyLimits
) -> None:
    """Somebody with many browsers is not locked out."""
    email = _address()
    await directory.add(email, "Sara", "agent", PASSWORD)
    for _ in range(LOGINS_PER_ADDRESS + 1):
        await directory.log_in(email, PASSWORD, limits)


async def test_the_database_keeps_neither_password_nor_token(
    directory: StaffDirectory, limits: ValkeyLimits, engine: AsyncEngine
) -> None:
    """A leaked table opens nothing."""
    email = _address()
    member = await directory.add(email, "Sara", "agent", PASSWORD)
    token, _ = await directory.log_in(email, PASSWORD, limits)
    async with engine.connect() as connection:
        kept = await connection.scalar(select(staff.c.password_hash).where(staff.c.id == member.id))
        sessions = await connection.scalars(
            select(staff_sessions.c.token_hash).where(staff_sessions.c.staff_id == member.id)
        )
        assert kept.startswith("$argon2id$")
        assert token not in list(sessions)


async def test_a_new_password_replaces_the_old_one(
    directory: StaffDirectory, limits: ValkeyLimits
) -> None:
    """And ends the sessions that the old one opened."""
    email = _address()
    member = await directory.add(email, "Sara", "agent", PASSWORD)
    token, _ = await directory.log_in(email, PASSWORD, limits)
    await directory.set_password(member, "wrong horse, right stable")
    for attempt in (directory.who_is(token), directory.log_in(email, PASSWORD, limits)):
        with pytest.raises(NotAllowed):
            await attempt
    await directory.log_in(email, "wrong horse, right stable", limits)
    with pytest.raises(InvalidInput):
        await directory.set_password(member, "sara sara sara")


async def test_without_a_password_nobody_logs_in(
    directory: StaffDirectory, limits: ValkeyLimits
) -> None:
    """Not with an empty one either, until there is one."""
    email = _address()
    member = await directory.add(email, "Sara", "agent", None)
    with pytest.raises(NotAllowed) as refused:
        await directory.log_in(email, "", limits)
    assert refused.value.code == "login_failed"
    await directory.set_password(member, PASSWORD)
    await directory.log_in(email, PASSWORD, limits)


async def test_a_disabled_member_can_be_enabled(
    directory: StaffDirectory, limits: ValkeyLimits
) -> None:
    """With the password they had; the sessions stay ended."""
    email = _address()
    await directory.add(email, "Sara", "agent", PASSWORD)
    token, _ = await directory.log_in(email, PASSWORD, limits)
    await directory.disable(email)
    assert not (await directory.enable(email)).disabled
    with pytest.raises(NotAllowed):
        await directory.who_is(token)
    await directory.log_in(email, PASSWORD, limits)


async def test_another_role_needs_another_login(
    directory: StaffDirectory, limits: ValkeyLimits
) -> None:
    """What somebody may do is read when they log in."""
    email = _address()
    await directory.add(email, "Sara", "agent", PASSWORD)
    token, _ = await directory.log_in(email, PASSWORD, limits)
    assert (await directory.set_role(email, "supervisor")).role == "supervisor"
    with pytest.raises(NotAllowed):
        await directory.who_is(token)
    assert (await directory.find(email)).role == "supervisor"


async def test_a_team_has_a_readable_name() -> None:
    """It is shown to colleagues."""
    with pytest.raises(InvalidInput) as refused:
        Skills(teams=frozenset({"billing\u202e"})).check(())
    assert refused.value.code == "name_unreadable"
