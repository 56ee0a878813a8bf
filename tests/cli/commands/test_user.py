"""`./firuze user`: skills are said, checked and shown."""

import pytest
from typer.testing import CliRunner

from cli.commands.user import people
from tests.cli.commands.staff import user


def test_skills_are_said_and_shown(firuze: CliRunner) -> None:
    """Skills are set with the account or later; omitted ones stay."""
    added = user(firuze, "add", "sara@shop.example", "--languages", "fa", "--topics", "complaint")
    assert added.exit_code == 0, added.output
    changed = user(firuze, "set", "sara@shop.example", "--capacity", "3", "--teams", "billing, vip")
    assert "3 chats at once, speaks fa, skilled in complaint, in billing and vip" in changed.output
    listed = user(firuze, "list").output.splitlines()
    sara = next(line.split() for line in listed if line.startswith("sara@"))
    assert sara[-4:] == ["3", "fa", "complaint", "billing,vip"]
    assert "skilled" not in user(firuze, "set", "sara@shop.example", "--topics", "").output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--languages", "en,xx"), "no language called xx"),
        (("--languages", ""), "needs at least one language"),
        (("--topics", "weather"), "no topic called weather"),
        (("--capacity", "-1"), "fewer than 0"),
    ],
)
def test_what_the_house_does_not_know_is_refused(
    firuze: CliRunner, words: tuple[str, str], says: str
) -> None:
    """The command refuses before it stores anything."""
    refused = user(firuze, "add", f"{says[:2]}@shop.example", *words)
    assert refused.exit_code == 1
    assert says in str(refused.exception) + refused.output
    assert f"{says[:2]}@" not in user(firuze, "list").output


def test_names_are_given_in_both_scripts(firuze: CliRunner) -> None:
    """Together, one after the other, or one alone, which its letters tell the language of."""
    both = user(firuze, "add", "mona@shop.example", "--name", "Mona", "--name-fa", "مونا")
    assert "Mona / مونا <mona@shop.example>" in both.output
    assert "سیما <sima@" in user(firuze, "add", "sima@shop.example", "--name", "سیما").output
    assert "Sima / سیما <sima@" in user(firuze, "set", "sima@shop.example", "--name", "Sima").output
    listed = user(firuze, "list").output
    assert [
        line.split()[:3] for line in listed.splitlines() if line.startswith(("mona", "sima"))
    ] == [
        ["mona@shop.example", "Mona", "مونا"],
        ["sima@shop.example", "Sima", "سیما"],
    ]
    cleared = user(firuze, "set", "sima@shop.example", "--name-fa", "").output
    assert cleared.splitlines()[-1].startswith("Sima <")


def test_an_address_is_listed_whole_on_a_narrow_terminal(
    firuze: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other commands take it as it stands there."""
    monkeypatch.setenv("COLUMNS", "80")
    address = "zahra.mohammadi@books.shop.example"
    user(firuze, "add", address, "--name", "Zahra Mohammadi", "--name-fa", "زهرا محمدی")
    assert address in user(firuze, "list").output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--name", "", "--name-fa", ""), "needs a name"),
        (("--name-fa", "مو\u202eنا"), "cannot be seen"),
        (("--name", "x" * 101), "more than 100"),
    ],
)
def test_a_name_that_cannot_be_one_is_refused(
    firuze: CliRunner, words: tuple[str, ...], says: str
) -> None:
    """The name of before stays."""
    user(firuze, "add", "rana@shop.example", "--name", "Rana")
    refused = user(firuze, "set", "rana@shop.example", *words)
    assert refused.exit_code == 1
    assert says in str(refused.exception) + refused.output
    assert "Rana" in user(firuze, "list").output


def test_an_account_s_life(firuze: CliRunner) -> None:
    """Another role, another password, out and in again."""
    email = "leila@shop.example"
    assert user(firuze, "add", email).exit_code == 0
    assert "supervisor now" in user(firuze, "role", email, "supervisor").output
    assert "new password" in user(firuze, "password", email).output
    for command, state in (("disable", "disabled"), ("enable", "active")):
        assert user(firuze, command, email).exit_code == 0
        listed = user(firuze, "list").output.splitlines()
        assert next(line.split() for line in listed if line.startswith(email))[2:4] == [
            "supervisor",
            state,
        ]


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("short\n", "12 characters"),
        ("leilashop2026\n", "your name"),
        ("password1234\n", "many people"),
    ],
)
def test_a_weak_password_is_refused_with_the_way_out(
    firuze: CliRunner, password: str, says: str
) -> None:
    """The old one stays."""
    email = f"leila-{len(password)}@shop.example"
    assert user(firuze, "add", email, "--name", "Leila").exit_code == 0
    refused = firuze.invoke(people, ["password", email], input=password)
    assert refused.exit_code == 1
    assert says in str(refused.exception)


@pytest.mark.parametrize(
    "command",
    [("password",), ("enable",), ("disable",), ("role", "agent")],
)
def test_nobody_s_account_cannot_be_changed(firuze: CliRunner, command: tuple[str, ...]) -> None:
    """An address that nobody has is named."""
    name, *more = command
    refused = user(firuze, name, "nobody@shop.example", *more)
    assert refused.exit_code == 1
    assert "nobody@shop.example" in str(refused.exception)


def test_nobody_s_skills_cannot_be_set(firuze: CliRunner) -> None:
    """An address that nobody has is named."""
    refused = user(firuze, "set", "nobody@shop.example", "--capacity", "2")
    assert refused.exit_code == 1
    assert "nobody@shop.example" in str(refused.exception) + refused.output


def test_without_a_mail_server_an_invitation_is_a_link_to_hand_over(firuze: CliRunner) -> None:
    """The command says that no mail goes out; a second one makes a new link."""
    invite = ("invite", "omid@shop.example", "--role", "supervisor")
    links = []
    for _ in range(2):
        invited = user(firuze, *invite)
        assert invited.exit_code == 0, invited.output
        assert "No mail server is set, so no mail goes out" in invited.output
        links.append(invited.output.splitlines()[-1])
        assert links[-1].startswith("http://127.0.0.1:8000/console/#/password/")
    assert links[0] != links[1]
    listed = user(firuze, "list").output.splitlines()
    omid = next(line.split() for line in listed if line.startswith("omid@"))
    assert omid[2] == "supervisor"


def test_with_a_mail_server_the_link_is_in_the_mail_alone(
    firuze: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A gateway sends it."""
    monkeypatch.setenv("FIRUZE_SMTP_URL", "smtp://127.0.0.1:1")
    monkeypatch.setenv("FIRUZE_MAIL_FROM", "help@shop.example")
    invited = user(firuze, "invite", "nima@shop.example", "--language", "fa")
    assert invited.exit_code == 0, invited.output
    assert "The mail leaves as soon as a gateway runs" in invited.output
    assert "http" not in invited.output


def test_who_has_a_password_is_not_invited(firuze: CliRunner) -> None:
    """There is another way to give them a new one."""
    assert user(firuze, "add", "mina@shop.example").exit_code == 0
    refused = user(firuze, "invite", "mina@shop.example")
    assert refused.exit_code == 1
    assert "has this e-mail address" in str(refused.exception) + refused.output
