"""Answers by mail: to customers who have left an address and were not there to read them.

Real gateways, a real mail server on a real port, and a gateway process that is really killed.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.postgres.deliveries import PostgresDeliveries
from handoff.domain.deliveries import Delivery
from handoff.workers.deliveries import LEASE
from stack.checkout import this_checkout
from tests.handoff.browsers import Console, Widget
from tests.handoff.conftest import House, Written
from tests.handoff.mail_server import MailServer, Mood
from tests.handoff.waiting import eventually

pytestmark = pytest.mark.usefixtures("nothing_to_deliver")


@pytest.fixture
async def mail() -> AsyncIterator[MailServer]:
    async with MailServer().listening() as server:
        yield server


def post(server: MailServer, **more: object) -> dict[str, Any]:
    """The settings of a gateway that posts at once."""
    return {
        "FIRUZE_SMTP_URL": server.url,
        "FIRUZE_MAIL_FROM": "help@books.example",
        "FIRUZE_MAIL_GRACE_SECONDS": 0,
        "FIRUZE_PUBLIC_URL": "https://help.books.example",
    } | more


class Chat:
    """A customer who has left an address on a ticket, and an agent who has taken it."""

    def __init__(self, widget: Widget, sara: Console, engine: AsyncEngine) -> None:
        self.widget, self.sara = widget, sara
        self._mails = PostgresDeliveries(engine)

    @property
    def id(self) -> str:
        return self.widget.conversation_id

    @property
    def ticket(self) -> int:
        opened = next(x["body"] for x in self.widget.log if x["body"]["type"] == "ticket.opened")
        return int(opened["number"])

    async def answer(self, *lines: str) -> None:
        for line in lines:
            assert (await self.sara.say(self.id, line))["ok"]

    async def mails(self) -> list[Delivery]:
        return list(await self._mails.of_conversation(self.id))

    async def until_mail(self, is_so: Callable[[Delivery], bool], what: str) -> Delivery:
        async def found() -> bool:
            return any(map(is_so, await self.mails()))

        await eventually(found, what)
        return next(filter(is_so, await self.mails()))


async def begin(house: House, engine: AsyncEngine, email: str = "nika@mail.example") -> Chat:
    """The customer is gone by the time it is taken."""
    widget, sara = await house.widget(), await house.console("Sara")
    assert (await widget.say("Where is my order?"))["ok"]
    assert (await widget.call("request_person"))["ok"]
    assert (await widget.call("open_ticket"))["ok"]
    await widget.until_type("ticket.opened")
    contact = {"client_id": str(uuid4()), "email": email}
    assert (await widget.call("leave_contact", contact))["ok"]
    await widget.leave()
    await sara.about("take", widget.conversation_id)
    return Chat(widget, sara, engine)


async def test_an_answer_reaches_a_customer_who_has_closed_the_page(
    closed_house: House, engine: AsyncEngine, mail: MailServer
) -> None:
    """Nobody was there, so a ticket was opened and an address left; the answer comes by mail."""
    await closed_house.open_gateway(**post(mail))
    chat = await begin(closed_house, engine)
    await chat.answer("It left us this morning.")
    [received] = await mail.until_received()
    assert received.receivers == ("nika@mail.example",)
    assert "It left us this morning." in received.text
    assert "Sara, Book Corner" in received.text
    assert received.subject == f"Book Corner: an answer to your request {chat.ticket}"
    sent = await chat.until_mail(lambda x: x.state == "sent", "a mail that is sent")
    assert received.id == f"<{sent.id}@books.example>"


async def test_several_lines_are_gathered(
    closed_house: House, engine: AsyncEngine, mail: MailServer
) -> None:
    """Until the grace is over: one mail, in the order in which they were said."""
    await closed_house.open_gateway(**post(mail, FIRUZE_MAIL_GRACE_SECONDS=3))
    chat = await begin(closed_house, engine)
    await chat.answer("One moment.", "I have found it.", "It left us this morning.")
    [received] = await mail.until_received()
    said = [x[2:] for x in received.text.splitlines() if x.startswith("> ")]
    assert said == ["One moment.", "I have found it.", "It left us this morning."]


async def test_what_was_read_in_the_chat_is_not_mailed(
    closed_house: House, engine: AsyncEngine, mail: MailServer
) -> None:
    """Unread words are mailed."""
    await closed_house.open_gateway(**post(mail, FIRUZE_MAIL_GRACE_SECONDS=2))
    chat = await begin(closed_house, engine)
    back = await closed_house.widget(token=chat.widget.token)
    await chat.answer("It left us this morning.")
    await back.until(lambda: "It left us this morning." in back.texts, "the answer in the chat")
    await back.call("mark", {"read": back.cursor, "delivered": back.cursor})

    async def nothing_is_left() -> bool:
        return await chat.mails() == []

    await eventually(nothing_is_left, "the mail to be found needless")
    assert mail.attempts == 0
    await back.leave()
    await chat.answer("It should be with you tomorrow.")
    [received] = await mail.until_received()
    assert "It left us this morning." not in received.text
    assert "It should be with you tomorrow." in received.text


async def test_the_bot_s_words_are_mailed_as_the_shop_s_assistant_s(
    closed_house: House, engine: AsyncEngine, mail: MailServer
) -> None:
    """The mail is in the language in which the customer wrote last."""
    await closed_house.open_gateway(**post(mail))
    widget = await closed_house.widget(language="fa")
    contact = {"client_id": str(uuid4()), "email": "nika@mail.example"}
    assert (await widget.call("leave_contact", contact))["ok"]
    assert (await widget.say("سفارش من کجاست؟"))["ok"]
    await widget.leave()
    [received] = await mail.until_received()
    assert "دستیار کنج کتاب" in received.text
    assert 'dir="rtl"' in received.html


async def test_a_refusal_for_good_is_kept_for_people_to_see(
    closed_house: House, engine: AsyncEngine, mail: MailServer
) -> None:
    """The record has the server's answer, without the address."""
    mail.then.append("550 at RCPT")
    await closed_house.open_gateway(**post(mail))
    chat = await begin(closed_house, engine)
    await chat.answer("It left us this morning.")
    failed = await chat.until_mail(lambda x: x.state == "failed", "a mail that has failed")
    assert (failed.error, failed.tries) == ("refused", 1)
    assert failed.reply == "550 5.1.1 ••• nobody here by that name"


