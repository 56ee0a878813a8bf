"""The second step of signing in: who gives a code, which codes are good, and how often."""

import asyncio

import pytest
from argon2 import PasswordHasher
from redis.asyncio import Redis
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.postgres.tables import recovery_codes, second_factors
from handoff.adapters.second_factor import SecretVault
from handoff.adapters.signatures import ArgonPasswords
from handoff.domain.errors import IllegalMove, NotAllowed, Refusal, TooManyAttempts
from handoff.domain.second_factor import RECOVERY_CODES, STEP_LIFE
from handoff.services.guessing import FREE_PER_ACCOUNT
from handoff.services.logins import LoggedIn
from handoff.services.own_account import Proven
from handoff.services.ports.limits import Caller, ClientNetwork
from tests.handoff.services.accounts import ELSEWHERE, FIREFOX, PASSWORD, Accounts, App
from tests.handoff.services.conftest import Clock

KNOWN = Caller(network=ClientNetwork("203.0.113.7"), browser="Firefox", device="d1")


@pytest.fixture(scope="module")
def quick() -> ArgonPasswords:
    return ArgonPasswords(PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1))


@pytest.fixture
def accounts(engine: AsyncEngine, valkey: Redis, clock: Clock, quick: ArgonPasswords) -> Accounts:
    return Accounts(engine, valkey, clock, quick)


@pytest.fixture
def strict(engine: AsyncEngine, valkey: Redis, clock: Clock, quick: ArgonPasswords) -> Accounts:
    """Agents need a second step there."""
    return Accounts(engine, valkey, clock, quick, ["agent"])


async def _code_of(refused: object) -> str:
    """What an attempt is refused with."""
    with pytest.raises(Refusal) as caught:
        await refused  # type: ignore[misc]
    return caught.value.code


async def test_a_code_of_the_app_finishes_a_login(accounts: Accounts, clock: Clock) -> None:
    """The password alone opens no session."""
    sara = await accounts.hire()
    app, _ = await accounts.equip(sara)
    clock.elapse(60)
    half = await accounts.half_in(sara.email)
    assert (half.member, half.step) == (sara, "code")
    assert await _code_of(accounts.sessions.who_is(half.token)) == "unauthenticated"
    came, proof = await accounts.logins.give_code(half.token, app.code(), FIREFOX)
    assert proof == "app"
    assert (await accounts.sessions.who_is(came.token)).member == sara


async def test_a_code_is_good_once(accounts: Accounts, clock: Clock) -> None:
    """Neither twice, nor a code of a moment before one that was used, nor by two at the same time;
    nor the one that turned it on."""
    sara = await accounts.hire()
    app, _ = await accounts.equip(sara)
    half = await accounts.half_in(sara.email)
    give = accounts.logins.give_code
    assert await _code_of(give(half.token, app.code(), FIREFOX)) == "code_wrong"
    clock.elapse(60)
    tries = [give(half.token, app.code(), FIREFOX) for _ in range(3)]
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["NotAllowed", "NotAllowed", "tuple"]
    assert await _code_of(give(half.token, app.code(-1), FIREFOX)) == "code_wrong"
    assert isinstance((await give(half.token, app.code(1), FIREFOX))[0], LoggedIn)


async def test_a_code_is_good_for_about_a_minute_and_a_half(
    accounts: Accounts, clock: Clock
) -> None:
    """One step beside the present one, and no more."""
    sara = await accounts.hire()
    app, _ = await accounts.equip(sara)
    clock.elapse(300)
    half = await accounts.half_in(sara.email)
    for strange in (app.code(-2), app.code(2), "", "12345", "abcde-fghjk"):
        assert await _code_of(accounts.logins.give_code(half.token, strange, KNOWN)) == "code_wrong"
    await accounts.logins.give_code(half.token, app.code(-1), KNOWN)


