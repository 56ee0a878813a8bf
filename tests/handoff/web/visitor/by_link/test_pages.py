"""The pages of mailed links: an opinion and a word, without a login; what a link opens, and what it does not."""

import re
from collections.abc import AsyncIterator
from html import unescape
from typing import Any

import aiohttp
import pytest

from handoff.adapters.machine import new_id, now
from handoff.adapters.signatures import SignedCustomerLinks
from handoff.domain.customer_links import LINK_LIFE, CustomerLink, LinkPurpose
from handoff.services.customer_links import file_below
from handoff.services.data_requests import COPIES_AT_MOST
from tests.handoff.browsers import Console, Widget
from tests.handoff.conftest import House
from tests.handoff.pictures import PDF
from tests.handoff.web.staff.test_data_requests import ask, listed, post
from tests.handoff.web.test_files import reply, send, served


class Reader:
    """A browser without scripts and cookies, in which a mail was opened."""

    def __init__(self, house: House) -> None:
        self.base, self._owners = house.base, house.owners
        self._signer = SignedCustomerLinks(house.settings["FIRUZE_SECRET"])
        self.http = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())

    def link(
        self, purpose: LinkPurpose, conversation_id: str, customer: str = "", **more: int
    ) -> str:
        """One to talk or to a copy is mailed to the customer whose the conversation is, unless to another `customer`."""
        owner = customer or self._owners.get(conversation_id, "")
        ends = int((now() + LINK_LIFE[purpose]).timestamp())
        given = {"ends": ends} | more
        link = CustomerLink(
            purpose=purpose,
            conversation_id=conversation_id,
            customer_id="" if purpose == "rate" else owner,
            **given,
        )
        return f"/{purpose}/{self._signer.sign(link)}"

    async def open(self, path: str) -> tuple[int, str]:
        async with self.http.get(self.base + path) as answer:
            self.headers = answer.headers
            return answer.status, unescape(await answer.text())

    async def send(self, path: str, client_id: str | None = None, **fields: str) -> tuple[int, str]:
        """Fills in the form, and reads the page to which that leads."""
        form = {"client_id": client_id or new_id()} | fields
        async with self.http.post(self.base + path, data=form) as answer:
            return answer.status, unescape(await answer.text())


@pytest.fixture
async def reader(open_house: House) -> AsyncIterator[Reader]:
    reader = Reader(open_house)
    yield reader
    await reader.http.close()


async def helped(house: House, text: str = "Where is my order?") -> tuple[Widget, Console]:
    """Sara has helped a customer, and closed the matter."""
    widget, sara = await house.widget(), await house.console("Sara")
    assert (await widget.say(text))["ok"]
    await sara.about("take", widget.conversation_id)
    assert (await sara.say(widget.conversation_id, "On its way."))["ok"]
    assert (await sara.about("close", widget.conversation_id))["ok"]
    await widget.until_type("conversation.closed")
    return widget, sara


def rating(widget: Widget) -> list[dict[str, Any]]:
    return [x["body"] for x in widget.log if x["body"]["type"] == "conversation.rated"]


async def test_an_opinion_by_a_link(open_house: House, reader: Reader) -> None:
    """The page names who helped, takes marks and a word, and says thanks; looking changes nothing."""
    widget, _ = await helped(open_house)
    closing = widget.state["rating"]["closing"]
    path = reader.link("rate", widget.conversation_id, closing=closing)
    status, page = await reader.open(f"{path}?mark=4")
    assert status == 200
    assert "Sara of Book Corner has closed your matter" in page
    assert re.search(r'name="satisfaction" value="4" checked', page)
    assert "On its way." not in page
    assert rating(widget) == []
    status, page = await reader.send(path, satisfaction="4", effort="5", comment="<b>Kind</b>")
    assert status == 200
    assert "Thank you for your opinion: 4 of 5" in page
    await widget.until_type("conversation.rated")
    [rated] = rating(widget)
    assert (rated["satisfaction"], rated["effort"], rated["comment"]) == (4, 5, "<b>Kind</b>")
    assert rated["channel"] == "mail"


async def test_a_form_that_is_sent_twice_counts_once(open_house: House, reader: Reader) -> None:
    """A second press, or a reload, gives the same opinion; another form changes it."""
    widget, _ = await helped(open_house)
    path = reader.link("rate", widget.conversation_id, closing=widget.state["rating"]["closing"])
    form = new_id()
    for _ in range(2):
        assert (await reader.send(path, form, satisfaction="4"))[0] == 200
    assert (await reader.send(path, satisfaction="5"))[0] == 200
    await widget.until(lambda: len(rating(widget)) == 2, "two opinions")
    assert [x["satisfaction"] for x in rating(widget)] == [4, 5]


async def test_a_bad_mark_promises_what_happens(open_house: House, reader: Reader) -> None:
    """The page names the ticket that was opened."""
    widget, _ = await helped(open_house)
    path = reader.link("rate", widget.conversation_id, closing=widget.state["rating"]["closing"])
    _, page = await reader.send(path, satisfaction="1")
    await widget.until_type("ticket.opened")
    assert f"has the number {widget.state['ticket']}" in page


