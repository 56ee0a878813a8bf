"""What operators do for members whose telephone is lost."""

import pytest
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.signatures import ArgonPasswords
from handoff.domain.errors import IllegalMove, NotAllowed, NotFound
from handoff.services.lost_telephones import LostTelephones
from tests.handoff.services.accounts import Accounts
from tests.handoff.services.conftest import Clock


async def test_an_operator_turns_the_second_step_off(
    engine: AsyncEngine, valkey: Redis, clock: Clock
) -> None:
    """Every session ends, whoever may have the telephone; then the password is enough."""
    accounts = Accounts(engine, valkey, clock, ArgonPasswords())
    telephones = LostTelephones(accounts.directory, accounts.factor_store, accounts.sessions)
    sara = await accounts.hire()
    with pytest.raises(IllegalMove):
        await telephones.turn_off(sara.email)
    await accounts.equip(sara)
    token = await accounts.sessions.open(sara, "Firefox")
    member, factor = await telephones.look(sara.email)
    assert member == sara
    assert factor is not None
    await telephones.turn_off(sara.email.upper())
    with pytest.raises(NotAllowed):
        await accounts.sessions.who_is(token)
    await accounts.log_in(sara.email)
    assert (await telephones.look(sara.email))[1] is None
    for move in (telephones.look, telephones.turn_off):
        with pytest.raises(NotFound):
            await move("nobody@books.example")
