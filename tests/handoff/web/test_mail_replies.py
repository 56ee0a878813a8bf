"""The customer answers by mail: real gateway, real mail server, real IMAP server, from the ticket to the rating."""

import re
from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from tests.handoff.conftest import BUSINESS, House
from tests.handoff.imap_server import Mailbox, serving
from tests.handoff.mail_server import MailServer, Received
from tests.handoff.waiting import eventually
from tests.handoff.web.test_mail import Chat, begin, post

pytestmark = pytest.mark.usefixtures("nothing_to_deliver")

SOON = "ratings: {mail_after_hours: 0.0001}\n"  # less than a second


@pytest.fixture
async def mail() -> AsyncIterator[MailServer]:
    async with MailServer().listening() as server:
        yield server


@pytest.fixture
async def inbox() -> AsyncIterator[Mailbox]:
    async with serving() as mailbox:
        yield mailbox


@pytest.fixture
async def chat(
    closed_house: House, engine: AsyncEngine, mail: MailServer, inbox: Mailbox, tmp_path: Path
) -> Chat:
    """Nobody was there, so a ticket was opened; Sara has taken it. The shop asks for opinions soon."""
    business = tmp_path / "business.yml"
    business.write_text(BUSINESS + SOON, encoding="utf-8")
    settings = {
        "FIRUZE_IMAP_URL": inbox.url,
        "FIRUZE_IMAP_SECONDS": 0.3,
        "FIRUZE_BUSINESS_FILE": business,
    }
    gateway = await closed_house.open_gateway(**post(mail, **settings))
    assert gateway.port
    return await begin(closed_house, engine)


def reply(
    to: Received, text: str, sender: str = "nika@mail.example", **headers: str
) -> EmailMessage:
    """As mail programs answer: the words, and the mail that they answer below, quoted."""
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, to.sender
    mail["Subject"] = headers.pop("Subject", f"Re: {to.subject}")
    mail["Message-ID"] = headers.pop("Message-ID", f"<{new_id()}@mail.example>")
    mail["In-Reply-To"] = to.id
    mail["References"] = headers.pop("References", f"{to.mail['References']} {to.id}")
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    quoted = "\n".join(f"> {line}" for line in to.text.splitlines())
    mail.set_content(f"{text}\n\nOn Sunday the shop\nwrote:\n\n{quoted}\n")
    return mail


async def said(chat: Chat) -> list[str]:
    """What the customer has said, as Sara reads it."""
    await chat.sara.sync(chat.id)
    log = chat.sara.logs[chat.id]
    return [x["body"]["text"] for x in log if x["body"]["type"] == "customer.said"]


async def until_said(chat: Chat, text: str) -> None:
    async def there() -> bool:
        return text in await said(chat)

    await eventually(there, f"“{text}” in the conversation")


async def rated(http: aiohttp.ClientSession, base: str, path: str) -> str:
    form = {"client_id": new_id(), "satisfaction": "5", "comment": "Kind"}
    async with http.post(base + path, data=form) as answer:
        assert answer.status == 200
        return await answer.text()


async def test_from_the_ticket_to_the_rating_by_mail_alone(
    closed_house: House, chat: Chat, mail: MailServer, inbox: Mailbox
) -> None:
    """The answer comes by mail, the customer's reply reaches Sara, and the mailed link takes the opinion."""
    await chat.answer("It left us this morning.")
    [answer] = await mail.until_received()
    assert "You can simply reply to this mail" in answer.text
    await inbox.receive(reply(answer, "When will it be here?"))
    await until_said(chat, "When will it be here?")
    await chat.answer("Tomorrow.")
    assert (await chat.sara.about("close", chat.id))["ok"]

    async def asked() -> bool:
        return any("/rate/" in received.text for received in mail.received)

    await eventually(asked, "a mail that asks for an opinion")
    asking = next(x for x in mail.received if "/rate/" in x.text)
    found = re.search(r"https://help\.books\.example(/rate/\S+)\?mark=5", asking.text)
    assert found
    async with aiohttp.ClientSession() as http:
        assert "Thank you for your opinion: 5 of 5" in await rated(
            http, closed_house.base, found[1]
        )
    await chat.sara.sync(chat.id)
    bodies: list[dict[str, Any]] = [x["body"] for x in chat.sara.logs[chat.id]]
    assert [x["comment"] for x in bodies if x["type"] == "conversation.rated"] == ["Kind"]


async def test_what_is_not_the_customer_s_stays_in_the_mailbox(
    chat: Chat, mail: MailServer, inbox: Mailbox
) -> None:
    """A stranger's mail, a forged thread, a holiday notice and an empty mail reach nobody, and stay unread for
    people; a mail that comes twice is one message."""
    await chat.answer("It left us this morning.")
    [answer] = await mail.until_received()
    forged = str(answer.mail["References"])
    forged = forged.replace(forged[1:5], "aaaa")
    wrong = {
        "stranger": reply(answer, "I am Nika", "other@mail.example", Subject="stranger"),
        "forged": reply(answer, "Let me in", Subject="forged", References=forged),
        "notice": reply(answer, "I am away", Subject="notice", Auto_Submitted="auto-replied"),
        "bulk": reply(answer, "Buy this", Subject="bulk", Precedence="bulk"),
        "empty": reply(answer, "", Subject="empty"),
    }
    for each in wrong.values():
        await inbox.receive(each)
    good = reply(answer, "When will it be here?")
    for _ in range(2):
        await inbox.receive(good)
    await until_said(chat, "When will it be here?")
    await inbox.receive(reply(answer, "And one thing more"))
    await until_said(chat, "And one thing more")
    words = await said(chat)
    assert words == ["Where is my order?", "When will it be here?", "And one thing more"]
    assert sorted(await inbox.unread()) == sorted(wrong)


async def test_files_are_named_and_long_mails_are_several_messages(
    chat: Chat, mail: MailServer, inbox: Mailbox
) -> None:
    """Nothing of what was written is lost; of files the agent learns that there are some."""
    await chat.answer("It left us this morning.")
    [answer] = await mail.until_received()
    long = reply(answer, "x" * 900 + "\n" + "y " * 2000)
    long.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="bill.pdf")
    await inbox.receive(long)

    async def named() -> bool:
        return any("📎 bill.pdf" in text for text in await said(chat))

    await eventually(named, "the name of the file")
    words = (await said(chat))[1:]
    assert len(words) == 2
    assert all(len(text) <= 4000 for text in words)
    assert "".join(words).count("y") == 2000
