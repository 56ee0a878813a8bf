"""What operators may write about their mail server."""

import pytest

from handoff.adapters.mail.postmen import NoPostman, open_postman
from handoff.adapters.mail.server import MailServer, read_mail_server, read_sender
from handoff.domain.errors import InvalidInput


@pytest.mark.parametrize(
    ("url", "server"),
    [
        (
            "smtp://shop:p%40ss%2Fword@mail.shop.example:2587",
            MailServer(
                host="mail.shop.example",
                port=2587,
                security="starttls",
                username="shop",
                password="p@ss/word",
            ),
        ),
        (
            "smtp://mail.shop.example",
            MailServer(host="mail.shop.example", port=587, security="starttls"),
        ),
        (
            "smtps://mail.shop.example",
            MailServer(host="mail.shop.example", port=465, security="tls"),
        ),
        ("smtp://localhost:25", MailServer(host="localhost", port=25, security="none")),
        ("smtp://127.0.0.1:2525/", MailServer(host="127.0.0.1", port=2525, security="none")),
        ("smtp://[::1]:2525", MailServer(host="::1", port=2525, security="none")),
        ("smtps://127.0.0.1", MailServer(host="127.0.0.1", port=465, security="tls")),
        ("smtp://192.0.2.7", MailServer(host="192.0.2.7", port=587, security="starttls")),
    ],
)
def test_a_url_says_where_and_how(url: str, server: MailServer) -> None:
    """Unencrypted only within the machine."""
    assert read_mail_server(url) == server


@pytest.mark.parametrize(
    "url",
    ["", "mail.shop.example", "http://mail.shop.example", "smtp://", "smtp://u:secret@h:port",
     "smtp://u:secret@h:99999", "smtp://u:secret@h/path", "smtp://u:secret@h?x=1", "smtp://[::1"],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_without_repeating_it(url: str) -> None:
    """There may be a password in it."""
    with pytest.raises(InvalidInput) as refused:
        read_mail_server(url)
    assert refused.value.code == "smtp_url"
    assert "secret" not in refused.value.message


def test_a_server_is_shown_without_its_password() -> None:
    """Neither logs nor screens show it."""
    server = read_mail_server("smtp://shop:secret@mail.shop.example")
    assert str(server) == "mail.shop.example:587"
    assert "secret" not in repr(server)


@pytest.mark.parametrize("text", ["help@shop.example", "The Shop <help@shop.example>"])
def test_the_sender_is_an_address_with_or_without_a_name(text: str) -> None:
    """Both forms work as in any mail program."""
    assert read_sender(text).addr_spec == "help@shop.example"


@pytest.mark.parametrize("text", ["", "The Shop", "help@", "a\r\nBcc: x@y.example", "<>"])
def test_a_sender_who_is_none_is_refused(text: str) -> None:
    """Settings refuse the sender before any mail is tried."""
    with pytest.raises(InvalidInput) as refused:
        read_sender(text)
    assert refused.value.code == "mail_from"


def test_without_a_server_there_is_a_postman_who_says_so() -> None:
    """The postman reports each letter as not sent."""
    assert isinstance(open_postman(None, None), NoPostman)
    with pytest.raises(InvalidInput) as refused:
        open_postman("smtp://mail.shop.example", None)
    assert refused.value.code == "mail_from"
