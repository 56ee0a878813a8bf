"""Sessions of the staff: how long they last, and how they end."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.staff_sessions import PostgresStaffSessions
from handoff.adapters.postgres.tables import staff_sessions
from handoff.domain.errors import NotAllowed, NotFound
from handoff.domain.people import Names, StaffMember
from handoff.domain.sessions import SessionTimes
from handoff.services.publication import Publication
from handoff.services.signals import SessionsEnded
from handoff.services.staff_sessions import BROWSER_LENGTH, REMEMBERED, StaffSessions
from handoff.wiring.operating import staff_directory
from tests.handoff.services.conftest import Clock, Heard

HOUR = 3600
TIMES = SessionTimes(idle=timedelta(hours=12), longest=timedelta(days=14))


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def sessions(engine: AsyncEngine, clock: Clock, heard: Heard) -> StaffSessions:
    publication = Publication(on_signal={"hear": heard})
    return StaffSessions(PostgresStaffSessions(engine), publication.publish, clock, new_id, TIMES)


@pytest.fixture
async def sara(engine: AsyncEngine) -> StaffMember:
    email = f"sara-{new_id()}@books.example"
    return await staff_directory(engine).add(email, Names(en="Sara"), "agent", None)


async def _reason(sessions: StaffSessions, token: str) -> object:
    with pytest.raises(NotAllowed) as refused:
        await sessions.who_is(token)
    assert refused.value.code == "unauthenticated"
    return refused.value.data.get("ended")


async def test_a_session_lasts_while_somebody_is_seen(
    sessions: StaffSessions, sara: StaffMember, clock: Clock
) -> None:
    """It lasts up to its idle end; each sign of life restarts that, up to the session's last
    day."""
    token, left = await sessions.open(sara, "Firefox"), await sessions.open(sara, "Chrome")
    for _ in range(28):
        clock.elapse(11.9 * HOUR)
        signed_in = await sessions.who_is(token)
        assert signed_in.member == sara
        await sessions.seen(signed_in.session.id)
    assert await _reason(sessions, left) == "idle"
    clock.elapse(3 * HOUR)
    assert await _reason(sessions, token) == "expired"


async def test_a_late_sign_changes_nothing(
    sessions: StaffSessions, sara: StaffMember, clock: Clock
) -> None:
    """The later of two signs counts, in whatever order they are written."""
    token = await sessions.open(sara, "Firefox")
    session_id = (await sessions.who_is(token)).session.id
    await sessions.seen(session_id)
    clock.elapse(-HOUR)
    await sessions.seen(session_id)
    clock.elapse(12.5 * HOUR)
    assert (await sessions.who_is(token)).member == sara


async def test_an_end_has_a_reason_and_a_signal(
    sessions: StaffSessions, sara: StaffMember, heard: Heard
) -> None:
    """The first reason stays; the others' sessions go on."""
    first, second = await sessions.open(sara, "Firefox"), await sessions.open(sara, "Chrome")
    session = (await sessions.who_is(first)).session
    await sessions.end(session, "signed_out")
    assert heard.signals == [SessionsEnded(session_ids=(session.id,), reason="signed_out")]
    await sessions.end(session, "password_changed")
    assert await _reason(sessions, first) == "signed_out"
    assert (await sessions.who_is(second)).member == sara


async def test_a_member_sees_and_ends_their_own_sessions(
    sessions: StaffSessions, sara: StaffMember, engine: AsyncEngine
) -> None:
    """Nobody else's, and none twice."""
    here, there = await sessions.open(sara, "Firefox"), await sessions.open(sara, "Chrome")
    mine = (await sessions.who_is(here)).session
    assert {session.browser for session in await sessions.of(sara)} == {"Firefox", "Chrome"}
    other = (await sessions.who_is(there)).session
    omid = await staff_directory(engine).add(
        f"{new_id()}@books.example", Names(en="Omid"), "agent", None
    )
    with pytest.raises(NotFound):
        await sessions.end_one_of(omid, other.id)
    await sessions.end_one_of(sara, other.id)
    assert await _reason(sessions, there) == "ended"
    with pytest.raises(NotFound):
        await sessions.end_one_of(sara, other.id)
    assert [session.id for session in await sessions.of(sara)] == [mine.id]


async def test_all_but_one_can_end(
    sessions: StaffSessions, sara: StaffMember, heard: Heard
) -> None:
    """The session that changed the password goes on; without others nothing is announced."""
    tokens = [await sessions.open(sara, "Firefox") for _ in range(3)]
    mine = (await sessions.who_is(tokens[1])).session
    assert await sessions.end_all_of(sara, "password_changed", but=mine) == 2
    assert (await sessions.who_is(tokens[1])).session == mine
    assert [await _reason(sessions, token) for token in (tokens[0], tokens[2])] == [
        "password_changed",
        "password_changed",
    ]
    assert await sessions.end_all_of(sara, "password_changed", but=mine) == 0
    assert len(heard.signals) == 1


async def test_a_gateway_learns_which_have_ended(
    sessions: StaffSessions, sara: StaffMember, clock: Clock
) -> None:
    """Sessions end by hand, by time, or were forgotten long ago."""
    tokens = [await sessions.open(sara, "Firefox") for _ in range(3)]
    ids = [(await sessions.who_is(token)).session.id for token in tokens]
    await sessions.end((await sessions.who_is(tokens[0])).session, "signed_out")
    nobody = new_id()
    assert await sessions.ended_among([*ids, nobody]) == {ids[0]: "signed_out", nobody: "expired"}
    clock.elapse(11 * HOUR)
    await sessions.seen(ids[2])
    clock.elapse(HOUR)
    assert await sessions.ended_among(ids) == {ids[0]: "signed_out", ids[1]: "idle"}
    assert await sessions.ended_among([]) == {}


async def test_what_ended_long_ago_is_forgotten(
    sessions: StaffSessions, sara: StaffMember, clock: Clock, engine: AsyncEngine
) -> None:
    """It stays for some days, so that its browser can learn why it ended; open ones stay."""
    token = await sessions.open(sara, "Firefox")
    clock.elapse(TIMES.idle.total_seconds() + REMEMBERED.total_seconds() - 1)
    await sessions.purge()
    assert await _reason(sessions, token) == "idle"
    fresh = await sessions.open(sara, "Chrome")
    clock.elapse(2)
    await sessions.purge()
    assert await _reason(sessions, token) is None
    assert (await sessions.who_is(fresh)).member == sara


async def test_a_browser_calls_itself_something_readable(
    sessions: StaffSessions, sara: StaffMember
) -> None:
    """The browser's name is bounded, and contains no terminal controls."""
    await sessions.open(sara, "Fire\x1b[31mfox\u202e\x00" + "x" * 5000)
    (session,) = await sessions.of(sara)
    assert session.browser.startswith("Fire[31mfoxxxx")
    assert len(session.browser) == BROWSER_LENGTH


async def test_the_database_keeps_no_token(
    sessions: StaffSessions, sara: StaffMember, engine: AsyncEngine
) -> None:
    """A leaked table opens nothing; a made-up token neither."""
    token = await sessions.open(sara, "Firefox")
    async with engine.connect() as connection:
        rows = (await connection.execute(select(staff_sessions))).mappings().all()
    assert token not in str(rows)
    for made_up in ("", "\x00", token[:-1], "x" * 5000):
        assert await _reason(sessions, made_up) is None
