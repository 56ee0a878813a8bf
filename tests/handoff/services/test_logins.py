"""Logging in: who gets in, who does not, and what the refusals give away."""

import pytest
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.postgres.staff import PostgresStaff
from handoff.adapters.signatures import ArgonPasswords
from handoff.adapters.valkey.limits import ValkeyLimits
from handoff.adapters.valkey.pseudonyms import Pseudonyms
from handoff.app import staff_directory, staff_sessions
from handoff.domain.errors import NotAllowed, TooManyAttempts
from handoff.services.logins import LOGINS_PER_ACCOUNT, Logins
from handoff.services.staff import StaffDirectory
from handoff.services.staff_sessions import StaffSessions
from handoff.wiring import new_id

PASSWORD = "correct horse battery"


class CountedPasswords(ArgonPasswords):
    """The real ones, and how often they were asked."""

    def __init__(self) -> None:
        super().__init__()
        self.verified: list[str] = []

    async def verify(self, password: str, password_hash: str) -> bool:
        self.verified.append(password_hash)
        return await super().verify(password, password_hash)


@pytest.fixture
def directory(engine: AsyncEngine) -> StaffDirectory:
    return staff_directory(engine)


@pytest.fixture
def sessions(engine: AsyncEngine) -> StaffSessions:
    return staff_sessions(engine)


@pytest.fixture
def limits(valkey: Redis) -> ValkeyLimits:
    return ValkeyLimits(valkey, Pseudonyms("secret-of-the-tests"))


@pytest.fixture(scope="module")
def passwords() -> CountedPasswords:
    return CountedPasswords()


@pytest.fixture
def logins(
    engine: AsyncEngine,
    passwords: CountedPasswords,
    sessions: StaffSessions,
    limits: ValkeyLimits,
) -> Logins:
    return Logins(PostgresStaff(engine), passwords, sessions, limits, passwords.decoy())


def _address() -> str:
    return f"sara-{new_id()}@books.example"


async def test_the_right_password_opens_a_session(
    directory: StaffDirectory, logins: Logins, sessions: StaffSessions
) -> None:
    """However the address is written."""
    email = _address()
    member = await directory.add(email, "Sara", "supervisor", PASSWORD)
    token, logged_in = await logins.log_in(f" {email.upper()}", PASSWORD, "Firefox")
    assert logged_in == member
    signed_in = await sessions.who_is(token)
    assert (signed_in.member, signed_in.session.browser) == (member, "Firefox")


async def test_who_cannot_log_in_is_told_nothing_else(
    directory: StaffDirectory, logins: Logins, passwords: CountedPasswords
) -> None:
    """A wrong password, an unknown address, a disabled account and one without a password are
    refused alike, after the same work: one hash with the same cost, so that time tells nothing."""
    known, gone, without = _address(), _address(), _address()
    await directory.add(known, "Sara", "agent", PASSWORD)
    await directory.add(gone, "Sara", "agent", PASSWORD)
    await directory.add(without, "Sara", "agent", None)
    await directory.disable(gone)
    passwords.verified.clear()
    told = set()
    attempts = [
        (known, "wrong horse!"),
        (_address(), PASSWORD),
        (gone, PASSWORD),
        (without, PASSWORD),
        (without, ""),
    ]
    for email, password in attempts:
        with pytest.raises(NotAllowed) as refused:
            await logins.log_in(email, password, "")
        told.add((refused.value.code, refused.value.message, str(refused.value.data)))
    assert told == {("login_failed", "The e-mail address or the password is wrong", "{}")}
    assert len(passwords.verified) == len(attempts)
    costs = {hashed.rsplit("$", 2)[0] for hashed in passwords.verified}
    assert len(costs) == 1
    assert costs.pop().startswith("$argon2id$")


async def test_a_member_gets_in_with_a_password_given_later(
    directory: StaffDirectory, logins: Logins
) -> None:
    """Whoever was added without one."""
    email = _address()
    member = await directory.add(email, "Sara", "agent", None)
    await directory.set_password(member, PASSWORD)
    assert (await logins.log_in(email, PASSWORD, ""))[1] == member


async def test_guesses_at_one_account_are_limited(
    directory: StaffDirectory, logins: Logins, limits: ValkeyLimits, valkey: Redis
) -> None:
    """Beyond the limit even the right password waits; other accounts do not."""
    email, other = _address(), _address()
    await directory.add(email, "Sara", "agent", PASSWORD)
    await directory.add(other, "Omid", "agent", PASSWORD)
    await valkey.set(limits.name(f"login:{email}"), LOGINS_PER_ACCOUNT - 1, ex=300)
    with pytest.raises(NotAllowed):
        await logins.log_in(email, "wrong horse!", "")
    with pytest.raises(TooManyAttempts):
        await logins.log_in(email.upper(), PASSWORD, "")
    await logins.log_in(other, PASSWORD, "")


async def test_logging_in_often_is_no_guessing(directory: StaffDirectory, logins: Logins) -> None:
    """Somebody with many browsers is not locked out."""
    email = _address()
    await directory.add(email, "Sara", "agent", PASSWORD)
    for _ in range(LOGINS_PER_ACCOUNT + 1):
        await logins.log_in(email, PASSWORD, "")
