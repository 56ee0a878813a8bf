"""Files over HTTP, on a real gateway: in, out, refused, and gone."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.files.inspector import PillowInspector
from handoff.adapters.machine import new_id, now
from handoff.adapters.postgres.files import PostgresFiles
from handoff.adapters.signatures import SignedFileLinks
from handoff.services.errors import FileStoreDown
from handoff.services.files import Files, LinkedFile
from handoff.services.inspection import Inspection
from handoff.services.ports.files import FileRecord
from handoff.web.files import BY_ASKER, FilePages
from handoff.web.http_io import errors
from handoff.web.listener import Listener
from handoff.web.uploads import BY_CONVERSATION, PER_SENDER
from handoff.wiring.operating import open_privacy
from tests.handoff.browsers import Console, Widget
from tests.handoff.clamd import Gate, clamd_listening
from tests.handoff.conftest import House, Written
from tests.handoff.pictures import EICAR, HTML, PDF, SVG, bomb, photo
from tests.handoff.waiting import eventually

Json = dict[str, Any]


async def send(
    widget: Widget,
    content: bytes,
    name: str = "box.jpg",
    client_id: str | None = None,
    token: str | None = None,
) -> tuple[int, Json]:
    """Uploads a file as the widget does; returns the status and the answer."""
    query = {"client_id": client_id or str(uuid4()), "name": name}
    headers = widget.headers | {
        "Authorization": f"Bearer {widget.token if token is None else token}",
        "Content-Type": "application/octet-stream",
    }
    url = f"{widget.base}/api/visitor/files"
    async with widget.http.post(
        url, params=query, data=BytesIO(content), headers=headers
    ) as answer:
        return answer.status, await answer.json()


async def links(widget: Widget, *files: str) -> list[Json]:
    url = f"{widget.base}/api/visitor/files/links"
    headers = {"Authorization": f"Bearer {widget.token}"}
    async with widget.http.post(url, json={"files": files}, headers=headers) as answer:
        assert answer.status == 200, await answer.text()
        found: list[Json] = (await answer.json())["links"]
        return found


async def reply(
    console: Console, conversation_id: str, content: bytes, name: str = "bill.pdf"
) -> tuple[int, Json]:
    """Uploads a file as the console does."""
    url = f"{console.base}/api/staff/conversations/{conversation_id}/files"
    query = {"client_id": str(uuid4()), "name": name}
    headers = {"Content-Type": "application/octet-stream"}
    async with console.http.post(url, params=query, data=content, headers=headers) as answer:
        return answer.status, await answer.json()


async def staff_links(
    console: Console, conversation_id: str, *files: str
) -> tuple[int, list[Json]]:
    url = f"{console.base}/api/staff/conversations/{conversation_id}/files/links"
    async with console.http.post(url, json={"files": files}) as answer:
        return answer.status, (await answer.json()).get("links", [])


async def fetched(widget: Widget | Console, path: str) -> tuple[int, Mapping[str, str], bytes]:
    async with widget.http.get(f"{widget.base}{path}") as answer:
        return answer.status, answer.headers, await answer.read()


def file_of(widget: Widget) -> Json:
    """The last file in the log."""
    return next(
        event["body"]["file"] for event in reversed(widget.log) if event["body"].get("file")
    )


def code_of(answer: Json) -> str:
    code: str = answer["error"]["code"]
    return code


async def served(house: House) -> tuple[Widget, Console]:
    """A customer with whom an agent talks."""
    widget, console = await house.widget(), await house.console("Sara")
    await widget.call("request_person")
    await console.call("take", {"conversation_id": widget.conversation_id})
    await widget.until(lambda: widget.state["owner"] == "agent", "the agent")
    await console.call("watch", {"conversation_id": widget.conversation_id})
    return widget, console


async def test_a_photo_reaches_the_agent_and_a_bill_the_customer(house: House) -> None:
    """Each is in both logs, and each opens by a link of its own: the picture as one, the bill to save."""
    widget, console = await served(house)
    status, sent = await send(widget, photo())
    assert (status, sent["ok"]) == (200, True)
    await widget.until(lambda: widget.types[-1] == "customer.said", "the photo")
    picture = file_of(widget)
    assert (picture["name"], picture["kind"], picture["width"]) == ("box.jpg", "image/jpeg", 64)
    _, [shown] = await staff_links(console, widget.conversation_id, picture["id"])
    for size in ("whole", "thumbnail"):
        code, headers, content = await fetched(console, shown[size])
        assert (code, headers["Content-Type"]) == (200, "image/jpeg")
        assert content.startswith(b"\xff\xd8")
        assert b"Secret Phones" not in content
    status, _ = await reply(console, widget.conversation_id, PDF, "رسید.pdf")
    assert status == 200
    await widget.until(lambda: widget.types[-1] == "agent.said", "the bill")
    [bill] = await links(widget, file_of(widget)["id"])
    assert bill["thumbnail"] is None
    code, headers, content = await fetched(widget, bill["whole"])
    assert (code, content) == (200, PDF)
    assert headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%D8%B1")


async def test_a_file_is_served_with_headers_that_keep_it_harmless(house: House) -> None:
    """Nothing runs, nothing is guessed, no cookie is set; the shop's page may show it for a while."""
    widget = await house.widget()
    await send(widget, photo())
    await widget.sync()
    [link] = await links(widget, file_of(widget)["id"])
    _, headers, _ = await fetched(widget, link["whole"])
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].endswith("sandbox")
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert headers["Cache-Control"].startswith("private, max-age=")
    assert "Set-Cookie" not in headers


