"""What a visitor must prove before the bot changes an order, with a real mail server."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.tables import orders
from tests.handoff.browsers import Widget
from tests.handoff.conftest import House
from tests.handoff.mail_server import MailServer
from tests.handoff.scripted_bot import ScriptedBot
from tests.handoff.web.internal.action_server import CARD, ActionServer


@dataclass
class Yes:
    """A visitor's message that has an order cancelled, while the bot answers it."""

    widget: Widget
    actions: ActionServer
    wish: dict[str, object]

    async def act(self, **more: object) -> dict[str, Any]:
        status, answer = await self.actions.act(**self.wish | more)
        assert status == 200, answer
        return dict(answer)


NewYes = Callable[..., Awaitable[Yes]]


@pytest.fixture
def say_yes(
    http: aiohttp.ClientSession, closed_house: House, engine: AsyncEngine, bot: ScriptedBot
) -> NewYes:
    """Confirms at a gateway with these settings, for an order of its own."""

    async def say(**settings: Any) -> Yes:
        number, message = new_id()[-6:].upper(), new_id()
        row = {"number": number, "email": "nika@mail.example", "card": CARD | {"state": "placed"}}
        async with engine.begin() as connection:
            await connection.execute(insert(orders).values(row | {"placed_at": datetime.now(UTC)}))
        gateway = await closed_house.open_gateway(**settings)
        widget = await closed_house.widget()
        bot.hold()
        await widget.say("yes", client_id=message)
        wish: dict[str, object] = {
            "sender": f"{widget.conversation_id}:0",
            "message_id": message,
            "kind": "order_cancelled",
            "number": number,
            "contact": "nika@mail.example",
        }
        return Yes(widget, ActionServer(http, f"http://127.0.0.1:{gateway.internal_port}"), wish)

    return say


async def test_a_visitor_is_sent_to_the_sign_in_where_no_code_can_be_mailed(
    say_yes: NewYes,
) -> None:
    """The prospects say so before the bot asks "are you sure?"."""
    refused = await (await say_yes()).act()
    assert refused["result"] == "sign_in_needed"
    assert refused["prospects"] == {
        "order_cancelled": "sign_in_needed",
        "return_requested": "not_sent",
    }


async def test_a_visitor_brings_the_code_that_was_mailed_to_the_order_s_address(
    say_yes: NewYes,
) -> None:
    """A wrong one does nothing."""
    async with MailServer().listening() as server:
        yes = await say_yes(FIRUZE_SMTP_URL=server.url, FIRUZE_MAIL_FROM="help@books.example")
        sent = await yes.act()
        assert (sent["result"], sent["sent_to"]) == ("code_sent", "n•••@mail.example")
        assert sent["prospects"]["order_cancelled"] == "with_code"
        [mail] = await server.until_received()
        assert mail.receivers == ("nika@mail.example",)
        [code] = re.findall(r"^\d{6}$", mail.text, re.MULTILINE)
        wrong = f"{(int(code) + 1) % 10**6:06}"
        assert (await yes.act(code=wrong))["result"] == "code_wrong"
        assert "action.taken" not in yes.widget.types
        assert (await yes.act(code=code))["result"] == "done"
        await yes.widget.until_type("action.taken")
