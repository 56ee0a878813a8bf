"""Logging in: who gets in, who does not, and what the refusals give away."""

import asyncio
import itertools
import threading
from dataclasses import replace

import pytest
from argon2 import PasswordHasher
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.signatures import AT_ONCE, ArgonPasswords
from handoff.domain.errors import NotAllowed, TooManyAttempts
from handoff.domain.people import Names
from handoff.services.guessing import FREE_PER_ACCOUNT, FREE_PER_NETWORK
from handoff.services.logins import Logins
from handoff.services.ports.limits import Caller
from handoff.services.staff import StaffDirectory
from tests.handoff.services.accounts import ELSEWHERE, FIREFOX, PASSWORD, Accounts
from tests.handoff.services.conftest import Clock

PATIENCE = 3  # seconds
LONGEST = 60  # seconds; a machine that is busy with other tests


class CountedPasswords(ArgonPasswords):
    """Argon2 at a low cost, and how often it was asked."""

    def __init__(self) -> None:
        super().__init__(PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1))
        self.verified: list[str] = []

    async def verify(self, password: str, password_hash: str) -> bool:
        self.verified.append(password_hash)
        return await super().verify(password, password_hash)


@pytest.fixture(scope="module")
def passwords() -> CountedPasswords:
    return CountedPasswords()


@pytest.fixture
def accounts(
    engine: AsyncEngine, valkey: Redis, clock: Clock, passwords: CountedPasswords
) -> Accounts:
    return Accounts(engine, valkey, clock, passwords)


@pytest.fixture
def directory(accounts: Accounts) -> StaffDirectory:
    return accounts.directory


@pytest.fixture
def logins(accounts: Accounts) -> Logins:
    return accounts.logins


def _address() -> str:
    return f"sara-{new_id()}@books.example"


async def test_the_right_password_opens_a_session(
    accounts: Accounts,
) -> None:
    """The address may be written in any case."""
    member = await accounts.hire("supervisor")
    came = await accounts.log_in(f" {member.email.upper()}")
    assert came.member == member
    signed_in = await accounts.sessions.who_is(came.token)
    assert (signed_in.member, signed_in.session.browser) == (member, "Firefox")


async def test_who_cannot_log_in_is_told_nothing_else(
    directory: StaffDirectory, logins: Logins, passwords: CountedPasswords
) -> None:
    """A wrong password, an unknown address, a disabled account and one without a password are
    refused alike, after the same work: one hash with the same cost, so that time tells nothing."""
    known, gone, without = _address(), _address(), _address()
    await directory.add(known, Names(en="Sara"), "agent", PASSWORD)
    await directory.add(gone, Names(en="Sara"), "agent", PASSWORD)
    await directory.add(without, Names(en="Sara"), "agent", None)
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
            await logins.log_in(email, password, FIREFOX)
        told.add((refused.value.code, refused.value.message, str(refused.value.data)))
    assert told == {("login_failed", "The e-mail address or the password is wrong", "{}")}
    assert len(passwords.verified) == len(attempts)
    costs = {hashed.rsplit("$", 2)[0] for hashed in passwords.verified}
    assert len(costs) == 1
    assert costs.pop().startswith("$argon2id$")


async def test_a_member_gets_in_with_a_password_given_later(
    accounts: Accounts,
) -> None:
    """A member was added without a password."""
    member = await accounts.hire(password=None)
    await accounts.directory.set_password(member, PASSWORD)
    assert (await accounts.log_in(member.email)).member == replace(member, joined=True)


async def test_guesses_at_one_account_slow_down(
    accounts: Accounts, directory: StaffDirectory, logins: Logins, valkey: Redis
) -> None:
    """After some misses from one network even the right password waits, longer each time, and for
    minutes at most; from elsewhere, and in a browser that has logged in before, it does not."""
    email, other = _address(), _address()
    for address in (email, other):
        await directory.add(address, Names(en="Sara"), "agent", PASSWORD)
    assert await _misses_until_it_waits(logins, valkey, email) > FREE_PER_ACCOUNT
    assert isinstance(await _refusal(logins, email.upper(), PASSWORD), int)
    await valkey.flushall()
    for _ in range(FREE_PER_ACCOUNT + 1):
        assert await _refusal(logins, email, "wrong horse!") == "login_failed"
    for seconds in (4, 8, 16, 32, 64, 128, 256, 300, 300):
        least, most = await _next_wait(logins, valkey, email)
        assert least <= seconds <= most
    for caller in (ELSEWHERE, replace(FIREFOX, device="d1")):
        assert (await accounts.log_in(email, PASSWORD, caller)).member.email == email
    await logins.log_in(other, PASSWORD, FIREFOX)