async def test_recovery_codes_are_good_once_each(accounts: Accounts) -> None:
    """Members type them in any way; another member's are refused."""
    sara, omid = await accounts.hire(), await accounts.hire()
    _, codes = await accounts.equip(sara)
    _, others = await accounts.equip(omid)
    assert len({*codes}) == RECOVERY_CODES
    half = await accounts.half_in(sara.email)
    give = accounts.logins.give_code
    typed = codes[0].upper().replace("-", " ")
    assert (await give(half.token, typed, FIREFOX))[1] == "recovery"
    assert await _code_of(give(half.token, codes[0], FIREFOX)) == "code_wrong"
    assert await _code_of(give(half.token, others[0], FIREFOX)) == "code_wrong"
    factor = await accounts.factors.of(sara)
    assert factor is not None
    assert factor.recovery_left == RECOVERY_CODES - 1


async def test_wrong_codes_are_slowed_down_wherever_they_come_from(
    accounts: Accounts, clock: Clock, valkey: Redis
) -> None:
    """A thief of the password cannot go on guessing from many networks; the member's own browser, and
    logging in by the password, are not slowed down by it."""
    sara = await accounts.hire()
    app, _ = await accounts.equip(sara)
    clock.elapse(60)
    half = await accounts.half_in(sara.email)
    give = accounts.logins.give_code
    networks = [Caller(network=ClientNetwork(f"198.51.100.{n}"), browser="") for n in range(20)]
    codes = [await _code_of(give(half.token, "000000", caller)) for caller in networks]
    assert codes[:FREE_PER_ACCOUNT] == ["code_wrong"] * FREE_PER_ACCOUNT
    assert codes[-1] == "rate_limited"
    with pytest.raises(TooManyAttempts) as slowed:
        await give(half.token, app.code(), ELSEWHERE)
    assert int(slowed.value.data["retry_after"]) > 0
    await accounts.half_in(sara.email)
    await give(half.token, app.code(), KNOWN)


async def test_a_half_session_ends(accounts: Accounts, clock: Clock) -> None:
    """After its time, by another password, by disabling; and a made-up one never began."""
    sara, omid, leila = [await accounts.hire() for _ in range(3)]
    halves = {}
    for member in (sara, omid, leila):
        app, _ = await accounts.equip(member)
        halves[member.id] = (await accounts.half_in(member.email)).token
    await accounts.directory.set_password(omid, "another horse, another word")
    await accounts.directory.disable(leila.email)
    await accounts.logins.halfway(halves[sara.id])
    for token in (halves[omid.id], halves[leila.id], "", "x.y", halves[sara.id][:-2]):
        assert await _code_of(accounts.logins.halfway(token)) == "step_expired"
    clock.elapse(STEP_LIFE.total_seconds())
    assert await _code_of(accounts.logins.halfway(halves[sara.id])) == "step_expired"
    assert (
        await _code_of(accounts.logins.give_code(halves[sara.id], app.code(), FIREFOX))
        == "step_expired"
    )


async def test_a_role_that_demands_it_sets_it_up_before_anything_else(
    strict: Accounts, clock: Clock
) -> None:
    """The login ends with a session, in which the codes are shown; older sessions end; the next
    login gives a code."""
    sara = await strict.hire()
    old = await strict.sessions.open(sara, "Chrome")
    half = await strict.half_in(sara.email)
    assert half.step == "set_up"
    assert await _code_of(strict.logins.give_code(half.token, "000000", FIREFOX)) == "step_expired"
    begun = await strict.logins.begin_set_up(half.token, "Book Corner")
    app = App(begun.secret, clock)
    confirm = strict.logins.confirm_set_up
    assert await _code_of(confirm(half.token, begun.sealed, "000000", FIREFOX)) == "code_wrong"
    came, codes = await confirm(half.token, begun.sealed, app.code(), FIREFOX)
    assert len(codes) == RECOVERY_CODES
    assert (await strict.sessions.who_is(came.token)).member == sara
    assert await _code_of(strict.sessions.who_is(old)) == "unauthenticated"
    assert (await strict.half_in(sara.email)).step == "code"
    supervisor = await strict.hire("supervisor")
    await strict.log_in(supervisor.email)


