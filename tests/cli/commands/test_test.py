"""`./firuze test`, as it is typed."""

from tests.cli.conftest import CommandLine


def test_the_list_names_every_part(command_line: CommandLine) -> None:
    done = command_line("test", "--list")
    assert done.returncode == 0
    assert "two browsers on the whole stack" in done.stdout


def test_the_last_line_is_the_count(command_line: CommandLine) -> None:
    """Whatever stands above it."""
    done = command_line("test", "launcher")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "1 passed, 0 failed")
