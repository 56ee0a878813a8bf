"""Answers about their data reach customers who have left the chat: real gateways, a real mail server on a real port."""

import asyncio
from uuid import uuid4

import aiohttp
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner

from cli.commands.customer import customers
from handoff.adapters.machine import new_id
from handoff.adapters.postgres.deliveries import PostgresDeliveries
from handoff.domain.deliveries import Delivery, DeliveryState
from tests.handoff.adapters.postgres.test_customer_data import everything
from tests.handoff.browsers import Console, Widget
from tests.handoff.conftest import House, vouched
from tests.handoff.mail_server import MailServer
from tests.handoff.waiting import eventually
from tests.handoff.web.staff.test_data_requests import ask, listed
from tests.handoff.web.staff.test_data_requests import post as post_to
from tests.handoff.web.test_mail import mail, post

__all__ = ["mail"]  # the fixture

pytestmark = pytest.mark.usefixtures("nothing_to_deliver")


async def gone(
    house: House,
    kind: str,
    email: str | None,
    words: str = "where is my turquoise lamp?",
    identity: dict[str, object] | None = None,
) -> Widget:
    """A customer who has asked about their data, and left; with an `email`, an address as well."""
    nika = await house.widget(identity=identity)
    assert (await nika.say(words))["ok"]
    if email is not None:
        contact = {"client_id": str(uuid4()), "email": email}
        assert (await nika.call("leave_contact", contact))["ok"]
    await ask(nika, kind)
    await nika.leave()
    return nika


async def give(member: Console, nika: Widget) -> str:
    """Returns the id of the request for a copy."""
    [item] = await listed(member, nika)
    assert (await post_to(member, f"data-requests/{item['id']}/give-copy"))[0] == 200
    return str(item["id"])


async def erase(member: Console, nika: Widget) -> str:
    """Returns the id of the request for deletion."""
    [item] = await listed(member, nika)
    path = f"customers/{item['customer_id']}/erase"
    assert (await post_to(member, path, under_way=False, request=item["id"]))[0] == 200
    return str(item["id"])


async def until(engine: AsyncEngine, mail_id: str, state: DeliveryState) -> Delivery:
    mails = PostgresDeliveries(engine)

    async def is_so() -> bool:
        return (await mails.get(mail_id)).state == state

    await eventually(is_so, f"a mail that is {state}")
    return await mails.get(mail_id)


async def read(house: House, url: str) -> tuple[int, str]:
    """The page of this house to which a link in a mail leads."""
    path = url.removeprefix("https://help.books.example")
    async with aiohttp.ClientSession() as http, http.get(house.base + path) as answer:
        return answer.status, await answer.text()


async def test_a_copy_is_saved_by_the_link_in_the_mail(
    closed_house: House, engine: AsyncEngine, mail: MailServer
) -> None:
    """The mail brings none of the data; opening its link gives what the chat gives, in both forms."""
    await closed_house.open_gateway(**post(mail))
    nika = await gone(closed_house, "copy", "nika@mail.example")
    leila = await closed_house.console("Leila", role="supervisor")
    request = await give(leila, nika)
    [received] = await mail.until_received()
    assert received.receivers == ("nika@mail.example",)
    assert received.id == f"<{request}@books.example>"
    assert "you asked Book Corner for a copy of the data" in received.text
    assert "turquoise" not in received.text + received.html
    [link] = [line for line in received.text.splitlines() if "/copy/" in line]
    status, page = await read(closed_house, link)
    assert (status, "Save it as a page to read" in page) == (200, True)
    assert "turquoise" not in page
    for name in ("my-data.html", "my-data.json"):
        status, copy = await read(closed_house, f"{link}/{name}")
        assert (status, "where is my turquoise lamp?" in copy) == (200, True)
    assert (await read(closed_house, f"{link}x"))[0] == 403
    assert (await read(closed_house, link.replace("/copy/", "/talk/")))[0] == 403
    assert (await until(engine, request, "sent")).to == "nika@mail.example"


async def test_a_link_to_a_copy_ends_with_the_customer(
    closed_house: House, mail: MailServer
) -> None:
    """A customer of the shop who signs out of it leaves no way to all of their data."""
    await closed_house.open_gateway(**post(mail))
    identity = vouched(new_id(), name="Nika", email="nika@shop.example")
    nika = await gone(closed_house, "copy", "typed@mail.example", identity=identity)
    await give(await closed_house.console("Leila", role="supervisor"), nika)
    [received] = await mail.until_received()
    assert received.receivers == ("nika@shop.example",)
    [link] = [line for line in received.text.splitlines() if "/copy/" in line]
    assert (await read(closed_house, f"{link}/my-data.html"))[0] == 200
    back = await closed_house.widget(token=nika.token, identity=identity)
    assert await back.sign_out() == 204
    for path in (link, f"{link}/my-data.html"):
        status, page = await read(closed_house, path)
        assert (status, "has expired" in page) == (403, True)


