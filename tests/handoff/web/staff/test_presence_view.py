"""Presence as one gateway knows it, with and without Valkey."""

import pytest

from handoff.adapters.postgres.staff import PostgresStaff
from handoff.services.errors import CacheDown
from handoff.web.staff.presence_view import PresenceView
from tests.handoff.services.conftest import Crew


@pytest.fixture
def crew(staff_store: PostgresStaff) -> Crew:
    return Crew(staff_store)


@pytest.fixture
def view(crew: Crew) -> PresenceView:
    return PresenceView(crew.online, crew.store)


async def test_somebody_is_who_takes_chats(view: PresenceView, crew: Crew) -> None:
    """A console that stands open is no promise: away, disabled, or without a slot is nobody."""
    for facts in ({"available": False}, {"disabled": True}, {"capacity": 0}):
        await view.connected((await crew.hire("Sara", **facts)).id)
        assert not view.somebody
    omid = await crew.hire("Omid")
    await view.connected(omid.id)
    assert view.somebody
    await view.left(omid.id)
    assert view.somebody  # a console of theirs is still here
    await view.disconnected(omid.id)
    await view.left(omid.id)
    assert not view.somebody


async def test_a_second_console_keeps_one_there(view: PresenceView, crew: Crew) -> None:
    """The agent leaves only with the last console."""
    sara = await crew.hire("Sara")
    await view.connected(sara.id)
    await view.connected(sara.id)
    await view.disconnected(sara.id)
    assert sara.id in await crew.online.online()
    await view.disconnected(sara.id)
    await view.renew()
    assert sara.id not in await crew.online.online()


async def test_what_was_known_stands_without_valkey(view: PresenceView, crew: Crew) -> None:
    """An outage takes nobody away; who leaves meanwhile is missed when it is over."""
    sara, omid = await crew.hire("Sara"), await crew.hire("Omid")
    for member in (sara, omid):
        await view.connected(member.id)
    crew.online.reachable = False
    await view.refresh()
    await view.disconnected(sara.id)
    assert view.somebody
    with pytest.raises(CacheDown):
        await view.renew()
