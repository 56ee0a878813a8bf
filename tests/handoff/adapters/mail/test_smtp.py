"""The mail server's answers, on a real port: accepted, permanently refused, transiently refused."""

import ssl
from collections.abc import AsyncIterator
from email.headerregistry import Address
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.smtp import AuthResult, LoginPassword

from handoff.adapters.mail.postmen import NoPostman
from handoff.adapters.mail.server import MailServer as Place
from handoff.adapters.mail.server import Security, read_mail_server
from handoff.adapters.mail.smtp import Patience, SmtpPostman
from handoff.domain.deliveries import Accepted, Rejected
from stack.free_ports import free_port
from tests.handoff.adapters.mail.samples import ID, letter
from tests.handoff.mail_server import MailServer, Mood

SENDER = Address(addr_spec="help@books.example")
SHORT = Patience(connect=1, command=1, taking=0.3)


@pytest.fixture
async def mail() -> AsyncIterator[MailServer]:
    async with MailServer().listening() as server:
        yield server


def postman(server: MailServer | Place) -> SmtpPostman:
    place = server if isinstance(server, Place) else read_mail_server(server.url)
    return SmtpPostman(place, SENDER, SHORT)


async def test_a_letter_that_is_taken_has_arrived_whole(mail: MailServer) -> None:
    """The letter goes from the shop to one receiver, under its own id."""
    assert await postman(mail).carry(letter()) == Accepted()
    [received] = mail.received
    assert (received.sender, received.receivers) == ("help@books.example", ("nika@mail.example",))
    assert received.id == f"<{ID}@books.example>"
    assert "It left us today." in received.text


@pytest.mark.parametrize(
    ("mood", "said", "later"),
    [
        ("451 at RCPT", "451", "perhaps"),
        ("550 at RCPT", "550", "never"),
        ("452 at DATA", "452", "perhaps"),
        ("554 at DATA", "554", "never"),
    ],
)
async def test_a_refusal_of_the_letter_is_as_final_as_the_server_says(
    mail: MailServer, mood: Mood, said: str, later: str
) -> None:
    """4xx passes, 5xx does not."""
    mail.then.append(mood)
    refused = await postman(mail).carry(letter())
    assert isinstance(refused, Rejected)
    assert (refused.code, refused.permanent) == ("refused", later == "never")
    assert refused.reply.startswith(said)
    assert mail.received == []


async def test_a_refusal_of_the_sender_is_the_operator_s_to_mend(mail: MailServer) -> None:
    """The letter is as good as before."""
    mail.then.append("530 at MAIL")
    refused = await postman(mail).carry(letter())
    assert refused == Rejected(code="server_refused", reply="530 5.7.0 Must log in first")


async def test_nobody_listening_is_passing_trouble() -> None:
    """The server will be back."""
    nowhere = Place(host="127.0.0.1", port=free_port(), security="none")
    assert await postman(nowhere).carry(letter()) == Rejected(code="unreachable")


async def test_a_server_that_hangs_is_not_waited_for_without_end(mail: MailServer) -> None:
    """The next try is on a new connection."""
    mail.then.append("hang")
    assert await postman(mail).carry(letter()) == Rejected(code="timeout")
    assert await postman(mail).carry(letter()) == Accepted()


async def test_a_connection_that_breaks_after_the_letter_leaves_it_open(mail: MailServer) -> None:
    """Whether it was taken or not, it is tried again under the same id."""
    mail.then.extend(["drop", "take and drop"])
    assert await postman(mail).carry(letter()) == Rejected(code="dropped")
    assert await postman(mail).carry(letter()) == Rejected(code="dropped")
    assert await postman(mail).carry(letter()) == Accepted()
    assert mail.ids == {f"<{ID}@books.example>": 2}


async def test_a_receiver_who_is_none_is_not_even_tried(mail: MailServer) -> None:
    """The worker never tries such a receiver."""
    refused = await postman(mail).carry(letter(to="nobody"))
    assert refused == Rejected(code="address_invalid", permanent=True)
    assert mail.attempts == 0