async def test_of_two_who_set_it_up_at_once_one_does(strict: Accounts, clock: Clock) -> None:
    """The other one, who has the password as well, has to give a code of the first."""
    sara = await strict.hire()
    half = await strict.half_in(sara.email)
    begun = [await strict.logins.begin_set_up(half.token, "Book Corner") for _ in range(2)]
    codes = [App(each.secret, clock).code() for each in begun]
    confirm = strict.factors.confirm
    await confirm(sara, begun[0].sealed, codes[0], FIREFOX)
    assert await _code_of(confirm(sara, begun[1].sealed, codes[1], FIREFOX)) == "second_factor_on"
    assert (
        await _code_of(strict.logins.confirm_set_up(half.token, begun[1].sealed, "", FIREFOX))
        == "step_expired"
    )
    assert await _code_of(strict.logins.begin_set_up(half.token, "Book Corner")) == "step_expired"


async def test_what_was_begun_is_the_member_s_own_and_has_its_time(
    accounts: Accounts, clock: Clock
) -> None:
    """Nobody else turns it on, nobody with what is stored, and not an hour later."""
    sara, omid = await accounts.hire(), await accounts.hire()
    begun = await accounts.factors.begin(sara, "Book Corner", replacing=False)
    code = App(begun.secret, clock).code()
    confirm = accounts.factors.confirm
    assert await _code_of(confirm(omid, begun.sealed, code, FIREFOX)) == "set_up_expired"
    assert await _code_of(confirm(sara, "made up", code, FIREFOX)) == "set_up_expired"
    clock.elapse(STEP_LIFE.total_seconds() + 1)
    late = App(begun.secret, clock).code()
    assert await _code_of(confirm(sara, begun.sealed, late, FIREFOX)) == "set_up_expired"
    await accounts.equip(sara)
    factor = await accounts.factors.of(sara)
    assert factor is not None
    assert await _code_of(confirm(sara, factor.sealed, code, FIREFOX)) == "set_up_expired"


async def test_the_database_keeps_neither_secret_nor_codes(
    accounts: Accounts, engine: AsyncEngine
) -> None:
    """A leaked table opens nothing, and a row in another member's place neither."""
    sara, omid = await accounts.hire(), await accounts.hire()
    app, codes = await accounts.equip(sara)
    await accounts.equip(omid)
    async with engine.begin() as connection:
        kept = str((await connection.execute(select(second_factors))).all())
        kept += str((await connection.execute(select(recovery_codes))).all())
        assert app._totp.secret not in kept
        assert not any(code in kept or code.replace("-", "") in kept for code in codes)
        factor = await accounts.factors.of(sara)
        assert factor is not None
        await connection.execute(
            update(second_factors)
            .where(second_factors.c.staff_id == omid.id)
            .values(sealed=factor.sealed, last_step=0)
        )
    half = await accounts.half_in(omid.email)
    assert await _code_of(accounts.logins.give_code(half.token, app.code(), KNOWN)) == "code_wrong"


async def test_with_another_secret_of_the_installation_no_code_is_good(
    accounts: Accounts, clock: Clock
) -> None:
    """It is refused like any wrong code, and the operator reads why in the log."""
    sara = await accounts.hire()
    app, codes = await accounts.equip(sara)
    clock.elapse(60)
    accounts.factors._vault = SecretVault("another secret of sixteen")
    for code in (app.code(), codes[0]):
        assert await _code_of(accounts.factors.prove(sara, code, KNOWN)) == "code_wrong"


async def test_members_turn_it_on_by_password_and_code(accounts: Accounts, clock: Clock) -> None:
    """Their other sessions end, the one in which they did it goes on."""
    sara = await accounts.hire()
    here = await accounts.sessions.who_is(await accounts.sessions.open(sara, "Firefox"))
    there = await accounts.sessions.open(sara, "Chrome")
    own = accounts.own
    assert await own.second_factor(sara) == (None, False)
    wrong = own.begin(sara, Proven(password="wrong horse!"), FIREFOX, "Book Corner")
    assert await _code_of(wrong) == "password_wrong"
    begun = await own.begin(sara, Proven(password=PASSWORD), FIREFOX, "Book Corner")
    assert await own.second_factor(sara) == (None, False)
    await own.confirm(here, begun.sealed, App(begun.secret, clock).code(), FIREFOX)
    factor, _ = await own.second_factor(sara)
    assert factor is not None
    assert [each.id for each in await accounts.sessions.of(sara)] == [here.session.id]
    with pytest.raises(NotAllowed) as ended:
        await accounts.sessions.who_is(there)
    assert ended.value.data == {"ended": "second_factor_changed"}


