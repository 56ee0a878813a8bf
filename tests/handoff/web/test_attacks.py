"""One attacker with everything at once, over a real gateway: a leaked token, forged addresses, a claimed
identity, many sockets. What each defence does alone is tried beside its module."""

import asyncio

import aiohttp

from handoff.adapters.machine import new_id
from tests.handoff.browsers import Widget
from tests.handoff.conftest import House, base_of, vouched
from tests.handoff.web.raw import RawSocket


async def test_a_leaked_token_is_worth_nothing_after_the_sign_out(
    closed_house: House, http: aiohttp.ClientSession
) -> None:
    """Sockets that were open on two gateways are shut, and neither the token nor a claim of the same
    identity brings the thief back; the customer goes on with a new word of the shop's."""
    here, there = await closed_house.open_gateway(), await closed_house.open_gateway()
    daniel = new_id()
    customer = await closed_house.widget(here, identity=vouched(daniel))
    await customer.say("this is between us")
    thieves = []
    for gateway in (here, there):
        thieves.append(await RawSocket.open(http, base_of(gateway)))
        assert "sid" in await thieves[-1].connect("/visitor", {"token": customer.token})
    assert await customer.sign_out() == 204
    for thief in thieves:
        while await thief.receive() != "41/visitor,":
            pass
        assert "token_revoked" in await thief.connect("/visitor", {"token": customer.token})
        await thief.close()
    forged = {"id": daniel, "expires": 0, "signature": "0" * 64}
    for request in ({"token": customer.token}, {"identity": forged}):
        status, _ = await customer.ask_for_session(**request)
        assert status in (401, 403)
    back = await closed_house.widget(there, identity=vouched(daniel))
    assert "this is between us" in back.texts


async def test_forged_addresses_and_many_sockets_gain_no_pace(closed_house: House) -> None:
    """One who claims another address with every socket still writes in one conversation."""
    await closed_house.open_gateway(FIRUZE_EVENT_BURST=30, FIRUZE_EVENTS_PER_SECOND=0.01)
    first = await closed_house.widget(address="93.184.216.1")
    sockets = [first]
    for number in range(2, 6):
        widget = Widget(first.base, address=f"93.184.216.{number}")
        closed_house.stack.push_async_callback(widget.leave)
        widget.token = first.token
        await widget.connect()
        sockets.append(widget)
    said = await asyncio.gather(*(w.say("flood") for _ in range(10) for w in sockets))
    assert sum(answer["ok"] for answer in said) <= 30
    honest = await closed_house.widget(address="93.184.216.1")
    assert (await honest.say("may I?"))["ok"]
