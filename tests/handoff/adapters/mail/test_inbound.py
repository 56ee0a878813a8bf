"""What a mail says, whatever mail programs and strangers make of it."""

import pytest

from handoff.adapters.mail.inbound import (
    BOUNDARIES_AT_MOST,
    HEADERS_LENGTH,
    PARTS_AT_MOST,
    Unreadable,
    read_mail,
)
from handoff.domain.conversation.mail_replies import own_words
from tests.hostile import processor_seconds

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


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("When will <b>my order</b> come?", "When will my order come?"),
        ("<p>I <i>am</i> <b>angry</b> , so <a href='x'>call</a> me</p>", "I am angry , so call me"),
        ("<p> One </p>\n<p>\tTwo<br> Three </p>", "One\n\nTwo\nThree"),
        ("<p>کی <b>سفارش</b> من می‌رسه؟</p>", "کی سفارش من می‌رسه؟"),
        ("A&nbsp;<b>B</b>&amp;C", "A B&C"),
    ],
)
def test_words_stay_apart_in_html(html: str, words: str) -> None:
    """Whatever is set in bold or linked; lines begin and end without spaces."""
    raw = HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + html.encode()
    assert own_words(read_mail(raw).text) == words


def test_files_are_named_and_pictures_within_the_text_are_not() -> None:
    """By the name that they came with, in any language, or by what they are."""
    raw = HEAD + (
        b"Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n"
        b"Content-Type: multipart/related; boundary=i\r\n\r\n--i\r\n"
        b"Content-Type: text/html\r\n\r\n<p>See</p>\r\n--i\r\n"
        b"Content-Type: image/png; name=logo.png\r\nContent-ID: <1>\r\n\r\nx\r\n--i--\r\n--o\r\n"
        b"Content-Type: image/jpeg\r\n\r\nx\r\n--o\r\n"
        b"Content-Type: text/plain\r\n"
        b"Content-Disposition: attachment; filename*=utf-8''%D9%82.txt\r\n\r\nnot said\r\n--o\r\n"
        b"Content-Type: application/pdf; name==?x?b?!?=\r\n\r\nx\r\n--o\r\n"
        b"Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nnot said\r\n--o--\r\n"
    )
    mail = read_mail(raw)
    assert mail.text.strip() == "See"
    assert mail.attachments == ["image/jpeg", "ق.txt", "=?x?b?!?=", "message/rfc822"]


@pytest.mark.parametrize(
    ("charset", "body"),
    [
        ("utf-7", b"a+2AA-b"),
        ("unicode_escape", rb"a\ud800b"),
        ("raw_unicode_escape", rb"a\ud800b"),
        ("utf-16-le", b"a\x00\x00\xd8b\x00"),
        ("punycode", b"a-" + b"b" * 100_000),
        ("hex", b"zz"),
    ],
)
def test_halves_of_characters_do_not_come_in(charset: str, body: bytes) -> None:
    """No database takes them, whichever encoding a stranger names."""
    head = HEAD + f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode()
    text = read_mail(head + body).text
    assert text.encode()
    assert processor_seconds(lambda: read_mail(head + body), 1) < 1


def test_tokens_are_ascii() -> None:
    """A letter that only becomes ASCII in capitals is none of a token."""
    assert read_mail(HEAD + "References: <ıabc@x> <good@x>\r\n\r\n".encode()).threads[0] == "good"


@pytest.mark.parametrize(
    "raw",
    [
        b"X: " + b"y" * HEADERS_LENGTH + b"\r\n\r\nx",
        b"X: y\r\n" * 20_000,
        b'Content-Type: text/plain; x="' + b'"' * 16_000 + b"\r\n\r\nx",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
        + b"--x\r\nContent-Type: text/plain\r\n\r\n" * (PARTS_AT_MOST + 1),
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
        + b"--x\r\n" * (BOUNDARIES_AT_MOST + 1),
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; "
        + b"a;" * 4_000
        + b"\r\n\r\n--x--",
    ],
)
def test_mails_out_of_all_proportion_are_refused_at_once(raw: bytes) -> None:
    """Before anything of them is parsed for long."""

    def refused() -> None:
        with pytest.raises(Unreadable):
            read_mail(raw)

    assert processor_seconds(refused, 0.5) < 0.5


@pytest.mark.parametrize("name", ["From", "To", "References", "Return-Path", "Message-ID"])
@pytest.mark.parametrize("piece", ['"', "<", "a@b,", "\\", "=?utf-8?q?a?=", ";x*0*=a"])
def test_long_headers_cost_little(name: str, piece: str) -> None:
    """A header may be long, and is still read in a moment."""
    mail = f"{name}: {piece * (60_000 // len(piece))}\r\n\r\nx".encode()
    assert processor_seconds(lambda: read_mail(mail), 0.5) < 0.5