async def test_the_bot_says_that_it_cannot_look(house: House) -> None:
    """A stranger whose first deed is a photo has a conversation from then on, and a way to a person."""
    widget = await house.stranger()
    status, _ = await send(widget, photo())
    assert status == 200
    await widget.until(lambda: "files.unseen" in widget.types, "the bot's sentence")
    assert widget.types == ["conversation.started", "customer.said", "files.unseen"]
    await widget.call("request_person")
    await widget.until(lambda: widget.state["owner"] != "bot", "the handoff")


async def test_sent_again_it_is_there_once(house: House) -> None:
    """The answer to the first was lost; the second gets the same, and its bytes go."""
    widget, client_id = await house.widget(), str(uuid4())
    first = await send(widget, photo(), client_id=client_id)
    again = await send(widget, photo(), client_id=client_id)
    assert first == again
    await widget.sync()
    assert widget.types.count("customer.said") == 1


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (HTML, "holiday.png", "file_kind"),
        (SVG, "logo.svg", "file_kind"),
        (photo() + HTML, "polyglot.jpg", "file_polyglot"),
        (bomb(), "bomb.png", "picture_large"),
        (photo()[:300], "half.jpg", "file_broken"),
        (b"", "nothing.png", "file_empty"),
        (b"\x00" * (50 * 1024 * 1024), "fifty.png", "file_large"),
    ],
)
async def test_what_is_no_picture_and_no_pdf_is_refused(
    open_house: House, content: bytes, name: str, code: str
) -> None:
    """With a code for which the widget has a sentence; nothing of it is in the log."""
    widget = await open_house.widget()
    status, answer = await send(widget, content, name)
    assert (status, code_of(answer)) == (422, code)
    await widget.sync()
    assert "customer.said" not in widget.types


async def test_a_body_that_grows_beyond_the_limit_is_cut(closed_house: House) -> None:
    """A sender who does not say how long the body is gets no further than one who does."""
    await closed_house.open_gateway(FIRUZE_FILE_MB=1)
    widget = await closed_house.widget()

    async def growing() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"\x00" * 65536

    query = {"client_id": str(uuid4())}
    headers = {"Authorization": f"Bearer {widget.token}"}
    url = f"{widget.base}/api/visitor/files"
    async with widget.http.post(url, params=query, data=growing(), headers=headers) as answer:
        assert (answer.status, code_of(await answer.json())) == (422, "file_large")


async def test_a_shop_may_take_no_files(closed_house: House) -> None:
    """The widget learns it with the session, and whoever sends one anyway is refused."""
    await closed_house.open_gateway(FIRUZE_FILE_MB=0)
    widget = await closed_house.widget()
    _, session = await widget.ask_for_session(token=widget.token)
    assert session["file_bytes"] == 0
    assert code_of((await send(widget, photo()))[1]) == "files_off"


async def test_links_of_another_conversation_open_nothing(open_house: House) -> None:
    """Its id in hand, another customer gets no link; and no agent by way of another conversation."""
    widget, other = await open_house.widget(), await open_house.widget()
    await send(widget, photo())
    await widget.sync()
    file_id = file_of(widget)["id"]
    assert await links(other, file_id) == []
    console = await open_house.console("Omid")
    assert await staff_links(console, other.conversation_id, file_id) == (200, [])
    assert len((await staff_links(console, widget.conversation_id, file_id))[1]) == 1


