"""`./firuze mail test` and what `doctor` says of mail, beside a real mail server."""

import asyncio
import threading
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner, Result

from cli.commands.doctor import examine
from cli.commands.mail import mail as command
from stack.checkout import this_checkout
from stack.checks.finding import Finding
from stack.free_ports import free_port
from tests.handoff.mail_server import MailServer


@pytest.fixture
def server() -> Iterator[MailServer]:
    """In a loop of its own: the command line has one of its own, too."""
    server, ready, over = MailServer(), threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with server.listening():
            ready.set()
            await over.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    ready.wait()
    yield server
    loop.call_soon_threadsafe(over.set)
    thread.join()
    loop.close()


@pytest.fixture
def set_up(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> MailServer:
    monkeypatch.setenv("FIRUZE_SMTP_URL", server.url)
    monkeypatch.setenv("FIRUZE_MAIL_FROM", "help@shop.example")
    return server


def _test_mail(*words: str) -> Result:
    return CliRunner().invoke(command, ["test", *words])


def _doctor() -> Finding:
    findings = asyncio.run(examine(this_checkout()))
    return next(finding for finding in findings if finding.subject == "Mail")


def test_a_test_mail_arrives(set_up: MailServer) -> None:
    """In the language that was asked for, and the command says who took it."""
    done = _test_mail("you@mail.example", "--language", "fa")
    assert done.exit_code == 0, done.output
    assert f"127.0.0.1:{set_up.port} has accepted the mail to you@mail.example" in done.output
    [received] = set_up.received
    assert received.receivers == ("you@mail.example",)
    assert "آزمایشی" in received.text


def test_a_refusal_is_told_in_the_server_s_words(set_up: MailServer) -> None:
    """The message also says where to look."""
    set_up.then.append("550 at RCPT")
    refused = _test_mail("nobody@mail.example")
    assert refused.exit_code == 1
    assert "refuses the mail (550 5.1.1" in str(refused.exception)


def test_without_a_server_the_command_says_how_to_set_one() -> None:
    """The command does not pretend to send."""
    refused = _test_mail("you@mail.example")
    assert refused.exit_code == 1
    assert "No mail server is set" in str(refused.exception)


def test_a_url_that_cannot_be_meant_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Screens are looked at by others, too."""
    monkeypatch.setenv("FIRUZE_SMTP_URL", "http://shop:top-secret@mail.example")
    refused = _test_mail("you@mail.example")
    assert "FIRUZE_SMTP_URL must be like" in str(refused.exception)
    assert "top-secret" not in str(refused.exception) + refused.output


def test_the_doctor_says_that_nobody_is_mailed() -> None:
    """It is no failure: a shop may do without."""
    finding = _doctor()
    assert (finding.kind, finding.state) == ("note", "no mail server is set")


def test_the_doctor_tries_the_mail_server(
    set_up: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Up to the login, without a mail; and asks where links should lead."""
    finding = _doctor()
    assert finding.state.endswith("accepts mail from help@shop.example")
    assert (finding.kind, "FIRUZE_PUBLIC_URL" in finding.advice) == ("note", True)
    monkeypatch.setenv("FIRUZE_PUBLIC_URL", "https://help.shop.example")
    assert _doctor().kind == "good"
    assert set_up.attempts == 0


def test_the_doctor_names_a_mail_server_that_does_not_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is a failure: an operator has configured the server, and expects mail."""
    monkeypatch.setenv("FIRUZE_SMTP_URL", f"smtp://127.0.0.1:{free_port()}")
    monkeypatch.setenv("FIRUZE_MAIL_FROM", "help@shop.example")
    finding = _doctor()
    assert finding.is_failure
    assert "cannot be reached" in finding.state
