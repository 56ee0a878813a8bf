"""`./firuze user`, by an operator who types the password when asked."""

from typer.testing import CliRunner, Result

from cli.commands.user import people

PASSWORD = "correct horse battery\n"


def user(firuze: CliRunner, *words: str) -> Result:
    return firuze.invoke(people, list(words), input=PASSWORD)