async def test_links_that_are_forged_or_have_ended_open_nothing(open_house: House) -> None:
    """A good link with another end, one that ended, one of another secret, and nonsense: all the same."""
    widget = await open_house.widget()
    await send(widget, photo())
    await widget.sync()
    file_id = file_of(widget)["id"]
    [link] = await links(widget, file_id)
    payload, _, signature = link["whole"].partition(".")
    signer = SignedFileLinks(open_house.settings["FIRUZE_SECRET"])
    stranger = SignedFileLinks("another secret")
    for forged in (
        f"{payload}x.{signature}",
        f"/files/{signer.sign(LinkedFile(file_id, 'whole', 1))}",
        f"/files/{stranger.sign(LinkedFile(file_id, 'whole', 2**40))}",
        f"/files/{signer.sign(LinkedFile(str(uuid4()), 'whole', 2**40))}",
        "/files/nonsense",
    ):
        status, _, _ = await fetched(widget, forged)
        assert status == 404, forged


async def test_nobody_sends_without_a_token_or_into_anothers_chat(open_house: House) -> None:
    """No token, a forged one, no login, a chat that is not the agent's, a page of another site."""
    widget = await open_house.widget()
    for token in ("", "forged"):
        status, answer = await send(widget, photo(), token=token)
        assert (status, code_of(answer)) == (401, "token_invalid")
    console = await open_house.console("Lale")
    status, answer = await reply(console, widget.conversation_id, PDF)
    assert (status, code_of(answer)) == (409, "not_owner")
    url = f"{console.base}/api/staff/conversations/{widget.conversation_id}/files"
    async with widget.http.post(url, params={"client_id": str(uuid4())}, data=PDF) as refused:
        assert refused.status == 401
    foreign = {"Origin": "https://evil.example", "Content-Type": "application/octet-stream"}
    query = {"client_id": str(uuid4())}
    async with console.http.post(url, params=query, data=PDF, headers=foreign) as refused:
        assert refused.status == 403


async def test_too_many_files_have_to_wait(house: House) -> None:
    """A conversation that has had its share within ten minutes is told when to go on."""
    widget = await house.widget()
    answers = [await send(widget, PDF, "bill.pdf") for _ in range(BY_CONVERSATION)]
    assert {status for status, _ in answers} == {200}
    status, answer = await send(widget, PDF, "bill.pdf")
    assert (status, code_of(answer)) == (429, "rate_limited")
    assert answer["error"]["data"]["retry_after"] > 0


@pytest.mark.parametrize("side", ["customer", "agent"])
async def test_files_that_wait_to_be_looked_into_take_room(closed_house: House, side: str) -> None:
    """Whoever sends has some at once, and these count until they are in the log, not only while they come in."""
    gate = Gate()
    async with clamd_listening(gate=gate) as address:
        await closed_house.open_gateway(FIRUZE_CLAMD=address)
        widget, console = await served(closed_house)

        async def give() -> tuple[int, Json]:
            if side == "customer":
                return await send(widget, PDF, "bill.pdf")
            return await reply(console, widget.conversation_id, PDF)

        async def all_wait() -> bool:
            return gate.waiting == PER_SENDER

        under_way = [asyncio.create_task(give()) for _ in range(PER_SENDER)]
        await eventually(all_wait, "the scanner to have them")
        status, answer = await give()
        assert (status, code_of(answer)) == (429, "rate_limited")
        gate.opened.set()
        assert {status for status, _ in await asyncio.gather(*under_way)} == {200}
        assert (await give())[0] == 200


async def test_asking_for_links_has_a_measure(open_house: House) -> None:
    """The customer of a conversation, and a member, ask so often within a minute."""
    widget, console = await open_house.widget(), await open_house.console("Mina")
    theirs = f"{console.base}/api/staff/conversations/{widget.conversation_id}/files/links"
    bearer = {"Authorization": f"Bearer {widget.token}"}
    for http, url, headers in (
        (widget.http, f"{widget.base}/api/visitor/files/links", bearer),
        (console.http, theirs, {}),
    ):
        for _ in range(BY_ASKER):
            async with http.post(url, json={"files": [str(uuid4())]}, headers=headers) as answer:
                assert answer.status == 200
        async with http.post(url, json={"files": [str(uuid4())]}, headers=headers) as answer:
            assert (answer.status, code_of(await answer.json())) == (429, "rate_limited")


