"""`./firuze demo` stays on this machine: its logins are known to everybody."""

import pytest

from tests.cli.conftest import CommandLine


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "shop.example"])  # noqa: S104
def test_the_demo_is_not_shown_to_a_network(command_line: CommandLine, host: str) -> None:
    """The command sets up and starts nothing, and says how to fix it."""
    done = command_line("demo", "--host", host)
    assert done.returncode == 1
    assert f"The demo does not listen on {host}" in done.stderr
    assert "./firuze up" in done.stderr


def test_a_host_of_the_environment_counts_too(command_line: CommandLine) -> None:
    """An operator who serves a shop to the network with `up` does not expose the demo."""
    assert "does not listen" in command_line("demo", FIRUZE_HOST="0.0.0.0").stderr  # noqa: S104
