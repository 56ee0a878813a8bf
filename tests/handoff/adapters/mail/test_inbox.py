"""What a mail says, whatever mail programs and strangers make of it; and which mailboxes can be meant."""

import pytest

from handoff.adapters.mail.inbox import read_inbox_server, read_mail
from handoff.domain.conversation.mail_replies import own_words
from handoff.domain.errors import InvalidInput

HEAD = b"From: Nika <nika@mail.example>\r\nTo: help+abc@books.example\r\nMessage-ID: <1@mail.example>\r\n"


def test_who_wrote_what_and_to_which_thread() -> None:
    """Ids and addresses that may carry a token, in any order."""
    mail = read_mail(HEAD + b"References: <t1@x> <t2@x>\r\nIn-Reply-To: <t3@x>\r\n\r\nWhen?\r\n")
    assert (mail.id, mail.sender) == ("<1@mail.example>", "nika@mail.example")
    assert {"t1", "t2", "t3", "abc"} <= set(mail.threads)
    assert (mail.text.strip(), mail.automatic, mail.attachments) == ("When?", False, [])


def test_html_alone_is_read_as_its_words() -> None:
    """Without scripts, styles and what it quotes."""
    html = (
        b"<style>p{}</style><p>When will it&nbsp;come?</p><script>x()</script>"
        b"<blockquote><p>Tomorrow</p></blockquote>"
    )
    mail = read_mail(HEAD + b"Content-Type: text/html\r\n\r\n" + html)
    assert own_words(mail.text) == "When will it come?"


@pytest.mark.parametrize(
    "header",
    [
        b"Auto-Submitted: auto-replied",
        b"Precedence: bulk",
        b"List-Id: <news.example>",
        b"Return-Path: <>",
        b"X-Autoreply: yes",
        b"Content-Type: multipart/report; boundary=x",
    ],
)
def test_programs_are_known(header: bytes) -> None:
    """Nobody's holiday notice is an answer."""
    assert read_mail(HEAD + header + b"\r\n\r\nI am away\r\n").automatic


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"From: a@b, c@d\r\n\r\nx",
        b"From: " + b"<" * 5000 + b"\r\n\r\nx",
        HEAD + b"Content-Type: text/plain; charset=klingon\r\n\r\nh\xe9",
        HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\n--x",
        HEAD + b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
    ],
)
def test_broken_mails_break_nothing(raw: bytes) -> None:
    """They have an id, and at most some words."""
    mail = read_mail(raw)
    assert mail.id
    assert mail.sender in ("", "nika@mail.example")


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