class TornStore:
    """Implements `FileStore`: breaks off in the middle of every file."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def put(self, key: str, content: bytes) -> None: ...

    async def delete(self, key: str) -> None: ...

    async def check(self) -> None: ...

    async def read(self, key: str) -> AsyncIterator[bytes]:
        async def pieces() -> AsyncIterator[bytes]:
            yield b"%PDF-1.4"
            raise self._error

        return pieces()


@pytest.mark.parametrize("error", [FileStoreDown("torn"), OSError("torn")])
async def test_a_store_that_breaks_off_cuts_the_connection(
    engine: AsyncEngine, http: aiohttp.ClientSession, written: Written, error: Exception
) -> None:
    """No browser takes the half for the whole, no second answer stands in the first one's body, and the log
    has the file's id."""
    signer, records = SignedFileLinks("secret of the links"), PostgresFiles(engine)
    record = FileRecord(
        id=new_id(),
        conversation_id=new_id(),
        name="bill.pdf",
        kind="application/pdf",
        bytes=len(PDF),
        created_at=now(),
    )
    await records.begin(record)
    files = Files(
        TornStore(error), records, PillowInspector(), Inspection(None), signer, now, new_id
    )
    app = web.Application(middlewares=[errors])
    app.add_routes(FilePages(files).routes())
    listener = Listener(app)
    port = await listener.open("127.0.0.1", 0)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    link = signer.sign(LinkedFile(record.id, "whole", 2**40))
    writer.write(f"GET /files/{link} HTTP/1.1\r\nHost: shop.example\r\n\r\n".encode())
    told = b""
    with suppress(ConnectionError):
        while piece := await asyncio.wait_for(reader.read(4096), 5):
            told += piece
    writer.close()
    await listener.stop()
    assert told.count(b"HTTP/1.1") <= 1
    assert not told.endswith(PDF)
    (entry,) = written.entries
    assert (entry["event"], entry["file_id"]) == ("file.broke_off", record.id)


async def test_what_the_scanner_finds_is_refused(closed_house: House) -> None:
    """A PDF with a known virus does not come in, a clean one does."""
    async with clamd_listening() as address:
        await closed_house.open_gateway(FIRUZE_CLAMD=address)
        widget = await closed_house.widget()
        infected = PDF.replace(b"endobj", b"endobj\n" + EICAR)
        status, answer = await send(widget, infected, "bill.pdf")
        assert (status, code_of(answer)) == (422, "file_infected")
        assert (await send(widget, PDF, "bill.pdf"))[0] == 200


async def test_without_the_scanner_nothing_comes_in(closed_house: House) -> None:
    """It is set and away: the customer is asked to try again, unscanned nothing passes."""
    await closed_house.open_gateway(FIRUZE_CLAMD="tcp://127.0.0.1:1")
    status, answer = await send(await closed_house.widget(), PDF)
    assert (status, code_of(answer)) == (503, "scanner_down")


async def test_without_the_store_nothing_is_said(closed_house: House) -> None:
    """The bucket's server is away: an outage, and no event that leads nowhere."""
    await closed_house.open_gateway(
        FIRUZE_FILES="s3://shop/files",
        FIRUZE_S3_ENDPOINT="http://127.0.0.1:1",
        FIRUZE_S3_KEY_ID="key",
        FIRUZE_S3_SECRET="secret",
    )
    widget = await closed_house.widget()
    status, answer = await send(widget, PDF)
    assert (status, code_of(answer)) == (503, "files_down")
    await widget.sync()
    assert "customer.said" not in widget.types


async def test_erasure_takes_the_files(house: House) -> None:
    """Links stop at once, and the bytes are gone from the disk with the next pass."""
    widget = await house.widget()
    await send(widget, photo())
    await widget.sync()
    folder = Path(house.settings["FIRUZE_FILES"]) / widget.conversation_id
    assert len(list(folder.iterdir())) == 2
    [link] = await links(widget, file_of(widget)["id"])
    async with open_privacy(house.settings["DATABASE_URL"], mails=False) as privacy:
        customer = await privacy.names.find(widget.conversation_id)
        assert customer is not None
        await privacy.erasures.erase(customer.id, staff_id=None, under_way=True)
    assert (await fetched(widget, link["whole"]))[0] == 404
    await house.open_gateway()  # which sweeps as it starts
    await eventually(lambda: asyncio.to_thread(lambda: not folder.exists()), "the bytes to be gone")