async def test_without_a_mail_server_the_answer_waits_and_says_why(
    closed_house: House, engine: AsyncEngine
) -> None:
    """An operator may name one within its time."""
    await closed_house.open_gateway(FIRUZE_MAIL_GRACE_SECONDS=0)
    chat = await begin(closed_house, engine)
    await chat.answer("It left us this morning.")
    waiting = await chat.until_mail(lambda x: x.error is not None, "a mail that was tried")
    assert (waiting.state, waiting.error) == ("waiting", "mail_not_set_up")


async def test_a_password_of_the_mail_server_is_never_logged(
    closed_house: House, engine: AsyncEngine, mail: MailServer, written: Written
) -> None:
    """The address and the answer stay out of the log, too."""
    url = f"smtp://shop:top-secret@127.0.0.1:{mail.port}"
    await closed_house.open_gateway(**post(mail, FIRUZE_SMTP_URL=url))
    chat = await begin(closed_house, engine)
    await chat.answer("It left us this morning.")
    await chat.until_mail(lambda x: x.error == "login_refused", "a login that was refused")
    for secret in ("top-secret", "nika@mail.example", "It left us this morning."):
        assert secret not in written.everything


# --- a gateway that is killed ------------------------------------------------------------------


@asynccontextmanager
async def own_gateway(settings: dict[str, Any]) -> AsyncIterator[asyncio.subprocess.Process]:
    """A gateway in a process of its own."""
    given = {name: str(value) for name, value in settings.items()}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "handoff", env=os.environ | given, cwd=this_checkout().root
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_a_gateway_killed_with_a_mail_in_its_hands_loses_none(
    closed_house: House, engine: AsyncEngine, mail: MailServer
) -> None:
    """Killed before the server had it, it comes once; after, twice under one id: the gateway could not
    write down that it had been taken. Another gateway takes both when the lease is over."""
    await closed_house.open_gateway()  # which knows no mail server: only the other one posts
    before, after = [
        await begin(closed_house, engine, f"{name}@mail.example") for name in ("before", "after")
    ]
    async with own_gateway(closed_house.settings | post(mail)) as victim:
        moods: tuple[Mood, ...] = ("hang", "take and hang")
        for number, (chat, mood) in enumerate(zip((before, after), moods, strict=True), 1):
            mail.then.append(mood)
            await chat.answer("It left us this morning.")
            await mail.until_it_hangs(number)
        victim.kill()
        await victim.wait()
    taken = [(await chat.mails())[0] for chat in (before, after)]
    assert [(x.state, x.tries) for x in taken] == [("sending", 1)] * 2

    async def later() -> datetime:
        return datetime.now(UTC) + LEASE

    await closed_house.open_gateway(later, **post(mail))
    for chat in (before, after):
        await chat.until_mail(lambda x: x.state == "sent", "the mail, sent after all")
    assert [mail.ids[f"<{x.id}@books.example>"] for x in taken] == [1, 2]
    assert len({x.text for x in mail.received if x.receivers == ("after@mail.example",)}) == 1