async def test_persian_pages(open_house: House, reader: Reader) -> None:
    """Set from the right, with Persian digits."""
    widget, _ = await helped(open_house, "سفارش من کجاست؟")
    path = reader.link("rate", widget.conversation_id, closing=widget.state["rating"]["closing"])
    _, page = await reader.open(path)
    assert '<html lang="fa" dir="rtl">' in page
    assert "<span>۵</span>" in page
    _, page = await reader.send(path, satisfaction="5")
    assert "۵ از ۵" in page
    _, page = await reader.open(reader.link("talk", widget.conversation_id))
    assert '<html lang="fa" dir="rtl">' in page
    assert "سفارش من کجاست؟" in page


async def test_a_conversation_goes_on_by_a_link(open_house: House, reader: Reader) -> None:
    """The customer reads it and writes; the words are in the conversation, once, and open it again."""
    widget, _ = await helped(open_house, "<script>alert(1)</script>")
    path, form = reader.link("talk", widget.conversation_id), new_id()
    async with reader.http.get(reader.base + path) as answer:
        raw = await answer.text()
    assert "<script>" not in raw
    assert "&lt;script&gt;" in raw
    assert "On its way." in raw
    for _ in range(2):
        status, page = await reader.send(path, form, text="It has not come yet")
        assert status == 200
        assert "Your message has arrived" in page
    await widget.until(lambda: "It has not come yet" in widget.texts, "the words")
    assert widget.texts.count("It has not come yet") == 1
    assert "conversation.reopened" in widget.types


async def test_the_page_promises_an_answer_by_mail_only_to_an_address(
    open_house: House, reader: Reader
) -> None:
    """Who has left an address reads that the answer is mailed; others, where they find it."""
    widget, _ = await helped(open_house)
    path = reader.link("talk", widget.conversation_id)
    assert "by e-mail" not in (await reader.send(path, text="Is it on its way?"))[1]
    contact = {"client_id": new_id(), "email": "nika@mail.example"}
    assert (await widget.call("leave_contact", contact))["ok"]
    _, page = await reader.send(path, text="And now?")
    assert "We send you the answer by e-mail" in page


async def test_notes_are_in_no_transcript(open_house: House, reader: Reader) -> None:
    """The customer gets their own words and the answers, as a file, by the link and in the widget."""
    widget, sara = await helped(open_house)
    note = {"conversation_id": widget.conversation_id, "client_id": new_id(), "text": "Be careful"}
    assert (await sara.call("note", note))["ok"]
    path = reader.link("talk", widget.conversation_id)
    for name in ("transcript.html", "transcript.txt"):
        status, text = await reader.open(f"{path}/{name}")
        assert status == 200
        assert "attachment" in reader.headers["Content-Disposition"]
        assert "Where is my order?" in text
        assert "Be careful" not in text
    for form in ("html", "text"):
        url = f"{open_house.base}/api/visitor/transcript"
        async with widget.http.post(url, json={"token": widget.token, "form": form}) as answer:
            file = await answer.json()
        assert "On its way." in file["text"]
        assert "Be careful" not in file["text"]


async def test_a_file_opens_by_the_link_of_its_conversation(
    open_house: House, reader: Reader
) -> None:
    """The agent's bill and the customer's own, from the page and from the mail; no other conversation's, by no link that
    has ended, and none that is gone."""
    widget, sara = await served(open_house)
    status, _ = await reply(sara, widget.conversation_id, PDF, '"><img src=x>.pdf')
    assert status == 200
    assert (await send(widget, PDF, "mine.pdf"))[0] == 200
    await widget.until(lambda: len(files_of(widget)) == 2, "both files")
    talk = reader.link("talk", widget.conversation_id)
    async with reader.http.get(reader.base + talk) as answer:
        page = await answer.text()
    assert "<img" not in page
    for file in files_of(widget):
        path = file_below(talk, file["id"])
        assert f'href="{path}"' in page
        async with reader.http.get(reader.base + path) as answer:
            assert (answer.status, await answer.read()) == (200, PDF)
            assert "sandbox" in answer.headers["Content-Security-Policy"]

    theirs, _ = await helped(open_house)
    foreign = reader.link("talk", theirs.conversation_id)
    ended = reader.link("talk", widget.conversation_id, ends=1)
    file = files_of(widget)[0]["id"]
    for path, status, told in (
        (file_below(foreign, file), 404, "There is no such file"),
        (file_below(talk, new_id()), 404, "چنین فایلی پیدا نشد"),
        (file_below(ended, file), 403, "has expired"),
        (file_below("/talk/forged", file), 403, "does not work"),
    ):
        answered, page = await reader.open(path)
        assert (answered, told in page) == (status, True), path
    assert (await reader.open(file_below(talk, "x' or '1")))[0] == 404


def files_of(widget: Widget) -> list[dict[str, Any]]:
    return [x["body"]["file"] for x in widget.log if x["body"].get("file")]


