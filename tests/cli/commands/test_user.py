"""`./firuze user`: skills are said, checked and shown."""

import pytest
from typer.testing import CliRunner, Result

from cli.commands.user import people

PASSWORD = "correct horse battery\n"


@pytest.fixture
def firuze(database_url: str, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("COLUMNS", "200")
    return CliRunner()


def _user(firuze: CliRunner, *words: str) -> Result:
    return firuze.invoke(people, list(words), input=PASSWORD)


def test_skills_are_said_and_shown(firuze: CliRunner) -> None:
    """With the account or later; what is not said again stays."""
    added = _user(firuze, "add", "sara@shop.example", "--languages", "fa", "--topics", "complaint")
    assert added.exit_code == 0, added.output
    changed = _user(
        firuze, "set", "sara@shop.example", "--capacity", "3", "--teams", "billing, vip"
    )
    assert "3 chats at once, speaks fa, skilled in complaint, in billing and vip" in changed.output
    listed = _user(firuze, "list").output.splitlines()
    sara = next(line.split() for line in listed if line.startswith("sara@"))
    assert sara[-4:] == ["3", "fa", "complaint", "billing,vip"]
    assert "skilled" not in _user(firuze, "set", "sara@shop.example", "--topics", "").output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--languages", "en,xx"), "no language called xx"),
        (("--languages", ""), "speaks something"),
        (("--topics", "weather"), "no topic called weather"),
        (("--capacity", "-1"), "fewer than 0"),
    ],
)
def test_what_the_house_does_not_know_is_refused(
    firuze: CliRunner, words: tuple[str, str], says: str
) -> None:
    """Before anything is stored."""
    refused = _user(firuze, "add", f"{says[:2]}@shop.example", *words)
    assert refused.exit_code == 1
    assert says in str(refused.exception) + refused.output
    assert f"{says[:2]}@" not in _user(firuze, "list").output


def test_nobody_s_skills_cannot_be_set(firuze: CliRunner) -> None:
    """An address that nobody has is named."""
    refused = _user(firuze, "set", "nobody@shop.example", "--capacity", "2")
    assert refused.exit_code == 1
    assert "nobody@shop.example" in str(refused.exception) + refused.output