async def test_a_browser_that_is_known_is_no_free_pass(
    directory: StaffDirectory, logins: Logins, valkey: Redis
) -> None:
    """An attacker who got hold of the cookie guesses as slowly as anybody."""
    email, stolen = _address(), replace(FIREFOX, device="d2")
    await directory.add(email, Names(en="Sara"), "agent", PASSWORD)
    assert await _misses_until_it_waits(logins, valkey, email, stolen) > FREE_PER_ACCOUNT


async def test_one_network_cannot_try_everybody(
    directory: StaffDirectory, logins: Logins, valkey: Redis
) -> None:
    """One guess at each of many accounts is slowed down, too; nobody elsewhere notices."""
    email = _address()
    await directory.add(email, Names(en="Sara"), "agent", PASSWORD)
    assert await _misses_until_it_waits(logins, valkey, None) > FREE_PER_NETWORK
    assert isinstance(await _refusal(logins, email, PASSWORD), int)
    await logins.log_in(email, PASSWORD, ELSEWHERE)


async def test_logging_in_often_is_no_guessing(directory: StaffDirectory, logins: Logins) -> None:
    """Somebody with many browsers is not slowed down."""
    email = _address()
    await directory.add(email, Names(en="Sara"), "agent", PASSWORD)
    for _ in range(FREE_PER_NETWORK + 2):
        await logins.log_in(email, PASSWORD, FIREFOX)


class SlowPasswords(CountedPasswords):
    """Nothing is verified before it is `released`."""

    def __init__(self) -> None:
        super().__init__()
        self.released = threading.Event()

    def _verify(self, password: str, password_hash: str) -> bool:
        assert self.released.wait(LONGEST)
        return super()._verify(password, password_hash)


async def test_more_logins_than_can_be_are_refused_at_once(
    engine: AsyncEngine, valkey: Redis, clock: Clock
) -> None:
    """None waits in a line behind others; who is refused for that has not missed."""
    passwords = SlowPasswords()
    accounts = Accounts(engine, valkey, clock, passwords)
    emails = [(await accounts.hire()).email for _ in range(8)]
    attempts = [asyncio.create_task(_refusal(accounts.logins, email, PASSWORD)) for email in emails]
    for refused in itertools.islice(asyncio.as_completed(attempts), len(emails) - AT_ONCE):
        assert await refused == 1
    passwords.released.set()
    answers = await asyncio.gather(*attempts)
    assert answers.count(None) == AT_ONCE
    for email in emails:
        assert await _refusal(accounts.logins, email, PASSWORD) is None


async def test_valkey_knows_nobody(
    directory: StaffDirectory, logins: Logins, valkey: Redis
) -> None:
    """Its keys hold neither people's addresses nor networks'."""
    email = _address()
    await _refusal(logins, email, "wrong horse!")
    names = str(await valkey.keys("*"))
    assert "firuze:brake:" in names
    assert email not in names
    assert FIREFOX.network.name not in names


async def _refusal(
    logins: Logins, email: str, password: str, caller: Caller = FIREFOX
) -> str | int | None:
    """The code, or in how many seconds to come back; None if it was no refusal."""
    try:
        await logins.log_in(email, password, caller)
    except NotAllowed as refused:
        return refused.code
    except TooManyAttempts as refused:
        return refused.data["retry_after"]
    return None


async def _misses_until_it_waits(
    logins: Logins, valkey: Redis, email: str | None, caller: Caller = FIREFOX
) -> int:
    """How many misses, at one account or each at another one, until the next attempt has to wait for
    longer than a slow machine needs to try; shorter waits are over at once."""
    misses = 0
    while True:
        answer = await _refusal(logins, email or _address(), "wrong horse!", caller)
        if not isinstance(answer, int):
            misses += 1
        elif answer > PATIENCE:
            return misses
        else:
            await _wait_no_longer(valkey)


async def _wait_no_longer(valkey: Redis) -> None:
    for name in await valkey.keys("firuze:brake:*"):
        await valkey.hdel(name, "until")


async def _next_wait(logins: Logins, valkey: Redis, email: str) -> tuple[float, float]:
    """Bounds of the wait after one more miss, once the one before is over."""
    await _wait_no_longer(valkey)
    before = await valkey.time()
    assert await _refusal(logins, email, "wrong horse!") == "login_failed"
    after = await valkey.time()
    found = [await valkey.hget(name, "until") for name in await valkey.keys("firuze:brake:*")]
    until = max(float(time) for time in found if time)
    least, most = (until - seconds - micro / 1e6 for seconds, micro in (after, before))
    return least - 0.01, most + 0.01