async def test_pages_are_safe_and_kept_by_nobody(open_house: House, reader: Reader) -> None:
    """No script, no frame, no foreign form, no cache, no search engine; refusals too."""
    widget, _ = await helped(open_house)
    mine = widget.conversation_id
    paths = ("/rate/forged", reader.link("talk", mine), reader.link("copy", mine))
    for path in paths:
        await reader.open(path)
        policy = reader.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert reader.headers["Cache-Control"] == "no-store"
        assert reader.headers["X-Robots-Tag"] == "noindex"
        assert reader.headers["Referrer-Policy"] == "same-origin"


async def test_a_link_opens_nothing_else(open_house: House, reader: Reader) -> None:
    """Forged, expired, for something else, or of a matter that goes on: a page says so, in both languages."""
    widget, _ = await helped(open_house)
    closing, mine = widget.state["rating"]["closing"], widget.conversation_id
    good = reader.link("rate", mine, closing=closing)
    talk = reader.link("talk", mine)
    for path, status, told in (
        (f"{good[:-2]}xx", 403, "does not work"),
        ("/rate/" + "x" * 3000, 403, "does not work"),
        (good.replace("/rate/", "/talk/"), 403, "does not work"),
        (talk.replace("/talk/", "/rate/"), 403, "does not work"),
        (reader.link("rate", new_id(), closing=closing), 403, "does not work"),
        (reader.link("rate", mine, closing=closing, ends=1), 403, "has expired"),
        (reader.link("rate", mine, closing=closing + 1), 409, "is open again"),
        (reader.link("talk", mine, revocations=3), 403, "has expired"),
        (reader.link("talk", mine, customer=new_id()), 403, "has expired"),
    ):
        for answer in (
            await reader.open(path),
            await reader.send(path, satisfaction="1", text="x"),
        ):
            if answer[0] == 422:
                continue  # the form of the other page
            assert answer[0] == status, path
            assert told in answer[1]
            assert 'lang="fa" dir="rtl"' in answer[1]
    assert rating(widget) == []


async def test_a_copy_is_saved_by_a_link_once_it_was_given(
    open_house: House, reader: Reader
) -> None:
    """Until then, and while the customer waits for a newer one, the page says that there is none; looking counts for
    nothing."""
    widget, leila = await open_house.widget(), await open_house.console("Leila", role="supervisor")
    assert (await widget.say("سفارش من کجاست؟"))["ok"]
    await ask(widget, "copy")
    path = reader.link("copy", widget.conversation_id)
    talk = reader.link("talk", widget.conversation_id)
    assert (await reader.open(talk.replace("/talk/", "/copy/")))[0] == 403
    for page in (path, f"{path}/my-data.html", f"{path}/my-data.json"):
        status, told = await reader.open(page)
        assert (status, "There is no copy to save" in told) == (409, True)
    [item] = await listed(leila, widget)
    assert (await post(leila, f"data-requests/{item['id']}/give-copy"))[0] == 200
    for _ in range(COPIES_AT_MOST + 1):
        status, told = await reader.open(path)
        assert (status, '<html lang="fa" dir="rtl">' in told) == (200, True)
    assert "سفارش من کجاست؟" not in told
    _, copy = await reader.open(f"{path}/my-data.html")
    assert reader.headers["Content-Disposition"] == 'attachment; filename="my-data.html"'
    assert "شما نوشتید: سفارش من کجاست؟" in copy
    await reader.open(f"{path}/my-data.json")
    assert reader.headers["Content-Type"].startswith("application/json")
    await ask(widget, "copy")
    assert (await reader.open(path))[0] == 409


@pytest.mark.parametrize("tail", ['="><b>', "%22%3E%3Cb%3E", "=", "==x", "!", "%0A", ".x"])
async def test_a_link_with_more_behind_it_opens_nothing(
    open_house: House, reader: Reader, tail: str
) -> None:
    """Base64 that is decoded leniently would take it: no page repeats what strangers have put there."""
    widget, _ = await helped(open_house)
    path = reader.link("talk", widget.conversation_id)
    assert (await reader.open(path))[0] == 200
    async with reader.http.get(reader.base + path + tail) as answer:
        assert answer.status == 403
        assert "<b>" not in await answer.text()


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"satisfaction": "6"},
        {"satisfaction": "4", "comment": "x" * 1001},
        {"satisfaction": "4", "ticket": "1"},
        {"satisfaction": "4", "client_id": "mine"},
    ],
)
async def test_a_form_is_read_strictly(
    open_house: House, reader: Reader, fields: dict[str, str]
) -> None:
    """What no page of ours sends is refused with a page, and records nothing."""
    widget, _ = await helped(open_house)
    path = reader.link("rate", widget.conversation_id, closing=widget.state["rating"]["closing"])
    form = {"client_id": new_id()} | fields
    async with reader.http.post(reader.base + path, data=form) as answer:
        assert answer.status == 422
        assert "could not be read" in await answer.text()
    async with reader.http.post(reader.base + path, json=form) as answer:
        assert answer.status == 422
    assert rating(widget) == []