async def test_another_telephone_needs_a_code_of_the_old_one(
    accounts: Accounts, clock: Clock
) -> None:
    """Until it is confirmed the old one is good; then it is not, and neither are its recovery codes."""
    sara = await accounts.hire()
    app, codes = await accounts.equip(sara)
    here = await accounts.sessions.who_is(await accounts.sessions.open(sara, "Firefox"))
    clock.elapse(60)
    begin, shop = accounts.own.begin, "Book Corner"
    assert await _code_of(begin(sara, Proven(password=PASSWORD), KNOWN, shop)) == "code_wrong"
    begun = await begin(sara, Proven(password=PASSWORD, code=app.code()), KNOWN, shop)
    clock.elapse(60)
    await accounts.factors.prove(sara, app.code(), KNOWN)
    new = App(begun.secret, clock)
    await accounts.own.confirm(here, begun.sealed, new.code(), FIREFOX)
    clock.elapse(60)
    for old in (app.code(), codes[0]):
        assert await _code_of(accounts.factors.prove(sara, old, KNOWN)) == "code_wrong"
    await accounts.factors.prove(sara, new.code(), KNOWN)


async def test_renewed_recovery_codes_replace_the_old_ones(
    accounts: Accounts, clock: Clock
) -> None:
    """Password and code are asked for; without a second step there are none."""
    sara = await accounts.hire()
    renew = accounts.own.renew_recovery
    with pytest.raises(IllegalMove):
        await renew(sara, Proven(password=PASSWORD), KNOWN)
    app, codes = await accounts.equip(sara)
    clock.elapse(60)
    assert await _code_of(renew(sara, Proven(password=PASSWORD), KNOWN)) == "code_wrong"
    new = await renew(sara, Proven(password=PASSWORD, code=app.code()), KNOWN)
    assert len(new) == RECOVERY_CODES
    assert not {*new} & {*codes}
    assert await _code_of(accounts.factors.prove(sara, codes[1], KNOWN)) == "code_wrong"
    assert await accounts.factors.prove(sara, new[1], KNOWN) == "recovery"


async def test_it_is_turned_off_by_password_and_code(accounts: Accounts, clock: Clock) -> None:
    """Or by an operator, for a lost telephone; then the password is enough again."""
    sara = await accounts.hire()
    _, codes = await accounts.equip(sara)
    here = await accounts.sessions.who_is(await accounts.sessions.open(sara, "Firefox"))
    off = accounts.own.turn_off
    for shown in (Proven(password=PASSWORD), Proven(password="wrong horse!", code=codes[0])):
        assert await _code_of(off(here, shown, KNOWN)) in {"code_wrong", "password_wrong"}
    await off(here, Proven(password=PASSWORD, code=codes[0]), KNOWN)
    await accounts.log_in(sara.email)
    assert await _code_of(off(here, Proven(password=PASSWORD), KNOWN)) == "second_factor_off"


async def test_a_role_that_demands_it_cannot_turn_it_off(strict: Accounts) -> None:
    """Before anything is asked."""
    sara = await strict.hire()
    _, codes = await strict.equip(sara)
    here = await strict.sessions.who_is(await strict.sessions.open(sara, "Firefox"))
    assert (await strict.own.second_factor(sara))[1]
    shown = Proven(password=PASSWORD, code=codes[0])
    assert await _code_of(strict.own.turn_off(here, shown, KNOWN)) == "second_factor_demanded"
    await strict.factors.prove(sara, codes[0], KNOWN)