async def test_a_name_in_persian_letters_needs_a_server_that_knows_them(mail: MailServer) -> None:
    """There is no other way to write letters before the @."""
    refused = await postman(mail).carry(letter(to="نیکا@mail.example"))
    assert refused == Rejected(code="address_unsupported", permanent=True)
    async with MailServer().listening(enable_SMTPUTF8=True) as knowing:
        assert await postman(knowing).carry(letter(to="نیکا@mail.example")) == Accepted()
        assert knowing.received[0].receivers == ("نیکا@mail.example",)


async def test_without_a_mail_server_the_letter_waits() -> None:
    """The letter waits until an operator has configured a server."""
    assert await NoPostman().carry(letter()) == Rejected(code="mail_not_set_up")
    assert not NoPostman().works


# --- encryption and login ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def identity(authority: trustme.CA) -> ssl.SSLContext:
    """What the mail server shows of itself."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    return context


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine trusts the authority."""
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))


def place(server: MailServer, security: Security, **login: str) -> Place:
    return Place(host="localhost", port=server.port, security=security, **login)


async def test_a_server_that_should_encrypt_and_does_not_gets_nothing(mail: MailServer) -> None:
    """The server gets neither the letter nor the password."""
    guarded = place(mail, "starttls", username="shop", password="secret")
    assert await postman(guarded).carry(letter()) == Rejected(code="tls_missing")
    assert mail.attempts == 0


async def test_a_certificate_that_nobody_vouches_for_is_refused(identity: ssl.SSLContext) -> None:
    """It could be anybody's, whichever way the encryption begins."""
    async with MailServer().listening(tls_context=identity) as server:
        carried = await postman(place(server, "starttls")).carry(letter())
        assert carried == Rejected(code="tls_refused")
        assert server.attempts == 0
    async with MailServer().listening(ssl=identity) as server:
        assert await postman(place(server, "tls")).carry(letter()) == Rejected(code="tls_refused")
        assert server.attempts == 0


@pytest.mark.usefixtures("trusted")
async def test_a_letter_travels_encrypted(identity: ssl.SSLContext) -> None:
    """The postman encrypts by STARTTLS, or from the first byte on."""
    async with MailServer().listening(tls_context=identity, require_starttls=True) as server:
        assert await postman(place(server, "starttls")).carry(letter()) == Accepted()
        assert server.encrypted
    async with MailServer().listening(ssl=identity) as server:
        assert await postman(place(server, "tls")).carry(letter()) == Accepted()


@pytest.mark.usefixtures("trusted")
async def test_the_postman_logs_in_once_it_is_encrypted(identity: ssl.SSLContext) -> None:
    """The server asks for a login. A refusal is for the operator to fix, however final it
    sounds."""

    def check(_: object, __: object, ___: object, ____: str, given: LoginPassword) -> AuthResult:
        right = (given.login, given.password) == (b"shop", b"secret")
        return AuthResult(success=right, handled=False)

    options: dict[str, Any] = {
        "tls_context": identity,
        "authenticator": check,
        "auth_required": True,
    }
    async with MailServer().listening(**options) as server:
        right = place(server, "starttls", username="shop", password="secret")
        assert await postman(right).carry(letter()) == Accepted()
        wrong = place(server, "starttls", username="shop", password="guess")
        refused = await postman(wrong).carry(letter())
        assert isinstance(refused, Rejected)
        assert (refused.code, refused.permanent, refused.reply[:3]) == (
            "login_refused",
            False,
            "535",
        )
        assert await postman(right).check() is None
        assert await postman(wrong).check() == refused


async def test_a_server_without_logins_refuses_the_login(mail: MailServer) -> None:
    """It says so, too."""
    guarded = place(mail, "none", username="shop", password="secret")
    assert await postman(guarded).carry(letter()) == Rejected(code="login_refused")