async def test_a_refusal_brings_its_reason(closed_house: House, mail: MailServer) -> None:
    """In the customer's language."""
    await closed_house.open_gateway(**post(mail))
    nika = await gone(closed_house, "deletion", "nika@mail.example", "چراغ من کجاست؟")
    leila = await closed_house.console("Leila", role="supervisor")
    [item] = await listed(leila, nika)
    reason = "یک سفارش هنوز پرداخت نشده است."
    path = f"data-requests/{item['id']}/refuse"
    assert (await post_to(leila, path, reason=reason))[0] == 200
    [received] = await mail.until_received()
    assert received.subject == "کنج کتاب: پاسخ درخواست شما دربارهٔ اطلاعاتتان"
    assert "از کنج کتاب خواستید اطلاعاتی که از شما نگه داشته‌ایم پاک شود" in received.text
    assert f"> {reason}" in received.text
    assert 'dir="rtl"' in received.html


async def test_word_of_a_deletion_is_the_last_that_keeps_an_address(
    closed_house: House, engine: AsyncEngine, mail: MailServer
) -> None:
    """The server is busy at first, and two gateways try; the mail comes once, and nothing of the customer is left."""
    for _ in range(2):
        await closed_house.open_gateway(**post(mail))
    address = f"nika-{new_id()}@mail.example"
    nika = await gone(closed_house, "deletion", address, "چراغ من کجاست؟")
    omid = await closed_house.console("Omid", role="admin")
    request = await erase(omid, nika)
    assert (await everything(engine)).count(address) == 1
    mail.then.append("451 at RCPT")
    retry = f"deliveries/{request}/retry"
    assert (await post_to(omid, retry))[0] == 200
    busy = await until_tried(engine, request)
    assert (busy.kind, busy.state, busy.words) == ("data_deleted", "waiting", None)
    status, item = await post_to(omid, retry)
    assert (status, item["to"]) == (200, "n•••@mail.example")
    [received] = await mail.until_received()
    assert received.receivers == (address,)
    assert "این کار انجام شد" in received.text
    sent = await until(engine, request, "sent")
    assert (sent.to, sent.tries) == ("", 2)
    assert address not in await everything(engine)
    await omid.leave()
    assert len(mail.received) == 1


async def test_an_operator_at_the_command_line_answers_by_mail_too(
    closed_house: House,
    engine: AsyncEngine,
    mail: MailServer,
    migrated_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The command writes the mail and ends; a gateway sends it, and its address goes with it."""
    settings = post(mail)
    await closed_house.open_gateway(**settings)
    address = f"nika-{new_id()}@mail.example"
    nika = await gone(closed_house, "deletion", address)
    omid = await closed_house.console("Omid", role="admin")
    [item] = await listed(omid, nika)
    for name, value in (settings | {"DATABASE_URL": migrated_url}).items():
        monkeypatch.setenv(name, str(value))
    command = ["erase", "--email", address, "--yes"]
    done = await asyncio.to_thread(CliRunner().invoke, customers, command)
    assert done.exit_code == 0, done.output
    assert (await post_to(omid, f"deliveries/{item['id']}/retry"))[0] == 200
    [received] = await mail.until_received()
    assert received.receivers == (address,)
    assert "This has been done" in received.text
    await until(engine, str(item["id"]), "sent")
    assert address not in await everything(engine)


async def until_tried(engine: AsyncEngine, mail_id: str) -> Delivery:
    mails = PostgresDeliveries(engine)

    async def is_so() -> bool:
        return (await mails.get(mail_id)).error is not None

    await eventually(is_so, "a mail that was tried")
    return await mails.get(mail_id)


async def test_a_mail_of_a_deletion_that_was_given_up_cannot_be_taken_up(
    closed_house: House, engine: AsyncEngine, mail: MailServer
) -> None:
    """Nobody knows any more where it would go."""
    await closed_house.open_gateway(**post(mail))
    nika = await gone(closed_house, "deletion", "nika@mail.example")
    omid = await closed_house.console("Omid", role="admin")
    path = f"deliveries/{await erase(omid, nika)}"
    status, item = await post_to(omid, f"{path}/give_up")
    assert (status, item["to"], item["expired"]) == (200, "•••", True)
    status, refusal = await post_to(omid, f"{path}/retry")
    assert (status, refusal["error"]["code"]) == (409, "delivery_expired")
    assert mail.attempts == 0


@pytest.mark.parametrize("email", ["nika@mail.example", None])
async def test_without_a_mail_server_or_an_address_nothing_waits(
    closed_house: House, engine: AsyncEngine, mail: MailServer, email: str | None
) -> None:
    """What nobody can send is not kept, least of all the address of an erased customer."""
    await closed_house.open_gateway(**({} if email else post(mail)))
    leila = await closed_house.console("Leila", role="supervisor")
    omid = await closed_house.console("Omid", role="admin")
    copy = await gone(closed_house, "copy", email)
    deletion = await gone(closed_house, "deletion", email)
    await give(leila, copy)
    await erase(omid, deletion)
    every: tuple[DeliveryState, ...] = ("waiting", "sending", "sent", "failed", "withdrawn")
    page = await PostgresDeliveries(engine).page(every, None, 9)
    assert page.deliveries == []
