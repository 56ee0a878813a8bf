"""A gateway, asked as the action server asks it."""

import aiohttp
import pytest
from redis.asyncio import Redis

from tests.handoff.conftest import House
from tests.handoff.web.internal.action_server import ActionServer


@pytest.fixture
def actions(http: aiohttp.ClientSession, open_house: House, valkey: Redis) -> ActionServer:
    return ActionServer(http, f"http://127.0.0.1:{open_house.gateways[0].internal_port}")
