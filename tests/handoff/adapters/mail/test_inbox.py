"""The mailbox, read by IMAP: which ones can be meant, and that no mail stops the reading of the next."""

from collections.abc import AsyncIterator

import pytest

from handoff.adapters.mail.inbox import ImapInbox, read_inbox_server
from handoff.domain.errors import IllegalMove, InvalidInput
from handoff.services.errors import CacheDown
from handoff.services.mail_replies import InboundMail, Refusal
from tests.handoff.imap_server import Mailbox, serving


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    async with serving() as mailbox:
        yield mailbox


class Desk:
    """Takes mails down, and says of some what is the matter."""

    def __init__(self, **troubles: Exception) -> None:
        self.troubles = troubles
        self.taken: list[str] = []

    async def take(self, mail: InboundMail) -> Refusal | None:
        words = mail.text.strip()
        self.taken.append(words)
        trouble = self.troubles.get(words)
        if trouble is not None:
            raise trouble
        return None


def mail(words: str, kind: str = "text/plain", **headers: str) -> bytes:
    more = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    head = f"From: nika@mail.example\r\nSubject: {words[:20]}\r\nContent-Type: {kind}\r\n"
    return f"{head}{more}\r\n{words}\r\n".encode()


def nested(depth: int) -> bytes:
    """Parts within parts, of names that each end the one before."""
    raw = b"From: x@mail.example\r\nSubject: nested\r\n"
    for number in range(depth):
        raw += f"Content-Type: multipart/mixed; boundary=b{number}\r\n\r\n--b{number}\r\n".encode()
    return raw


@pytest.mark.parametrize(
    "hostile",
    [
        mail("<![ ", "text/html"),
        mail("x", To="(" * 5000),
        nested(99),
        nested(3000),
        mail("x", "text/plain; charset=utf-7") + b"+2AA-",
        mail("x", References="<ıııııııııııııııııııııııııııııııııııııııııı@x>"),
        mail("x" + "\r\n--" * 5000),
    ],
)
async def test_no_mail_stops_the_next(mailbox: Mailbox, hostile: bytes) -> None:
    """Whatever a stranger sends is looked at once, and the customer's mail behind it is taken."""
    desk, inbox = Desk(), ImapInbox(read_inbox_server(mailbox.url))
    await mailbox.receive_raw(hostile)
    await mailbox.receive_raw(mail("When?"))
    await inbox.read(desk.take)
    assert desk.taken[-1] == "When?"
    seen = len(desk.taken)
    await inbox.read(desk.take)
    assert len(desk.taken) == seen


@pytest.mark.parametrize("trouble", [IllegalMove("x", "x"), InvalidInput("x", "x"), TypeError("x")])
async def test_what_cannot_be_taken_is_left_to_people(mailbox: Mailbox, trouble: Exception) -> None:
    """It stays unread in the mailbox, and is not brought again."""
    desk, inbox = Desk(bad=trouble), ImapInbox(read_inbox_server(mailbox.url))
    for words in ("bad", "good"):
        await mailbox.receive_raw(mail(words))
    for _ in range(2):
        await inbox.read(desk.take)
    assert desk.taken == ["bad", "good"]
    assert await mailbox.unread() == ["bad"]


@pytest.mark.parametrize("outage", [CacheDown("away"), ConnectionResetError()])
async def test_an_outage_brings_the_mail_again(mailbox: Mailbox, outage: Exception) -> None:
    """Nothing is lost because a server is away."""
    desk, inbox = Desk(one=outage), ImapInbox(read_inbox_server(mailbox.url))
    for words in ("one", "two"):
        await mailbox.receive_raw(mail(words))
    if isinstance(outage, CacheDown):
        with pytest.raises(CacheDown):
            await inbox.read(desk.take)
    else:
        await inbox.read(desk.take)
    assert desk.taken == ["one"]
    desk.troubles.clear()
    await inbox.read(desk.take)
    assert desk.taken == ["one", "one", "two"]
    assert await mailbox.unread() == []


def test_a_mailbox_is_read_from_its_address() -> None:
    """Encrypted, or on this machine."""
    server = read_inbox_server("imaps://help%40books.example:p%3Aw@mail.books.example/Support")
    assert (server.username, server.password) == ("help@books.example", "p:w")
    assert (server.port, server.folder, server.tls) == (993, "Support", True)
    assert read_inbox_server("imap://u:p@127.0.0.1:1143").folder == "INBOX"
    assert "p:w" not in repr(server)
    for wrong in (
        "imap://u:p@mail.example",
        "imaps://mail.example",
        "http://u:p@x",
        "imaps://u:p@x:y",
    ):
        with pytest.raises(InvalidInput) as refused:
            read_inbox_server(wrong)
        assert refused.value.code == "imap_url"
